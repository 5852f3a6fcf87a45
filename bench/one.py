"""Runs one bench in this process and prints its figures as one line of JSON.

Usage: python -m bench.one NAME RUNS CASES full|quick (in the environment that bench.ground made).
"""

import json
import sys

import django

from bench.contract import Options


def main() -> None:
    """Measure what the command line names."""
    name, runs, cases, how = sys.argv[1:]
    django.setup()
    from bench.all import BENCHES  # noqa: PLC0415 - the benches import models, which need Django set up

    bench = next(bench for bench in BENCHES if bench.name == name)
    options = Options(int(runs), int(cases), how == "quick")
    print(json.dumps([figure.as_dict() for figure in bench.measure(options)]))


if __name__ == "__main__":
    main()
