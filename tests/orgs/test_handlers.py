"""What those who serve hear: a retired area, through the page of events."""

from datetime import date

import pytest

from linli.kernel import outbox
from linli.kernel.actor import SYSTEM
from linli.orgs.models import Post, Worker
from linli.places import actions as places

pytestmark = pytest.mark.usefixtures("city")


def test_a_retired_area_reaches_the_posts() -> None:
    """Retire, deliver: the worker serves the successor."""
    worker = Worker.objects.create(name="张三")
    grid, heir = "320412001001001", "320412001001002"
    Post.objects.create(worker=worker, area_code=grid, duty="full_time", since=date(2026, 1, 1))
    places.retire_area(by=SYSTEM, code=grid, on=date(2026, 7, 1), successor=heir)
    assert not Post.objects.filter(area_code=heir).exists(), "only when it is delivered"
    outbox.deliver()
    assert Post.objects.get(until=None).area_code == heir
