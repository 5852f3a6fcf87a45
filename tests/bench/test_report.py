"""The benchmarks' page: medians, limits kept or missed, growth, and the command that made it."""

from datetime import date

from bench import report
from bench.contract import Bench, Figure


def test_a_figure_keeps_or_misses_its_limit_by_its_median() -> None:
    assert Figure("one point", "µs", (10.0, 90.0, 20.0), limit=30).holds
    assert not Figure("one point", "µs", (31.0, 90.0, 20.0), limit=30).holds
    assert not Figure("filed", "a second", (140.0,), limit=150, at_least=True).holds
    assert Figure("bare", "a second", (1.0,)).holds


def test_a_figure_survives_the_way_between_processes() -> None:
    figure = Figure("one point", "µs", (10.0, 20.0), limit=30, grows=True)
    assert Figure.from_dict(figure.as_dict()) == figure


def test_the_page_says_how_it_was_made_and_what_was_missed() -> None:
    bench = Bench("locating", "Which grid.", lambda options: [])
    figures = [Figure("one point", "µs", (10.0, 12.0), limit=30), Figure("many", "µs", (2.0,), limit=1.5)]
    measured = report.measurement(2, date(2026, 11, 25))
    text = report.page((bench,), {("locating", "sqlite", 0): figures}, measured)
    assert "Measured on 2026-11-25, medians of 2 runs, on " in text
    assert "| one point | sqlite | – | 11 µs | 10 – 12 | ≤ 30 ✓ |" in text
    assert "**≤ 1.5 missed**" in text
    assert "cores" in report.machine()


def test_what_grows_too_much_is_missed_although_each_size_keeps_its_limit() -> None:
    bench = Bench("inbox", "The inbox.", lambda options: [])
    results: report.Results = {
        ("inbox", "sqlite", 1_000): [Figure("time", "ms", (10.0,), limit=50, grows=True)],
        ("inbox", "sqlite", 1_000_000): [Figure("time", "ms", (16.0,), limit=50, grows=True)],
    }
    assert "× 1.60 | | **≤ 1.5 missed**" in report.page((bench,), results, "")
    assert not report.all_hold(results)


def test_a_bench_that_broke_off_is_shown_and_holds_nothing() -> None:
    bench = Bench("filing", "A report.", lambda options: [])
    results: report.Results = {
        ("filing", "sqlite", 1_000): [Figure("queries", "", (10.0,), limit=15)],
        ("filing", "sqlite", 1_000_000): [],
    }
    text = report.page((bench,), results, "")
    assert "| **broke off** | sqlite | 1,000,000 |" in text
    assert "≤ 15 ✓" in text
    assert not report.all_hold(results)


def test_a_bench_by_itself_renews_its_own_section_alone() -> None:
    """In the order of the benches; the others keep the words of their own measurement."""
    benches = tuple(Bench(name, f"About {name}.", lambda options: []) for name in ("bare", "filing", "inbox"))

    def found(name: str, value: float) -> report.Results:
        return {(name, "sqlite", 0): [Figure("time", "ms", (value,))]}

    page = report.page(benches, found("inbox", 1.0) | found("bare", 2.0), "Then.")
    page = report.page(benches, found("filing", 3.0), "Now.", before=page)
    words = ("## bare", "Then.", "2 ms", "## filing", "Now.", "3 ms", "## inbox", "1 ms")
    places = [page.index(word) for word in words]
    assert places == sorted(places)
    assert (page.count("Then."), page.count("Now.")) == (2, 1)
