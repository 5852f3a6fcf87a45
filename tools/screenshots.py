"""Takes pictures of a running demo, the README's and those of every page.

`make demo` here, `make screenshots` beside it; ARGS names some pages only.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from tools import browser as machine
from tools import gallery
from tools.pages import Page
from tools.visits import Visits, Way, base

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
SETTLE_MS = 900
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


def take(visits: Visits, shot: Shot) -> None:
    """Open the page as the shot says and save the picture."""
    way = Way(phone=shot.phone, language=shot.language)
    context = visits.context(shot.role, way, scale=2 if shot.phone else 1)
    try:
        window = context.new_page()
        visits.open(window, Page(shot.name, shot.path, shot.role, press=shot.press))
        window.wait_for_timeout(SETTLE_MS)
        window.screenshot(path=FOLDER / f"{shot.name}.png")
    finally:
        context.close()


def main() -> int:
    """Take all pictures, or those of the pages named on the command line; return 1 when something failed."""
    names = sys.argv[1:]
    chosen = [shot for shot in SHOTS if not names or shot.name in names]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.find(), args=machine.ARGUMENTS)
        visits = Visits(browser, base())
        try:
            for shot in chosen:
                take(visits, shot)
                print(f"- docs/screenshots/{shot.name}.png", flush=True)
            return gallery.make(visits, names)
        except Error as error:
            print(f"{error.message}\nIs the demo running on {base()}? Start it: make demo", file=sys.stderr)
            return 1
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main())
