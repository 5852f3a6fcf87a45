"""The list of benches, in the order of the report; a new one is a file and a line here."""

from bench import bare, locating
from bench.contract import Bench

BENCHES: tuple[Bench, ...] = (bare.BENCH, locating.BENCH)
