"""What is going on around: public cases only, on the map as in the list."""

import json
import re

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
    assert "没有这样的公开的事" in client.get("/nearby/").content.decode()


def test_the_map_and_the_list_hold_the_same(client: Client) -> None:
    open_, done = city.reported(), city.closed()
    city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1])
    for query, expected in (
        ({"area": city.G1[:12]}, {open_.number, done.number}),
        ({"area": city.G1[:12], "state": "done"}, {done.number}),
        ({"area": city.G1[:12], "topic": "noise"}, set()),
    ):
        page = client.get("/nearby/", {**query, "view": "map"}).content.decode()
        listed = set(re.findall(r'href="/t/([\w-]+)/"', page))
        url = re.search(r'data-points="([^"]+)"', page)
        assert url
        points = json.loads(client.get(url.group(1).replace("&amp;", "&")).content)
        assert listed == expected
        assert {each["properties"]["url"] for each in points["features"]} == {
            f"/t/{number}/" for number in expected
        }


def test_a_point_shows_neither_words_nor_exact_place(client: Client) -> None:
    city.reported(text="我是张三", address="幸福小区3号楼101室", lon=119.9051234, lat=31.7051234)
    text = client.get("/nearby/points.geojson").content.decode()
    assert "张三" not in text
    assert "101" not in text
    assert json.loads(text)["features"][0]["geometry"]["coordinates"] == [119.9051, 31.7051]


def test_the_list_needs_no_map(client: Client) -> None:
    assert "leaflet" not in client.get("/nearby/").content.decode()
    assert "leaflet" in client.get("/nearby/", {"view": "map"}).content.decode()


@pytest.mark.parametrize(
    "query", [{"days": "x"}, {"state": "all"}, {"topic": "<b>"}, {"area": "9"}, {"metres": "9e9"}]
)
def test_a_strange_word_counts_as_none(client: Client, query: dict[str, str]) -> None:
    case = city.reported()
    assert case.number in client.get("/nearby/", query).content.decode()
