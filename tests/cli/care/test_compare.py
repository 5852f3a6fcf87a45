"""`linli care compare`: both rules side by side."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from linli.care import queries
from linli.care.models import NeedlessVisit, Price
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from tests.cases import city

pytestmark = pytest.mark.django_db


def test_a_line_for_each_district(capsys: pytest.CaptureFixture[str]) -> None:
    """What is older is left out; who sees a community alone sees no district."""
    call_command("care", "compare")
    assert "还没有" in capsys.readouterr().out
    city.build()
    today = clock.today()
    for rule, count, days in (("rhythm", 2, 0), ("rhythm", 1, 3), ("published", 5, 0), ("published", 9, 99)):
        NeedlessVisit.objects.create(
            district_code="320402", day=today - timedelta(days=days), rule=rule, count=count
        )
    Price.objects.create(district_code="320402", price=400, answered=0.75, people=3, at=clock.now())
    call_command("care", "compare", "--days", "30")
    assert capsys.readouterr().out.splitlines()[1].split("\t") == ["甲区", "3", "5", "400", "75%"]
    assert queries.side_by_side(city.DESK, today) == []
    (found,) = queries.side_by_side(SYSTEM, today)
    assert (found.rhythm, found.published) == (2, 5)
