"""Households follow their buildings when an area is retired."""

from datetime import date

import pytest

from linli.people import handlers
from linli.people.models import Household
from linli.places.events import AreaRetired
from linli.places.models import Building, Dwelling

pytestmark = pytest.mark.django_db
GRID, NEXT = "320412001001001", "320412001001002"


def test_households_follow_their_buildings() -> None:
    """To the successor, as often as it is heard; without one they stay."""
    building = Building.objects.create(code="B", grid_code=NEXT, name="1幢", address="1幢")
    door = Dwelling.objects.create(code="B-1", building=building, name="101")
    Household.objects.create(dwelling=door, grid_code=GRID, since=date(2026, 1, 1))
    handlers.follow_buildings(AreaRetired(code=GRID, on="2026-07-01", successor=""))
    assert Household.objects.get().grid_code == GRID
    for _again in range(2):
        handlers.follow_buildings(AreaRetired(code=GRID, on="2026-07-01", successor=NEXT))
        assert Household.objects.get().grid_code == NEXT
