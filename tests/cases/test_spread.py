"""Cases on a map: points when few, clusters when many, load by area; always bounded."""

from unittest.mock import patch

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.cases import spread
from linli.cases.filters import Filters
from linli.cases.spread import Load
from linli.cases.workflow import State
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
CITY = (119.0, 31.0, 121.0, 32.0)


def test_few_are_points(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    here, there = city.reported(), city.reported(lon=city.IN_G4[0])
    with django_assert_max_num_queries(3):
        found = spread.spread(city.LEADER, Filters(), CITY, 11)
    assert (found.total, found.partial, found.clusters) == (2, False, [])
    assert {case.number for case in found.cases} == {here.number, there.number}
    assert [case.number for case in spread.spread(city.DESK, Filters(), CITY, 11).cases] == [here.number]
    assert spread.spread(city.LEADER, Filters(), (1.0, 1.0, 2.0, 2.0), 11).total == 0


def test_many_are_clusters_of_the_same_number(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for turn in range(6):
        city.reported(lon=city.IN_G1[0] + turn / 10_000)
    city.handling_case(lon=city.IN_G2[0])
    with patch.object(spread, "MOST_POINTS", 3), django_assert_max_num_queries(6):
        found = spread.spread(city.LEADER, Filters(), CITY, 14)
        wide = spread.spread(city.LEADER, Filters(), CITY, 6)
    assert found.cases == []
    assert (sum(each.count for each in found.clusters), found.total) == (7, 7)
    assert [each.count for each in wide.clusters] == [7]
    assert all(119.9 < each.lon < 119.92 and 31.7 < each.lat < 31.71 for each in found.clusters)


def test_more_than_can_be_counted_is_said() -> None:
    made = [city.reported(lon=city.IN_G1[0] + turn / 10_000) for turn in range(5)]
    with patch.object(spread, "MOST_COUNTED", 3):
        found = spread.spread(city.LEADER, Filters(), CITY, 11)
        assert spread.load(city.LEADER, Filters(), 15) == Load({city.G1: 3}, partial=True)
    assert (found.total, found.partial) == (3, True)
    assert [case.number for case in found.cases] == [case.number for case in made[:1:-1]]


def test_load_by_area() -> None:
    city.reported()
    city.handling_case(matter_code=city.LAMP)
    city.reported(lon=city.IN_G4[0])
    assert spread.load(city.LEADER, Filters(), 15) == Load({city.G1: 2, city.G4: 1}, partial=False)
    assert spread.load(city.LEADER, Filters(), 6).areas == {"320402": 3}
    assert spread.load(city.DESK, Filters(states=(State.HANDLING,)), 9).areas == {"320402001": 1}


def test_a_cluster_is_a_square_on_the_screen_and_stays_through_a_pan() -> None:
    """A degree of latitude is longer on the screen than one of longitude, by 1 / cos of the latitude."""
    width, height = spread.cluster_size((119.8, 31.6, 120.0, 31.8), 12)
    assert width == pytest.approx(72 * 360 / 2**12 / 256)
    assert height / width == pytest.approx(0.848, abs=0.001)
    assert spread.cluster_size((119.9, 31.65, 120.1, 31.85), 12) == (width, height)
    assert spread.cluster_size((-180, 89, 180, 90), 0)[1] > 0
