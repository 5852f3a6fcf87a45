"""What is going on around: public cases only, on the map as in the list."""

import json

import pytest
from django.test import Client

from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def test_the_list_shows_public_cases_only(client: Client) -> None:
    shown, hidden = city.reported(), city.reported(public=False)
    page = client.get("/nearby/").content.decode()
    assert shown.number in page
    assert hidden.number not in page


def test_near_a_point_only_what_is_near(client: Client) -> None:
    near, far = city.reported(), city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1])
    query = {"lon": str(city.IN_G1[0]), "lat": str(city.IN_G1[1])}
    page = client.get("/nearby/", query).content.decode()
    assert near.number in page
    assert far.number not in page
    found = json.loads(client.get("/nearby/points.geojson", query).content)
    assert [each["properties"]["url"] for each in found["features"]] == [f"/t/{near.number}/"]


@pytest.mark.parametrize(
    "query", [{"lon": "x", "lat": "1"}, {"lon": "inf", "lat": "0"}, {"lon": "999", "lat": "0"}]
)
def test_an_impossible_point_counts_as_none(client: Client, query: dict[str, str]) -> None:
    assert client.get("/nearby/", query).status_code == 200


def test_pages_follow_one_another(client: Client) -> None:
    numbers = [city.reported().number for _turn in range(21)]
    first = client.get("/nearby/").content.decode()
    assert numbers[0] not in first
    second = client.get(
        first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    )
    assert numbers[0] in second.content.decode()


def test_an_empty_city_says_what_this_place_is_for(client: Client) -> None:
    assert "附近没有公开的事" in client.get("/nearby/").content.decode()
