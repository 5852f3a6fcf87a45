"""What was counted becomes what is kept, and only what differs is written."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.insight import snapshots
from linli.insight.models import Tally

KEY = ("period", "starts", "street_code", "class_code")
WEEK = date(2026, 11, 23)


def tally(street: str, reported: int, starts: date = WEEK) -> Tally:
    """Return what was counted in one street."""
    return Tally(
        period="week", starts=starts, street_code=street, class_code="01", reported=reported, filed=1
    )


def renew(*counted: Tally) -> list[str]:
    """Keep what was counted for the week, and return how it was written."""
    kept = Tally.objects.filter(period="week", starts=WEEK)
    with CaptureQueriesContext(connection) as caught:
        snapshots.renew(kept, counted, KEY)
    statements = [query["sql"] for query in caught.captured_queries]
    return [verb for verb in ("DELETE", "UPDATE", "INSERT") if any(f"{verb} " in each for each in statements)]


@pytest.mark.django_db
def test_only_what_differs_is_written() -> None:
    other = tally("320402001", 7, date(2026, 11, 16))
    other.save()
    assert renew(tally("320402001", 1), tally("320402002", 2), tally("320402003", 3)) == ["INSERT"]
    before = dict(Tally.objects.values_list("street_code", "pk").filter(starts=WEEK))
    assert renew(tally("320402001", 1), tally("320402002", 2), tally("320402003", 3)) == []
    wrote = renew(tally("320402001", 1), tally("320402002", 5), tally("320402004", 4))
    assert wrote == ["DELETE", "UPDATE", "INSERT"]
    found = Tally.objects.filter(starts=WEEK).order_by("street_code").values_list("street_code", "reported")
    assert list(found) == [("320402001", 1), ("320402002", 5), ("320402004", 4)]
    kept = Tally.objects.filter(starts=WEEK, street_code__in=["320402001", "320402002"])
    assert all(before[row.street_code] == row.pk for row in kept), "the rows stayed the same rows"
    other.refresh_from_db()
    assert other.reported == 7, "another week is left alone"


@pytest.mark.django_db
def test_nothing_counted_leaves_nothing() -> None:
    renew(tally("320402001", 1))
    renew()
    assert not Tally.objects.filter(starts=WEEK).exists()
