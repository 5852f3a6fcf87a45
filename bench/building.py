"""`linli demo`: the made-up city, whole and small, from an empty database to a city that can be served."""

import os
import subprocess
import sys
import tempfile
import time

from bench.contract import Bench, Figure, Options


def measure(options: Options) -> list[Figure]:
    """Measure the building of each size."""
    small = tuple(_build("--small") for _ in range(min(options.runs, 3)))
    figures = [Figure("linli demo --small", "s", small, limit=10)]
    if not options.quick:
        figures.append(Figure("linli demo", "s", (_build(),), limit=90))
    return figures


def _build(*arguments: str) -> float:
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as home:
        environment = {**os.environ, "LINLI_HOME": home, "LINLI_DEMO": "1"}
        began = time.perf_counter()
        command = [sys.executable, "-m", "linli.cli.main", "demo", *arguments]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        return time.perf_counter() - began


BENCH = Bench("demo", "Tables, places, people, and ninety days of cases, on SQLite.", measure, ("sqlite",))
