"""Writes docs/benchmarks.md: the machine, the command, and the figures of every bench."""

import os
import platform
import re
import sqlite3
from datetime import date
from pathlib import Path

from bench.contract import GROWTH, Bench, Figure

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
Results = dict[tuple[str, str, int], list[Figure]]
"""Figures by bench, database and number of cases; none where the bench broke off."""


def machine() -> str:
    """Return in one line on what was measured."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        processor = names[0] if names else processor
    memory = ""
    if hasattr(os, "sysconf"):
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores ({processor}){memory}, {system}, {versions}"


def number(value: float) -> str:
    """Return a value with three significant figures."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def limit(figure: Figure) -> str:
    """Return the limit in words and whether it is kept."""
    if figure.limit is None:
        return ""
    words = f"{'≥' if figure.at_least else '≤'} {number(figure.limit)}"
    return f"{words} ✓" if figure.holds else f"**{words} missed**"


def growth(small: Figure, large: Figure) -> float:
    """Return how many times as large the quantity is in the large city."""
    return large.median / small.median if small.median else 1.0


def table(results: Results) -> str:
    """Return the figures of one bench, one row a quantity, by database and size."""
    lines = ["| | database | cases | median | least – most | limit |", "|---|---|---:|---:|---:|---|"]
    names = list(dict.fromkeys(figure.what for figures in results.values() for figure in figures))
    for name in names:
        seen: dict[str, list[Figure]] = {}
        for (_bench, database, cases), figures in results.items():
            for figure in figures:
                if figure.what == name:
                    lines.append(_row(figure, database, cases))
                    seen.setdefault(database, []).append(figure)
        for database, pair in seen.items():
            if len(pair) == 2 and pair[0].grows:
                lines.append(_growth_row(database, pair))
    lines += [
        f"| **broke off** | {database} | {_size(cases)} | | | |"
        for (_bench, database, cases), figures in results.items()
        if not figures
    ]
    return "\n".join(lines)


def _row(figure: Figure, database: str, cases: int) -> str:
    spread = f"{number(min(figure.values))} – {number(max(figure.values))}" if len(figure.values) > 1 else ""
    median = f"{number(figure.median)} {figure.unit}"
    return f"| {figure.what} | {database} | {_size(cases)} | {median} | {spread} | {limit(figure)} |"


def _size(cases: int) -> str:
    return f"{cases:,}" if cases else "–"


def _growth_row(database: str, pair: list[Figure]) -> str:
    times = growth(*pair)
    kept = f"≤ {GROWTH} ✓" if times <= GROWTH else f"**≤ {GROWTH} missed**"
    return f"| ↳ growth | {database} | | × {times:.2f} | | {kept} |"


def all_hold(results: Results) -> bool:
    """Return whether every bench ended, every limit is kept, and nothing grew too much."""
    if not all(results.values()):
        return False
    if not all(figure.holds for figures in results.values() for figure in figures):
        return False
    by_subject: dict[tuple[str, str, str], list[Figure]] = {}
    for (bench, database, _cases), figures in results.items():
        for figure in figures:
            by_subject.setdefault((bench, database, figure.what), []).append(figure)
    pairs = (pair for pair in by_subject.values() if len(pair) == 2 and pair[0].grows)
    return all(growth(*pair) <= GROWTH for pair in pairs)


def page(benches: tuple[Bench, ...], results: Results, measured: str, before: str = "") -> str:
    """Return the whole page: the sections that were measured now, the others as they stood `before`.

    Args:
        benches: all there are, in the order of the page.
        results: what was measured now.
        measured: how and when, see `measurement`.
        before: the page as it was, "" when nothing of it is kept.
    """
    found = _sections(before)
    for bench in benches:
        own = {key: figures for key, figures in results.items() if key[0] == bench.name}
        if own:
            found[bench.name] = "\n\n".join([f"## {bench.name}", bench.about, measured, table(own)])
    return "\n\n".join([_HEAD, *(found[bench.name] for bench in benches if bench.name in found)]) + "\n"


_HEAD = """# Benchmarks

SQLite with synchronous=FULL, PostgreSQL with fsync on; clients, web, outbox worker, clock and database share
the same cores. `make bench` measures yours and writes this page in about an hour,
`make bench ARGS="--only NAME --write"` one of its sections; `make bench QUICK=1` is shorter and prints."""


def measurement(runs: int, day: date) -> str:
    """Return in one line how and when something was measured."""
    return f"Measured on {day.isoformat()}, medians of {runs} runs, on {machine()}."


def _sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {part.split("\n", 1)[0]: f"## {part.rstrip()}" for part in parts}
