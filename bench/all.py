"""The list of benches, in the order of the report; a new one is a file and a line here."""

from bench import (
    alerts,
    auditing,
    bare,
    building,
    filing,
    growth,
    inbox,
    ingest,
    lifecycle,
    locating,
    pages,
    signs,
)
from bench.contract import Bench
from bench.maps import measuring as maps

BENCHES: tuple[Bench, ...] = (
    bare.BENCH,
    filing.BENCH,
    ingest.BENCH,
    signs.BENCH,
    alerts.BENCH,
    growth.BENCH,
    inbox.BENCH,
    pages.BENCH,
    lifecycle.BENCH,
    locating.BENCH,
    auditing.BENCH,
    building.BENCH,
    maps.BENCH,
)
