"""`make bench`: runs the benches on both databases and writes docs/benchmarks.md.

A run of all benches at full size writes the page; one that is narrowed (ARGS="--only NAME", "--quick",
"--database sqlite") prints it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import django

from bench import report
from bench.contract import Bench, Figure
from bench.ground import ground

FULL = (1_000, 1_000_000)
QUICK = (1_000, 10_000)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure Linli beside the bare database.")
    parser.add_argument("--only", action="append", default=[], help="a bench by name; may be repeated")
    parser.add_argument("--database", choices=["sqlite", "postgres"], help="one database only")
    parser.add_argument("--runs", type=int, default=5, help="measurements of each quantity")
    parser.add_argument("--quick", action="store_true", help="small databases, two runs")
    parser.add_argument("--write", action="store_true", help="write the page also when the run is narrowed")
    return parser.parse_args()


def measure(bench: Bench, database: str, runs: int, sizes: tuple[int, ...]) -> list[Figure]:
    """Run one bench on one database in a process of its own and return its figures."""
    print(f"- {bench.name} on {database} ...", flush=True)
    with ground(database) as environment:
        command = [sys.executable, "-m", "bench.one", bench.name, str(runs), ",".join(map(str, sizes))]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [Figure.from_dict(facts) for facts in json.loads(done.stdout.splitlines()[-1])]


def main() -> int:
    """Measure, report, and return 1 when a limit is missed."""
    asked = arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.wiring.settings"
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as home:
        os.environ["LINLI_HOME"] = home
        django.setup()
    from bench.all import BENCHES  # noqa: PLC0415 - the benches import models, which need Django set up

    runs, sizes = (2, QUICK) if asked.quick else (asked.runs, FULL)
    chosen = tuple(bench for bench in BENCHES if not asked.only or bench.name in asked.only)
    results: report.Results = {}
    for bench in chosen:
        for database in bench.databases:
            if asked.database in (None, database):
                results.setdefault(bench.name, {})[database] = measure(bench, database, runs, sizes)
    text = report.page(chosen, results, " ".join(["make bench", *_given(sys.argv[1:])]), runs)
    print(text)
    if asked.write or not (asked.only or asked.quick or asked.database):
        report.PAGE.write_text(text)
    missed = [
        figure
        for each in results.values()
        for figures in each.values()
        for figure in figures
        if not figure.holds
    ]
    return 1 if missed else 0


def _given(words: list[str]) -> list[str]:
    return [f'ARGS="{" ".join(words)}"'] if words else []


if __name__ == "__main__":
    sys.exit(main())
