"""A worker's phone in the tests: its memory is its own, it can lose the signal, and it can be killed."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.e2e.people import middle_of
from tests.live import PATIENCE, Site
from tools import browser as machine


class Phone:
    """A phone with a folder of its own: what its browser keeps outlives the browser."""

    def __init__(self, browser: Any, site: Site, folder: Path) -> None:
        self.kind, self.site, self.folder = browser.browser_type, site, folder
        self.errors: list[str] = []

    def open(self) -> Page:
        """Start the browser of this phone and return its page."""
        self.context: BrowserContext = self.kind.launch_persistent_context(
            str(self.folder),
            executable_path=str(machine.find()),
            args=machine.ARGUMENTS,
            base_url=self.site.url,
            viewport={"width": machine.PHONE[0], "height": machine.PHONE[1]},
            is_mobile=True,
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            permissions=["geolocation"],
            geolocation=dict(zip(("longitude", "latitude"), middle_of_work(self.site), strict=True)),
        )
        page: Page = self.context.pages[0]
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def kill(self) -> None:
        """End the browser as a flat battery does: every process of it at once, nothing said."""
        folder = str(self.folder)
        for process in psutil.process_iter(["pid", "cmdline"]):
            if any(folder in word for word in process.info["cmdline"] or ()):
                os.kill(process.info["pid"], signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Let go of the browser, dead or alive."""
        with suppress(Error):
            self.context.close()


@contextmanager
def phone_of(browser: Any, site: Site, folder: Path) -> Iterator[Phone]:
    """Give a phone; close it afterwards, and fail on a script error."""
    phone = Phone(browser, site, folder)
    yield phone
    phone.close()
    assert not phone.errors, f"the page's scripts complained: {phone.errors}"


def middle_of_work(site: Site) -> tuple[float, float]:
    """Return a point in the demo worker's grid."""
    found = say(site, "area = Area.objects.get(code=grid); print(json.dumps([area.lon, area.lat]))")
    lon, lat = json.loads(found) if found else middle_of(site)
    return float(lon), float(lat)


SETTING = """
import json
from linli.cases import actions
from linli.cases.models import Case, Signal, Step
from linli.kernel import ids
from linli.kernel.accounts import Account
from linli.orgs import queries as orgs
from linli.places.models import Area
from linli.sources import listen

def who(role):
    return orgs.actor_of(Account.objects.get(username=f"demo-{role}"))

worker = who("worker")
grid = next(grant.prefix for grant in worker.grants if len(grant.prefix) == 15)

def handed(east=0.0):
    area = Area.objects.get(code=grid)
    said = {"text": "楼道堆物", "matter_code": "06036", "lon": str(area.lon + east), "lat": str(area.lat)}
    case = listen.hear("resident_report", by=who("resident"), data=said, external_id=ids.token())
    actions.act(by=who("community"), case=case.number, move="file", given={"matter": "06036"})
    body = next(grant.organisation for grant in worker.grants if grant.organisation)
    given = {"body": body, "worker": worker.account_id}
    return actions.act(by=who("community"), case=case.number, move="dispatch", given=given)

def done():
    return actions.act(by=worker, case=handed(), move="done", given={"note": "已清走"})

def checking():
    area = Area.objects.get(code=grid)
    said = {"text": "有人占道", "matter_code": "09005", "lon": str(area.lon), "lat": str(area.lat)}
    case = listen.hear("resident_report", by=who("resident"), data=said, external_id=ids.token())
    given = {"worker": worker.account_id}
    return actions.act(by=who("community"), case=case.number, move="ask_check", given=given)
"""


def say(site: Site, code: str) -> str:
    """Let something happen in the city behind the browser's back, and return what was printed."""
    return site.run("shell", "--no-imports", "-v", "0", "-c", SETTING + code).strip()


def enter(page: Page, role: str = "worker") -> None:
    """Sign in as a role of the demo and wait until the phone has kept today's pages."""
    page.goto("/accounts/login/")
    page.click(f'button[value="demo-{role}"]')
    page.wait_for_url("**/worker/")
    kept(page)


ALL_KEPT = """async () => {
  const links = [...document.querySelectorAll("a[data-version]")].map((link) => new URL(link.href).pathname);
  const pages = document.querySelector('meta[name="linli-pages"]').content.split(" ");
  const wanted = [...pages, ...links];
  if (!navigator.serviceWorker.controller) return false;
  return (await Promise.all(wanted.map((page) => self.LinliKept.find(page)))).every(Boolean);
}"""


def kept(page: Page) -> None:
    """Wait until the pages of the day are on the phone, the cases of the list among them."""
    until(page, ALL_KEPT)


def until(page: Page, question: str) -> None:
    """Wait until the page answers `question` with yes; the site's policy forbids the browser's own way."""
    ends = time.monotonic() + PATIENCE
    while not page.evaluate(question):
        assert time.monotonic() < ends, f"never: {question}"
        page.wait_for_timeout(100)


def waiting(page: Page) -> int:
    """Return how many records wait on the phone."""
    found: int = page.evaluate("self.LinliOutbox.all().then((rows) => rows.length)")
    return found


def sent(page: Page) -> None:
    """Wait until nothing waits any more."""
    until(page, "self.LinliOutbox.all().then((rows) => rows.length === 0)")
    expect(page.locator("[data-strip]")).to_be_hidden()
