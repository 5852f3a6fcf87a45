"""What comes up around here at this hour stands first; pure where it can be."""

from datetime import datetime, timedelta

import pytest

from linli.cases import book
from linli.cases.usual import likeliest, usual_matters
from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS
from tests.cases import city

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=clock.zone())


def test_the_same_hours_and_the_same_grid_count_more() -> None:
    past = [
        ("often", city.G4, NINE - timedelta(hours=6)),
        ("often", city.G4, NINE - timedelta(hours=7)),
        ("now", city.G4, NINE - timedelta(days=1)),
        ("here", city.G1, NINE - timedelta(hours=6)),
        ("here", city.G1, NINE - timedelta(hours=6)),
    ]
    assert likeliest(past, NINE, [city.G1]) == ["here", "now", "often"]


def test_midnight_is_near_to_eleven() -> None:
    late = NINE.replace(hour=23)
    past = [("day", "", NINE), ("night", "", late.replace(hour=0))]
    assert likeliest(past, late, []) == ["night", "day"]


@pytest.mark.usefixtures("town")
def test_the_streets_own_cases_come_first_and_small_things_fill_up() -> None:
    city.closed(matter_code=city.LAMP)
    known = book.in_force()
    found = usual_matters(city.WORKER, known, clock.now(), 10)
    assert found[0] == city.LAMP
    assert len(found) == len(set(found)) == 10
    assert usual_matters(ANONYMOUS, known, clock.now(), 3) == [each.matter for each in known.small_things][:3]
