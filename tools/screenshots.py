"""Takes the README's screenshots of a running demo: `make demo` here, `make screenshots` beside it."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tools import browser as machine

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SETTLE_MS = 1_500
FIRST_CASE = ".desk-list a >> nth=0"


@dataclass(frozen=True)
class Shot:
    """One picture: its file, the page, and as whom and how wide it is seen.

    Attributes:
        name: of the file, without .png.
        path: the page's address.
        role: the demo account that looks, without `demo-`; empty for a passer-by.
        phone: whether on a phone.
        language: the reader's language, zh-hans or en.
        press: what is pressed before the picture is taken, as a selector; empty for nothing.
    """

    name: str
    path: str
    role: str = ""
    phone: bool = False
    language: str = "zh-hans"
    press: str = ""


SHOTS = (
    Shot("home", "/", phone=True),
    Shot("report", "/report/", phone=True),
    Shot("settle", "/worker/settle/", "worker", phone=True),
    Shot("desk", "/desk/", "street", press=FIRST_CASE),
    Shot("city", "/city/", "leader"),
    Shot("home-en", "/", phone=True, language="en"),
    Shot("report-en", "/report/", phone=True, language="en"),
    Shot("settle-en", "/worker/settle/", "worker", phone=True, language="en"),
    Shot("desk-en", "/desk/", "street", language="en", press=FIRST_CASE),
    Shot("city-en", "/city/", "leader", language="en"),
)


def sign_in(page: Page, role: str) -> None:
    """Enter as one of the demo's roles, by its button on the sign-in page."""
    page.goto("/accounts/login/")
    page.locator(f'button[value="demo-{role}"]').click()
    page.wait_for_load_state("networkidle")


def take(browser: Browser, base: str, shot: Shot) -> None:
    """Open the page as the shot says and save the picture."""
    width, height = machine.PHONE if shot.phone else machine.DESKTOP
    context = browser.new_context(
        base_url=base,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if shot.phone else 1,
        is_mobile=shot.phone,
        has_touch=shot.phone,
        locale="zh-CN" if shot.language == "zh-hans" else "en-GB",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    try:
        context.add_cookies([{"name": "django_language", "value": shot.language, "url": base}])
        page = context.new_page()
        if shot.role:
            sign_in(page, shot.role)
        answer = page.goto(shot.path)
        if answer is None or not answer.ok:
            raise RuntimeError(f"{shot.path} answered {answer.status if answer else 'nothing'}")
        if shot.press:
            page.locator(shot.press).click()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=FOLDER / f"{shot.name}.png")
    finally:
        context.close()


def main() -> int:
    """Take every shot, or those named on the command line; return 1 when the demo is not running."""
    base = f"http://localhost:{os.environ.get('PORT', '8000')}"
    executable = machine.find()
    chosen = [shot for shot in SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=machine.ARGUMENTS)
        try:
            for shot in chosen:
                take(browser, base, shot)
                print(f"- docs/screenshots/{shot.name}.png")
        except Error as error:
            print(f"{error.message}\nIs the demo running on {base}? Start it: make demo", file=sys.stderr)
            return 1
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
