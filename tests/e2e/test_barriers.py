"""Every page keeps nobody out, by axe: as usual, with large letters, in English; and residents' are light."""

import gzip
import json
import subprocess
import sys
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Response, expect

from tests.live import ROOT, Site
from tools.pages import PAGES, Page
from tools.quality import axe
from tools.visits import Visits, Way

OFFICE = {
    *("office", "office-areas", "office-building-new", "office-matter", "office-roles", "office-audit-entry"),
}
"""One of the office's pages of each kind; `make quality` looks at all of them."""
ELSEWHERE = {"worker-alert"}
"""Only there while somebody is silent: the story of an alert looks at it."""
FRONTS = tuple(
    page
    for page in PAGES
    if page.name in OFFICE or not (page.path.startswith("/admin/") or page.name in ELSEWHERE)
)
ROLES = sorted({page.role for page in FRONTS})
SCRIPT_BYTES = 45_000
"""Of a resident's page without a map, compressed."""
QUERIES, CPU_MS = 15, 60
RESIDENTS = ("", "resident")


@pytest.fixture(scope="module")
def visits(live_site: Site, browser: Any) -> Visits:
    """Look at the live site as any of its people."""
    return Visits(browser, live_site.url)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_keeps_anybody_out(visits: Visits, role: str) -> None:
    seen = axe.look(visits, tuple(page for page in FRONTS if page.role == role))
    assert seen
    assert not [f"{each.page} ({each.way}): {fault}" for each in seen for fault in each.faults]


def test_the_office_opens_by_keyboard(visits: Visits) -> None:
    """Filters, menu and account: each a button, and what it opens keeps nobody out."""
    context = visits.context("system", Way(phone=True))
    window = context.new_page()
    window.goto("/admin/places/area/")
    window.locator("[aria-controls=changelist-filter]").press("Enter")
    window.locator("#changelist-filter h2").first.wait_for()
    assert axe.barriers(window) == []
    window.keyboard.press("Escape")
    window.locator("#changelist-filter").wait_for(state="hidden")
    window.get_by_role("button", name="菜单", exact=True).press("Enter")
    window.locator("[aria-controls=user-links]").press("Enter")
    expect(window.locator("#user-links")).to_have_css("opacity", "1")  # faded in: no colours on the way
    assert axe.barriers(window) == []
    context.close()


def light(pages: tuple[Page, ...]) -> list[Page]:
    """Return the residents' pages without a map."""
    return [page for page in pages if page.role in RESIDENTS and not page.map]


def script_bytes(visits: Visits, context: BrowserContext, page: Page) -> int:
    """Return how much script a page asks for, compressed."""
    answers: list[Response] = []
    window = context.new_page()

    def note(answer: Response) -> None:
        answers.append(answer)

    window.on("response", note)
    visits.open(window, page)
    found = [answer for answer in answers if answer.request.resource_type == "script"]
    size = sum(len(gzip.compress(answer.body())) for answer in found)
    window.close()
    return size


@pytest.mark.parametrize("elder", [False, True])
def test_residents_pages_are_light(visits: Visits, elder: bool) -> None:
    sizes: dict[str, int] = {}
    for role in RESIDENTS:
        context = visits.context(role, Way(phone=True, elder=elder))
        for page in light(PAGES):
            if page.role == role and (page.elder or not elder):
                sizes[page.name] = script_bytes(visits, context, page)
        context.close()
    assert sum(size > 0 for size in sizes.values()) > 10, "the test must see the scripts"
    assert {name: size for name, size in sizes.items() if size > SCRIPT_BYTES} == {}


def test_the_server_spends_little_on_residents(live_site: Site) -> None:
    command = [sys.executable, "-m", "tools.quality.server"]
    environment = {**live_site.environment, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    names = {page.name for page in PAGES if page.role in RESIDENTS}
    costs = [cost for cost in json.loads(done.stdout)["costs"] if cost["page"] in names]
    assert len(costs) == len(names)
    assert not [cost for cost in costs if cost["queries"] > QUERIES or cost["fault"] or cost["status"] != 200]
