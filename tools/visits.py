"""Looks at the pages of a running demo as its people do: as any role, on any screen, in both languages."""

import os
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tools import browser as machine
from tools import pages

WALL = (1920, 1080)
SETTLE_MS = 300
MAP_MS = 15_000
MAPS = "[data-map]:not([data-ready])"
LANGUAGES = ("zh-hans", "en")


@dataclass(frozen=True)
class Way:
    """A way of looking at a page.

    Attributes:
        phone: on a telephone, else at a desk.
        language: zh-hans or en.
        elder: with large letters.
    """

    phone: bool = False
    language: str = "zh-hans"
    elder: bool = False

    @property
    def suffix(self) -> str:
        """What the name of a file says of the way, such as `-phone-en-elder`."""
        parts = ["phone" if self.phone else "desk", "en" if self.language == "en" else ""]
        return "".join(f"-{part}" for part in [*parts, "elder" if self.elder else ""] if part)


def ways(page: pages.Page) -> list[Way]:
    """Return every way in which `page` is looked at."""
    sizes = [False] if page.wall else [True, False]
    letters = [False, True] if page.elder else [False]
    return [Way(phone, language, elder) for elder in letters for phone in sizes for language in LANGUAGES]


def base() -> str:
    """Return the address of the demo that runs here (PORT)."""
    return f"http://localhost:{os.environ.get('PORT', '8000')}"


class Visits:
    """Opens the pages of one running demo; each role signs in once.

    Args:
        browser: the browser.
        address: of the demo, without a slash at the end.
    """

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.finder = pages.Finder(self.fetch)
        self._signed_in: dict[str, Any] = {}

    def state(self, role: str) -> Any:
        """Return the cookies of `role`, signed in by its button on the demo's sign-in page."""
        if not role:
            return None
        if role not in self._signed_in:
            context = self.browser.new_context(base_url=self.address, locale="zh-CN")
            page = context.new_page()
            page.goto("/accounts/login/")
            with page.expect_navigation():
                page.locator(f'button[value="demo-{role}"]').click()
            self._signed_in[role] = context.storage_state()
            context.close()
        return self._signed_in[role]

    def context(self, role: str, way: Way, *, wall: bool = False, scale: float = 1) -> BrowserContext:
        """Return a new window in which `role` looks in the given way."""
        width, height = WALL if wall else machine.PHONE if way.phone else machine.DESKTOP
        context = self.browser.new_context(
            base_url=self.address,
            storage_state=self.state(role),
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            is_mobile=way.phone,
            has_touch=way.phone,
            locale="zh-CN" if way.language == "zh-hans" else "en-GB",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        cookies = {"django_language": way.language, **({"linli_elder": "1"} if way.elder else {})}
        context.add_cookies([{"name": n, "value": v, "url": self.address} for n, v in cookies.items()])
        return context

    def fetch(self, role: str, path: str) -> str:
        """Return the text of the page that `role` sees at `path`."""
        context = self.context(role, Way())
        try:
            return context.request.get(path).text()
        finally:
            context.close()

    def open(self, window: Page, page: pages.Page) -> None:
        """Go to `page` in `window` and wait until it is drawn.

        Raises:
            RuntimeError: it answered with a fault, or led elsewhere.
            LookupError: the city has nothing to show there.
        """
        path = self.finder.path(page)
        answer = window.goto(path)
        if answer is None or not answer.ok:
            raise RuntimeError(f"{path} answered {answer.status if answer else 'nothing'}")
        if window.url.removeprefix(self.address) != path:
            raise RuntimeError(f"{path} led to {window.url}")
        if page.press:
            window.locator(page.press).click()
        settle(window)


def settle(window: Page) -> None:
    """Wait until maps and pictures of the page are drawn."""
    window.wait_for_load_state("load")
    window.locator(MAPS).first.wait_for(state="hidden", timeout=MAP_MS)
    window.wait_for_timeout(SETTLE_MS)
