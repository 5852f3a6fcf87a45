"""Every page of every front stays within its queries, on a small demo city."""

from pathlib import Path
from typing import Any

import pytest

from linli.care import actions as care
from linli.cli.demo import build
from linli.kernel import clock
from tools.quality.report import QUERIES
from tools.quality.server import costs, getter


@pytest.mark.django_db
def test_every_page_asks_the_database_little(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.DEMO, settings.SECOND_FACTOR = tmp_path, True, False
    settings.ALLOWED_HOSTS = ["localhost"]
    build.build(small=True, until=clock.now(), cases=1_500, say=lambda line: None)
    care.raise_due()
    found = costs(getter(), runs=1)
    faults = {cost.page: cost.fault or cost.status for cost in found if cost.fault or cost.status != 200}
    greedy = {cost.page: cost.queries for cost in found if cost.queries > QUERIES}
    assert not faults
    assert not greedy, f"at most {QUERIES} queries a page"
