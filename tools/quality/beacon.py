"""Runs Lighthouse over the main pages: scores of performance and accessibility, as medians."""

import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tools import browser as machine
from tools import frontend
from tools.pages import Page
from tools.quality.loading import way_of
from tools.visits import Visits

FOLDER = Path(__file__).resolve().parent.parent / "lighthouse"
MOST_SECONDS = 900


@dataclass
class Beacon:
    """What Lighthouse says of one page."""

    page: str
    phone: bool
    performance: list[int] = field(default_factory=list)
    accessibility: int | None = None
    failed: tuple[str, ...] = ()
    fault: str = ""

    def median_performance(self) -> int:
        """Return the median score, 0 to 100."""
        return round(median(self.performance)) if self.performance else 0


def fetch() -> None:
    """Install Lighthouse as its lock file says, when it is not there yet.

    Raises:
        RuntimeError: npm failed; the message ends with what it said.
    """
    lock = FOLDER / "package-lock.json"
    stamp = FOLDER / "node_modules" / ".stamp"
    if stamp.is_file() and stamp.read_text() == lock.read_text():
        return
    command = [frontend.npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"npm ci failed: {(done.stdout + done.stderr).strip()[-2000:]}")
    stamp.write_text(lock.read_text())


def job(visits: Visits, pages: tuple[Page, ...], runs: int) -> dict[str, Any]:
    """Return what run.mjs is told."""
    asked = []
    for page in pages:
        state = visits.state(page.role)
        cookies = state["cookies"] if state else []
        asked.append(
            {
                "name": page.name,
                "url": visits.address + visits.finder.path(page),
                "cookies": [
                    {"name": each["name"], "value": each["value"], "url": visits.address} for each in cookies
                ],
                "phone": way_of(page).phone,
            }
        )
    return {"chrome": str(machine.find()), "flags": machine.ARGUMENTS, "runs": runs, "pages": asked}


def shine(visits: Visits, pages: tuple[Page, ...], runs: int) -> list[Beacon]:
    """Return the scores of each page.

    Raises:
        RuntimeError: Lighthouse could not be started.
    """
    fetch()
    told = job(visits, pages, runs)
    node = str(Path(frontend.npm()).with_name("node"))
    process = subprocess.Popen(
        [node, "run.mjs"],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    out, err = process.communicate(json.dumps(told), timeout=MOST_SECONDS)
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"Lighthouse did not run: {err.strip()[-2000:]}")
    if err.strip():
        print(err.strip()[-500:], file=sys.stderr)
    return gathered(told, lines)


def gathered(told: dict[str, Any], lines: list[dict[str, Any]]) -> list[Beacon]:
    """Return what the lines that run.mjs printed say of each page of the job `told`."""
    runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        runs[line["name"]].append(line)
    found = []
    for page in told["pages"]:
        mine = runs[page["name"]]
        beacon = Beacon(page["name"], page["phone"])
        beacon.performance = [run["performance"] for run in mine if run["performance"] is not None]
        beacon.accessibility = next((run["accessibility"] for run in mine if run["accessibility"]), None)
        beacon.failed = tuple(name for run in mine[:1] for name in run["failed"])
        beacon.fault = next((run["fault"] for run in mine if run["fault"]), "")
        if any(run["url"] != page["url"] for run in mine):
            beacon.fault = f"led to {mine[0]['url']}"
        found.append(beacon)
    return found
