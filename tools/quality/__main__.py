"""`make quality`: measures a running demo and writes docs/quality.md; returns 1 when a limit is missed.

Usage: python -m tools.quality [--runs 5] [--only server,browser,lighthouse,axe] [--no-write] [PAGE ...]
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from playwright.sync_api import sync_playwright

from tools import browser as machine
from tools.pages import PAGES, Page
from tools.quality import axe, beacon, loading, report
from tools.quality.server import ROOT, Cost, in_a_process_of_its_own
from tools.visits import Visits, base

T = TypeVar("T")
SCORES = 3
"""Lighthouse's scores vary little, and a run takes some five seconds."""
PARTS = ("server", "browser", "lighthouse", "axe")


def server() -> tuple[str, list[Cost]]:
    """Return how large the demo's city is and what its pages cost."""
    return in_a_process_of_its_own(
        {**os.environ, "LINLI_HOME": os.environ.get("LINLI_HOME", str(ROOT / ".linli"))}
    )


def measure(parts: list[str], names: list[str], runs: int) -> report.Found:
    """Return the figures of the chosen parts; each says how long it took."""
    every = tuple(page for page in PAGES if not names or page.name in names)
    main_pages = tuple(page for page in every if page.main or names)
    found = report.Found()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.find(), args=machine.ARGUMENTS)
        visits = Visits(browser, base())
        if "server" in parts:
            found.city, costs = _timed("server", server)
            found.costs = [cost for cost in costs if not names or cost.page in names]
        if "browser" in parts:
            found.loaded = _timed("browser", lambda: loading.measure(visits, main_pages, runs))
        if "lighthouse" in parts:
            found.beacons = _timed("lighthouse", lambda: _lighthouse(visits, main_pages, min(runs, SCORES)))
        if "axe" in parts:
            found.looked = _timed("axe", lambda: axe.look_twice_as_fast(base(), every))
        browser.close()
    return found


def _lighthouse(visits: Visits, pages: tuple[Page, ...], runs: int) -> list[beacon.Beacon]:
    try:
        return beacon.shine(visits, pages, runs)
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as fault:
        print(f"  Lighthouse is left out: {str(fault)[-600:]}", file=sys.stderr)
        return []


def _timed(name: str, work: Callable[[], T]) -> T:
    began = time.monotonic()
    print(f"- {name} ...", end=" ", flush=True)
    found = work()
    print(f"done in {time.monotonic() - began:.0f} s", flush=True)
    return found


def main() -> int:
    """Measure, write the page, and list what is missed."""
    parser = argparse.ArgumentParser(prog="tools.quality", description=__doc__)
    parser.add_argument("pages", nargs="*", help="names of pages; without any, all of them")
    parser.add_argument("--runs", type=int, default=loading.RUNS)
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas")
    parser.add_argument("--no-write", action="store_true", help="only say what is missed")
    told = parser.parse_args()
    found = measure(told.only.split(","), told.pages, told.runs)
    if not told.no_write:
        report.PAGE.write_text(report.text(found, datetime.now(UTC).date()), encoding="utf-8")
        print(f"- {report.PAGE.relative_to(ROOT)}")
    missed = report.faults(found)
    print("\n".join(missed) or "every limit is kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
