"""Measures in the browser how soon a page shows its largest content and answers, and its JavaScript."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Error
from playwright.sync_api import Page as Window

from tools.pages import PAGES, Page
from tools.visits import Visits, Way, settle

RUNS = 5
ENOUGH = 3
# Kept from the first moment on: the largest content so far, the longest answer to an interaction.
OBSERVE = """
window.seen = {largest: 0, answer: 0};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.largest = entry.startTime;
}).observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.interactionId)
    window.seen.answer = Math.max(window.seen.answer, entry.duration);
}).observe({type: 'event', durationThreshold: 16, buffered: true});
"""
SCRIPTS = """
performance.getEntriesByType('resource').filter((entry) => /\\.m?js(\\?|$)/.test(entry.name))
  .map((entry) => [entry.name, entry.encodedBodySize])
"""
WORDS = "main textarea, main input[type=text], main input[type=search], main input:not([type])"
PRESSES = "main button[type=button], main summary, main label, main [aria-expanded]"
LIBRARIES = ("leaflet", "maplibre", "markercluster", "pmtiles")


@dataclass
class Loaded:
    """What was measured of one page: milliseconds of each run, and bytes of JavaScript as they came."""

    page: Page
    largest: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)
    script: int = 0
    script_of_maps: int = 0
    fault: str = ""

    def median_largest(self) -> float:
        """Return the median time of the largest content in ms."""
        return median(self.largest) if self.largest else 0.0

    def median_answer(self) -> float:
        """Return the median of each run's longest answer in ms."""
        return median(self.answer) if self.answer else 0.0


def way_of(page: Page) -> Way:
    """Return the way in which most people look at `page`: residents and workers on a telephone."""
    return Way(phone=not page.wall and page.role in {"", "resident", "worker", "department", "inspector"})


def measure(visits: Visits, pages: Iterable[Page] = PAGES, runs: int = RUNS) -> list[Loaded]:
    """Return the figures of each page; every run is a new window with nothing in its cache."""
    found = {page.name: Loaded(page) for page in pages}
    for _ in range(runs):
        for loaded in found.values():
            try:
                _once(visits, loaded)
            except (Error, RuntimeError, LookupError) as fault:
                loaded.fault = str(fault).splitlines()[0]
    return list(found.values())


def _once(visits: Visits, loaded: Loaded) -> None:
    page = loaded.page
    context = visits.context(page.role, way_of(page), wall=page.wall)
    context.add_init_script(OBSERVE)
    window = context.new_page()
    try:
        answer = window.goto(visits.finder.path(page))
        if answer is None or not answer.ok:
            raise RuntimeError(f"answered {answer.status if answer else 'nothing'}")
        settle(window)
        loaded.largest.append(window.evaluate("window.seen.largest"))
        sizes = window.evaluate(SCRIPTS)
        loaded.script_of_maps = sum(size for name, size in sizes if any(each in name for each in LIBRARIES))
        loaded.script = sum(size for _name, size in sizes) - loaded.script_of_maps
        interact(window, page)
        loaded.answer.append(window.evaluate("window.seen.answer"))
    finally:
        context.close()


def interact(window: Window, page: Page) -> None:
    """Do what a reader does: press what can be pressed without leaving, type a few letters, go on by Tab."""
    if page.press:
        window.locator(page.press).click()
    presses = window.locator(f":is({PRESSES}):visible")
    for at in range(min(presses.count(), ENOUGH)):
        presses.nth(at).click(timeout=1_000, force=True)
    words = window.locator(f":is({WORDS}):visible")
    if words.count():
        words.first.press_sequentially("路灯不亮", delay=30)
    for _ in range(ENOUGH):
        window.keyboard.press("Tab")
    window.wait_for_timeout(200)
