"""Looks for what keeps somebody out of a page, with axe-core, in both languages and with large letters."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, sync_playwright
from playwright.sync_api import Page as Window

from tools import browser as machine
from tools.pages import PAGES, Page
from tools.visits import Visits, Way

SCRIPT = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

# The size of targets (WCAG 2.2 AA) is not among axe's defaults. Marks on a map may overlap: the list beside
# it says the same, which the rule allows.
RUN = """
(async () => {
  const found = await axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}});
  for (const fault of found.violations) {
    if (fault.id !== 'target-size') continue;
    fault.nodes = fault.nodes.filter((node) => !/class="[^"]*(leaflet|maplibregl)-marker/.test(node.html));
  }
  return found;
})()
"""


@dataclass(frozen=True)
class Looked:
    """What axe found on a page, looked at in one way; nothing when it is for everybody."""

    page: str
    way: str
    faults: tuple[str, ...]


def barriers(window: Window) -> list[str]:
    """Return what axe-core finds on the page that is open in `window`."""
    window.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found = window.evaluate(RUN)
    return [
        f"{fault['id']} {' '.join(map(str, node['target']))}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def ways(page: Page) -> list[Way]:
    """Return the ways in which axe looks: both languages and sizes of letters, and the screen of its readers.

    The office's pages, whose library lays them out anew for a telephone, are looked at on both screens.
    """
    desk = page.wall or page.role.startswith(DESKS)
    screens = [True, False] if page.path.startswith("/admin/") else [not desk]
    letters = [False, True] if page.elder else [False]
    return [
        Way(phone, language, elder)
        for elder in letters
        for phone in screens
        for language in ("zh-hans", "en")
    ]


DESKS = ("street", "leader", "system", "security", "audit")


def look(visits: Visits, pages: tuple[Page, ...] = PAGES) -> list[Looked]:
    """Return what axe found on every page."""
    by_reader: dict[tuple[str, Way, bool], list[Page]] = defaultdict(list)
    for page in pages:
        for way in ways(page):
            by_reader[page.role, way, page.wall].append(page)
    found = []
    for (role, way, wall), mine in by_reader.items():
        context = visits.context(role, way, wall=wall)
        window = context.new_page()
        for page in mine:
            try:
                visits.open(window, page)
                faults = barriers(window)
            except (Error, RuntimeError, LookupError) as fault:
                faults = [f"not seen: {str(fault).splitlines()[0]}"]
            found.append(Looked(page.name, way.suffix.strip("-"), tuple(faults)))
        context.close()
    return found


def look_twice_as_fast(address: str, pages: tuple[Page, ...] = PAGES) -> list[Looked]:
    """Return what axe found on every page, looked at in two browsers side by side."""

    def half(mine: tuple[Page, ...]) -> list[Looked]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=machine.find(), args=machine.ARGUMENTS)
            return look(Visits(browser, address), mine)

    with ThreadPoolExecutor(2) as pool:
        return [each for found in pool.map(half, (pages[::2], pages[1::2])) for each in found]
