"""What `make quality` says of its figures: limits kept, limits missed, pages that could not be seen."""

from datetime import date

from tools.pages import PAGES, Page
from tools.quality import beacon, report
from tools.quality.axe import Looked, ways
from tools.quality.loading import Loaded
from tools.quality.server import Answer, Cost, costs

HOME = Page("home", "/", main=True)
TOLD = {"pages": [{"name": "home", "url": "http://x/", "phone": True}]}


def line(**facts: object) -> dict[str, object]:
    """Return a line as run.mjs prints it."""
    return {
        "name": "home",
        "url": "http://x/",
        "performance": 97,
        "accessibility": None,
        "failed": [],
        "fault": "",
    } | facts


def test_a_good_page_misses_nothing() -> None:
    found = report.Found(
        looked=[Looked("home", "phone", ())],
        loaded=[Loaded(HOME, [400.0], [80.0], 20_000, 50_000)],
        beacons=beacon.gathered(TOLD, [line(accessibility=100), line(performance=99)]),
        costs=[Cost("home", "/", 200, 4, 12.0)],
    )
    assert report.faults(found) == []
    page = report.text(found, date(2026, 1, 1))
    assert "Nothing." in page
    assert "| home | anybody | 400 | 80 | 98 | 100 | 19.5 | 48.8 |" in page


def test_every_limit_that_is_missed_is_told() -> None:
    found = report.Found(
        looked=[Looked("home", "phone-en", ("color-contrast .muted",))],
        loaded=[Loaded(HOME, [1200.0], [260.0], 60_000)],
        beacons=beacon.gathered(TOLD, [line(performance=70, accessibility=96)]),
        costs=[Cost("home", "/", 200, 19, 75.0), Cost("track", "/t/{track}/", 0, 0, 0.0, "shows no case")],
    )
    missed = "\n".join(report.faults(found))
    for each in ("color-contrast", "1200 ms", "260 ms", "59 kB", "performance 70", "accessibility 96"):
        assert each in missed
    for each in ("19 queries", "75 ms", "track: shows no case"):
        assert each in missed


def test_a_page_that_led_elsewhere_is_no_page() -> None:
    found = beacon.gathered(TOLD, [line(url="http://x/accounts/login/", accessibility=100)])
    assert found[0].fault == "led to http://x/accounts/login/"


def test_the_first_look_does_not_count() -> None:
    spent = iter([900.0, 10.0, 30.0, 20.0])
    (cost,) = costs(lambda role, path: Answer(200, "", 3, next(spent)), [HOME], runs=3)
    assert (cost.queries, cost.cpu_ms) == (3, 20.0)


def test_residents_pages_are_kept_light() -> None:
    light = {page.name for page in PAGES if page.main and report.is_light(page)}
    assert {"home", "report", "mine"} <= light
    assert "desk" not in light


def test_the_office_is_looked_at_on_both_screens() -> None:
    def screens(path: str, role: str) -> set[bool]:
        return {way.phone for way in ways(Page("x", path, role))}

    assert screens("/admin/", "system") == {True, False}
    assert screens("/desk/", "street") == {False}
    assert screens("/worker/", "worker") == {True}
