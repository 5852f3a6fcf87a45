"""The list on a map: the same cases, bounded, in the reader's scope."""

from unittest.mock import patch

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.cases import spread
from linli.orgs.rules import Role
from linli.places.models import Area
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")
CITY = {"box": "119,31,121,32", "zoom": "12"}


def test_the_map_shows_the_list(
    sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    here, there = city.handling_case(), city.reported(lon=city.IN_G4[0])
    browser = sign_in(Role.STREET_DESK)
    browser.get("/desk/map/")
    with django_assert_max_num_queries(12):
        page = browser.get("/desk/map/?tab=handling").content.decode()
    assert here.number in page
    assert "/desk/map/cases.json?tab=handling" in page
    with django_assert_max_num_queries(12):
        found = browser.get("/desk/map/cases.json", CITY).json()
    assert [each["number"] for each in found["points"]] == [here.number]
    assert there.number not in str(found)
    assert (found["total"], found["partial"], found["clusters"]) == (1, False, [])
    assert browser.get("/desk/map/cases.json", {**CITY, "tab": "reported"}).json()["total"] == 0


def test_many_come_as_clusters(sign_in: SignIn) -> None:
    for turn in range(5):
        city.reported(lon=city.IN_G1[0] + turn / 10_000)
    with patch.object(spread, "MOST_POINTS", 3):
        found = sign_in(Role.CITY_LEADER).get("/desk/map/cases.json", CITY).json()
    assert found["points"] == []
    assert sum(count for _lon, _lat, count, _late in found["clusters"]) == 5


def test_load_has_a_class_and_words(sign_in: SignIn) -> None:
    city.reported()
    city.reported(matter_code=city.LAMP)
    city.reported(lon=city.IN_G2[0])
    browser = sign_in(Role.STREET_DESK)
    found = browser.get("/desk/map/load.json", {"level": "grid"}).json()
    assert {code: count for code, (_step, count) in found["areas"].items()} == {city.G1: 2, city.G2: 1}
    assert found["legend"][0] == [0, "0"]
    assert browser.get("/desk/map/load.json", {"level": "street"}).json()["areas"]["320402001"][1] == 3


def test_load_of_the_newest_alone_says_so(sign_in: SignIn) -> None:
    for _turn in range(3):
        city.reported()
    browser = sign_in(Role.STREET_DESK)
    assert browser.get("/desk/map/load.json").json()["partial"] is False
    with patch.object(spread, "MOST_COUNTED", 2):
        found = browser.get("/desk/map/load.json").json()
    assert found["partial"] is True
    assert found["areas"][city.G1][1] == 2


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "nan,1,2,3", "5,1,4,2", "-999,0,1,1"])
def test_a_box_that_is_none_is_refused(sign_in: SignIn, box: str) -> None:
    assert (
        sign_in(Role.STREET_DESK).get("/desk/map/cases.json", {"box": box, "zoom": "12"}).status_code == 422
    )


@pytest.mark.parametrize("zoom", ["", "-1", "20", "1.5", "9" * 4400])
def test_a_zoom_that_is_none_is_refused(sign_in: SignIn, zoom: str) -> None:
    browser = sign_in(Role.CITY_LEADER)
    for page in ("/desk/map/cases.json", "/city/dots.geojson"):
        assert browser.get(page, {**CITY, "zoom": zoom}).status_code == 422


def test_the_map_begins_with_the_readers_area(sign_in: SignIn) -> None:
    street = Area.objects.filter(code="320402001")
    street.update(west=119.90, south=31.70, east=119.93, north=31.73)
    page = sign_in(Role.STREET_DESK).get("/desk/map/").content.decode()
    assert 'data-box="119.90000 31.70000 119.93000 31.73000"' in page
    assert 'data-box=""' in sign_in(Role.CITY_LEADER).get("/desk/map/").content.decode()
