"""The benchmarks' page: medians, limits kept or missed, and the command that made it."""

from bench import report
from bench.contract import Bench, Figure


def test_a_figure_keeps_or_misses_its_limit_by_its_median() -> None:
    assert Figure("one point", "µs", (10.0, 90.0, 20.0), limit=30).holds
    assert not Figure("one point", "µs", (31.0, 90.0, 20.0), limit=30).holds
    assert not Figure("filed", "a second", (140.0,), limit=150, at_least=True).holds
    assert Figure("bare", "a second", (1.0,)).holds


def test_a_figure_survives_the_way_between_processes() -> None:
    figure = Figure("one point", "µs", (10.0, 20.0), limit=30, note="2,940 grids")
    assert Figure.from_dict(figure.as_dict()) == figure


def test_the_page_says_how_it_was_made_and_what_was_missed() -> None:
    bench = Bench("locating", "Which grid.", lambda options: [])
    figures = [Figure("one point", "µs", (10.0,), limit=30), Figure("many", "µs", (2.0,), limit=1.5)]
    text = report.page((bench,), {"locating": {"sqlite": figures}}, "make bench", 1)
    assert "`make bench`" in text
    assert "| one point | sqlite | 10 | 10 – 10 | µs | ≤ 30 ✓ |" in text
    assert "**≤ 1.5 missed**" in text
    assert "cores" in report.machine()
