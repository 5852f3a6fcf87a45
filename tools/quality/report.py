"""Writes docs/quality.md: the machine, the command, the limits, and the figures of every page."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench.report import machine
from tools.pages import Page
from tools.quality.axe import Looked
from tools.quality.beacon import Beacon
from tools.quality.loading import Loaded
from tools.quality.server import Cost

PAGE = Path(__file__).resolve().parents[2] / "docs" / "quality.md"
LARGEST_MS = 1_000
ANSWER_MS = 200
PERFORMANCE = 90
ACCESSIBILITY = 100
QUERIES = 15
CPU_MS = 60
SCRIPT_BYTES = 45 * 1024
RESIDENTS = {"", "resident"}


@dataclass
class Found:
    """Everything that was measured; what was not is empty."""

    city: str = ""
    looked: list[Looked] = field(default_factory=list)
    loaded: list[Loaded] = field(default_factory=list)
    beacons: list[Beacon] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)


def faults(found: Found) -> list[str]:
    """Return every limit that is missed, a line each."""
    missed = [f"axe: {each.page} ({each.way}): {fault}" for each in found.looked for fault in _kinds(each)]
    for cost in found.costs:
        if cost.fault or cost.status != 200:
            missed.append(f"server: {cost.page}: {cost.fault or f'answered {cost.status}'}")
        if cost.queries > QUERIES:
            missed.append(f"server: {cost.page}: {cost.queries} queries")
        if cost.cpu_ms > CPU_MS:
            missed.append(f"server: {cost.page}: {cost.cpu_ms:.0f} ms of processor time")
    for page in found.loaded:
        missed += [f"browser: {page.page.name}: {each}" for each in _missed(page)]
    for beacon in found.beacons:
        if beacon.fault:
            missed.append(f"Lighthouse: {beacon.page}: {beacon.fault}")
        if beacon.median_performance() < PERFORMANCE:
            missed.append(f"Lighthouse: {beacon.page}: performance {beacon.median_performance()}")
        if beacon.accessibility != ACCESSIBILITY:
            why = ", ".join(beacon.failed)
            missed.append(f"Lighthouse: {beacon.page}: accessibility {beacon.accessibility} {why}".rstrip())
    return missed


def _kinds(looked: Looked) -> list[str]:
    """Return what axe found, each kind of fault once with the first place and how many more there are."""
    places: dict[str, list[str]] = {}
    for fault in looked.faults:
        kind, _space, place = fault.partition(" ")
        places.setdefault(kind, []).append(place)
    return [
        f"{kind} {found[0]}" + (f" and {len(found) - 1} more" if found[1:] else "")
        for kind, found in places.items()
    ]


def _missed(page: Loaded) -> list[str]:
    found = [page.fault] if page.fault else []
    if page.median_largest() > LARGEST_MS:
        found.append(f"largest content after {page.median_largest():.0f} ms")
    if page.median_answer() > ANSWER_MS:
        found.append(f"an interaction took {page.median_answer():.0f} ms")
    if is_light(page.page) and page.script > SCRIPT_BYTES:
        found.append(f"{page.script / 1024:.0f} kB of JavaScript")
    return found


def is_light(page: Page) -> bool:
    """Return whether the limit of JavaScript holds for the page: residents' pages; a map counts apart."""
    return page.role in RESIDENTS


def text(found: Found, day: date) -> str:
    """Return the page as Markdown."""
    missed = faults(found)
    head = [
        "# Quality",
        "",
        f"Measured {day.isoformat()} by `make quality` against {found.city or 'a running demo'} on",
        f"{machine()}, headless Chromium without a GPU, the server on the same machine.",
        "",
        "Limits: largest content (LCP) within 1.0 s, the slowest of some scripted interactions within",
        "200 ms, Lighthouse performance at least 90 and accessibility 100, at most 15 queries and 60 ms of",
        "processor time a page, at most 45 kB of JavaScript as it travels on a resident's page (libraries of",
        "maps count apart), and no barrier that axe-core finds. Times are medians of five runs with an empty",
        "cache, scores of three.",
        "",
        "## What is missed",
        "",
        *([f"- {each}" for each in missed] or ["Nothing."]),
    ]
    parts = [head, _browser(found), _server(found), _axe(found)]
    return "\n".join(line for part in parts for line in part) + "\n"


def _browser(found: Found) -> list[str]:
    if not found.loaded:
        return []
    beacons = {beacon.page: beacon for beacon in found.beacons}
    lines = [
        "",
        "## In the browser",
        "",
        "Residents' and workers' pages as on a telephone, the others at a desk. Lighthouse simulates a slow",
        "telephone line and a slow processor for the former, its desktop settings for the latter; the times",
        "beside it are measured without slowing anything down.",
        "",
        "| page | as | LCP ms | interaction ms | performance | accessibility | JavaScript kB | map kB |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for each in found.loaded:
        page, beacon = each.page, beacons.get(each.page.name)
        performance = str(beacon.median_performance()) if beacon else ""
        accessibility = str(beacon.accessibility) if beacon else ""
        cells = [page.name, page.role or "anybody", f"{each.median_largest():.0f}"]
        cells += [f"{each.median_answer():.0f}", performance, accessibility]
        cells += [f"{each.script / 1024:.1f}", f"{each.script_of_maps / 1024:.1f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _server(found: Found) -> list[str]:
    if not found.costs:
        return []
    lines = ["", "## On the server", "", "| page | address | queries | processor ms |", "|---|---|---:|---:|"]
    for cost in found.costs:
        lines.append(f"| {cost.page} | `{cost.path}` | {cost.queries} | {cost.cpu_ms:.1f} |")
    return lines


def _axe(found: Found) -> list[str]:
    if not found.looked:
        return []
    ways = sorted({each.way for each in found.looked})
    broken = {each.page for each in found.looked if each.faults}
    pages = {each.page for each in found.looked}
    return [
        "",
        "## For everybody",
        "",
        f"axe-core looked at {len(pages)} pages in {len(found.looked)} ways ({', '.join(ways)}) and found",
        f"barriers on {len(broken)} of them{': ' + ', '.join(sorted(broken)) if broken else ''}.",
    ]
