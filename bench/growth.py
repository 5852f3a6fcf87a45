"""Ten times as many elders under plan: what an event costs then, and the look for what is due."""

from dataclasses import replace

from bench import ingest, signs
from bench.contract import GROWTH, Bench, Figure, Options


def measure(options: Options) -> list[Figure]:
    """Measure with a city's elders under plan, and with ten times as many on the same site."""
    few, many = (2_000, 20_000) if options.quick else (200_000, 2_000_000)
    once = replace(options, runs=1)
    figures, costs = [], []
    for plans in (few, many):
        found = ingest.with_plans(plans, once)
        costs.append(found[1].median)
        scans = tuple(signs.scan() for _ in range(once.runs))
        figures += [*found[:3], Figure(f"the due scan of {plans:,} plans", "ms", scans, 50)]
    grown = Figure(f"processor time, {many:,} plans to {few:,}", "×", (costs[1] / costs[0],), GROWTH)
    return [*figures, grown]


BENCH = Bench(
    "growth",
    "The same as `ingest`, on one site with 200,000 elders under plan and then with 2,000,000; "
    "measured once.",
    measure,
)
