"""`make bench`: runs the benches on both databases and writes docs/benchmarks.md.

Each database gets a site without cases, and one of the demo city with a few cases, then with a million. A
run of everything writes the page, one of some benches (ARGS="--only NAME --write") their sections; any other
(QUICK=1, ARGS="--database sqlite") prints what it found.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date

import django

from bench import report
from bench.contract import EMPTY, LARGE, SMALL, Bench, Figure
from bench.ground import ground

FULL = {SMALL: 1_000, LARGE: 1_000_000}
QUICK = {SMALL: 1_000, LARGE: 20_000}
DATABASES = ("sqlite", "postgres")


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure Linli beside the bare database.")
    parser.add_argument("--only", action="append", default=[], help="a bench by name; may be repeated")
    parser.add_argument("--database", choices=DATABASES, help="one database only")
    parser.add_argument("--runs", type=int, help="measurements of each quantity (default 3)")
    parser.add_argument("--quick", action="store_true", help="a smaller large city, short measurements")
    parser.add_argument("--write", action="store_true", help="write the sections of the benches by name")
    asked = parser.parse_args()
    if asked.write and (asked.quick or asked.database):
        parser.error(
            "a section is written from a full run on both databases: leave out --quick and --database"
        )
    return asked


def measure(bench: Bench, environment: dict[str, str], runs: int, cases: int, quick: bool) -> list[Figure]:
    """Run one bench in a process of its own and return its figures; none if it broke off."""
    print(f"- {bench.name} ...", flush=True)
    command = [
        sys.executable,
        "-m",
        "bench.one",
        bench.name,
        str(runs),
        str(cases),
        "quick" if quick else "full",
    ]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"    broke off ({done.returncode})", flush=True)
        return []
    figures = [Figure.from_dict(facts) for facts in json.loads(done.stdout.splitlines()[-1])]
    for figure in figures:
        print(
            f"    {figure.what}: {report.number(figure.median)} {figure.unit} {report.limit(figure)}",
            flush=True,
        )
    return figures


def on_database(
    database: str, chosen: tuple[Bench, ...], sizes: dict[str, int], runs: int, quick: bool
) -> report.Results:
    """Run every bench of one database, on the sites it asks for."""
    results: report.Results = {}
    mine = [bench for bench in chosen if database in bench.databases]
    alone = [bench for bench in mine if EMPTY in bench.on]
    if alone:
        print(f"{database}, no cases", flush=True)
        with ground(database) as environment:
            for bench in alone:
                results[bench.name, database, 0] = measure(bench, environment, runs, 0, quick)
    with ground(database) as environment:
        for size, cases in sizes.items():
            here = [bench for bench in mine if size in bench.on]
            if here:
                print(f"{database}, {cases:,} cases", flush=True)
                command = [sys.executable, "-m", "bench.seeding", str(cases)]
                subprocess.run(command, env=environment, check=True)
            for bench in here:
                results[bench.name, database, cases] = measure(bench, environment, runs, cases, quick)
    return results


def main() -> int:
    """Measure, report, and return 1 when a limit is missed."""
    asked, began = arguments(), time.monotonic()
    day = date.today()  # noqa: DTZ011 - the day where the machine stands
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.wiring.settings"
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as home:
        os.environ["LINLI_HOME"] = home
        django.setup()
    from bench.all import BENCHES  # noqa: PLC0415 - the benches import models, which need Django set up

    if unknown := set(asked.only) - {bench.name for bench in BENCHES}:
        known = ", ".join(bench.name for bench in BENCHES)
        print(f"no bench is called {', '.join(sorted(unknown))}; there are {known}", file=sys.stderr)
        return 2
    runs = asked.runs or (2 if asked.quick else 3)
    chosen = tuple(bench for bench in BENCHES if not asked.only or bench.name in asked.only)
    results: report.Results = {}
    for database in DATABASES:
        if asked.database in (None, database):
            results |= on_database(database, chosen, QUICK if asked.quick else FULL, runs, asked.quick)
    measured = report.measurement(runs, day)
    print(report.page(chosen, results, measured))
    print(f"in {(time.monotonic() - began) / 60:.0f} minutes")
    if asked.write or not (asked.only or asked.quick or asked.database):
        before = report.PAGE.read_text() if asked.only else ""
        report.PAGE.write_text(report.page(BENCHES, results, measured, before))
    return 0 if report.all_hold(results) else 1


if __name__ == "__main__":
    sys.exit(main())
