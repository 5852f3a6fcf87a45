"""The people of the browser's tests: who signs in, where they stand, and what they look at."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Locator, Page

from tests.live import Site

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
MODEL = "聚新家园社区"


@contextmanager
def somebody(site: Site, browser: Any, role: str, *, phone: bool) -> Iterator[Page]:
    """Open a page in which the demo's account of `role` is signed in."""
    with site.page(browser, phone=phone) as page:
        page.goto("/accounts/login/")
        page.click(f'button[value="demo-{role}"]')
        page.wait_for_load_state()
        yield page


def middle_of(site: Site, name: str = MODEL) -> tuple[float, float]:
    """Return longitude and latitude in the middle of the community `name`."""
    with urlopen(f"{site.url}/api/features/areas.geojson?level=community") as answer:
        features = json.load(answer)["features"]
    return next((p["lon"], p["lat"]) for each in features if (p := each["properties"])["name"] == name)


def stand(page: Page, site: Site) -> None:
    """Let the phone of `page` know that it is in the model community."""
    lon, lat = middle_of(site)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": lon, "latitude": lat})


def follow(page: Page, link: Locator) -> None:
    """Press a link and wait for the page behind it."""
    here = page.url
    link.click()
    page.wait_for_url(lambda url: url != here)


def barriers(page: Page) -> list[str]:
    """Return what axe-core finds that keeps somebody out of the page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    return [
        f"{fault['id']} {node['target']}: {node.get('failureSummary', '')}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def fits(page: Page) -> bool:
    """Return whether the page is no wider than its screen."""
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    return page.viewport_size is not None and wide <= page.viewport_size["width"]
