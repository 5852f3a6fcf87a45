"""What is near: the same thing within the catalogue's metres and hours, nearest first."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import moves, nearby
from linli.cases.models import Case
from linli.kernel import clock
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
ELEVEN_METRES = 0.0001


def alike(case: Case) -> list[int]:
    """Return the ids of what may be the same thing as a case, asked at its own place now."""
    assert case.lon is not None and case.lat is not None  # noqa: PT018
    rules = moves.time_of(case).catalogue.rules
    with CaptureQueriesContext(connection) as caught:
        found = nearby.near_duplicates(case.matter_code, case.lon, case.lat, rules, clock.now())
    assert len(caught) == 1
    return [pk for _metres, pk in found]


def test_the_same_thing_is_near_of_one_matter_open_and_of_today() -> None:
    lat = city.IN_G1[1]
    here = city.reported()
    beside = city.reported(lat=lat + ELEVEN_METRES)
    city.reported(lat=lat + 10 * ELEVEN_METRES)
    city.reported(matter_code=city.MANHOLE)
    ended = city.closed()
    assert alike(here) == [here.pk, beside.pk]
    assert ended.pk not in alike(here)
    assert [each.pk for _metres, each in nearby.similar(city.DESK, here)] == [beside.pk]
    with clock.at(city.MONDAY_9 + timedelta(hours=25)):
        assert alike(here) == []


def test_what_is_public_is_near_to_everybody() -> None:
    here, hidden = city.reported(), city.reported(public=False)
    assert [each.pk for _metres, each in nearby.near(*city.IN_G1, 10)] == [here.pk]
    known = [each.pk for _metres, each in nearby.known_near(city.DESK, *city.IN_G1, 10)]
    assert sorted(known) == [here.pk, hidden.pk]
