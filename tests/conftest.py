"""What every test may ask for; tests/settings.py chooses the database and the home."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests.live import Site, browser_session

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server", "admin_client"}
E2E = Path(__file__).parent / "e2e"

# a red run can be run again, and a busy machine makes no run red
settings.register_profile(
    "linli", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("linli")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that touch the database and those that drive a browser."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("touches_db")
        if E2E in item.path.parents:
            item.add_marker("e2e")


def pytest_collection_finish() -> None:
    """Look through memory less often, and never again through what three thousand tests brought along.

    It took a seventh of the processor's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """Leave the language of the last page that a test read to no other test."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small demo city, served by `linli serve` in a home of its own; one in each process of the run."""
    with Site.started(tmp_path_factory.mktemp("live"), small_demo=True) as site:
        yield site


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """A freshly migrated site without data, served by `linli serve`; one per test, on the run's database."""
    with Site.started(tmp_path / "site") as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real headless Chromium (playwright.sync_api.Browser)."""
    with browser_session() as browser:
        yield browser


@pytest.fixture
def phone(browser: Any, live_site: Site) -> Iterator[Any]:
    """A page as tall and narrow as a phone, on the live site; fails the test on a script error."""
    with live_site.page(browser, phone=True) as page:
        yield page


@pytest.fixture
def desktop(browser: Any, live_site: Site) -> Iterator[Any]:
    """A page as wide as a desk's screen, on the live site; fails the test on a script error."""
    with live_site.page(browser, phone=False) as page:
        yield page
