"""Writes docs/benchmarks.md: the machine, the command, and the figures of every bench."""

import os
import platform
import sqlite3
from pathlib import Path

from bench.contract import Bench, Figure

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
Results = dict[str, dict[str, list[Figure]]]


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


def table(results: dict[str, list[Figure]]) -> str:
    """Return the figures of one bench, the databases below one another."""
    lines = ["| | database | median | least – most | unit | limit | |", "|---|---|---:|---:|---|---|---|"]
    for database, figures in results.items():
        for figure in figures:
            spread = f"{number(min(figure.values))} – {number(max(figure.values))}"
            cells = [
                figure.what,
                database,
                number(figure.median),
                spread,
                figure.unit,
                limit(figure),
                figure.note,
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def page(benches: tuple[Bench, ...], results: Results, command: str, runs: int) -> str:
    """Return the whole page."""
    parts = [
        "# Benchmarks",
        f"Measured by `{command}` on {machine()}. Medians of {runs} runs; SQLite with synchronous=FULL, "
        "PostgreSQL with fsync on, server and client on the same cores. Run the command to measure yours.",
    ]
    for bench in benches:
        if bench.name in results:
            parts += [f"## {bench.name}", bench.about, table(results[bench.name])]
    return "\n\n".join(parts) + "\n"
