"""The list of benches, in the order of the report; a new one is a file and a line here."""

from bench import auditing, bare, building, filing, inbox, ingest, lifecycle, locating, pages, signs
from bench.contract import Bench
from bench.maps import measuring as maps

BENCHES: tuple[Bench, ...] = (
    bare.BENCH,
    filing.BENCH,
    ingest.BENCH,
    signs.BENCH,
    inbox.BENCH,
    pages.BENCH,
    lifecycle.BENCH,
    locating.BENCH,
    auditing.BENCH,
    building.BENCH,
    maps.BENCH,
)
