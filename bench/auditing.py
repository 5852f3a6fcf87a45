"""`linli verify-audit`: every step of every case against its chain and against the seals."""

import os
import subprocess
import sys
import time

from bench.contract import LARGE, Bench, Figure, Options
from linli.cases.models import Step
from linli.kernel import seals


def measure(options: Options) -> list[Figure]:
    """Measure one run of the command over everything."""
    seals.seal()
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "linli.cli.main", "verify-audit"],
        env=os.environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    took = time.perf_counter() - began
    steps = Step.objects.count()
    return [
        Figure(f"all {options.cases:,} cases", "s", (took,), limit=300),
        Figure("steps", "a second", (steps / took,)),
    ]


BENCH = Bench(
    "verify-audit",
    "Every link of every chain is computed again and compared with the seals; measured once.",
    measure,
    on=(LARGE,),
)
