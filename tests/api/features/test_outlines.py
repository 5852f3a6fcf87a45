"""Outlines for maps: by level, scope and zoom, kept until the next import."""

from collections.abc import Iterator

import pytest
from django.test import Client

from linli.places import atlas
from linli.places.models import Area, Edition
from tests.api import city

pytestmark = pytest.mark.django_db
ADDRESS = "/api/features/areas.geojson"


@pytest.fixture(autouse=True)
def _city() -> Iterator[None]:
    city.build()
    yield
    atlas.expire()


def test_grids_are_geojson(client: Client) -> None:
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "application/geo+json"
    data = answer.json()
    assert data["type"] == "FeatureCollection"
    assert [feature["properties"]["name"] for feature in data["features"]] == ["一网格", "二网格"]
    assert data["features"][0]["geometry"]["type"] == "MultiPolygon"


@pytest.mark.parametrize(("level", "count"), [("district", 1), ("street", 1), ("community", 1), ("grid", 2)])
def test_level(client: Client, level: str, count: int) -> None:
    assert len(client.get(ADDRESS, {"level": level, "zoom": "10"}).json()["features"]) == count


def test_scope(client: Client) -> None:
    assert len(client.get(ADDRESS, {"scope": city.GRID}).json()["features"]) == 1
    assert client.get(ADDRESS, {"scope": "99"}).json()["features"] == []


def test_an_answer_is_kept_until_the_next_edition(client: Client) -> None:
    first = client.get(ADDRESS)
    assert first["ETag"].startswith('W/"'), "zipped or not, it is the same but not byte for byte"
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304
    Area.objects.filter(code=city.GRID).update(name="新名")
    Edition.objects.update(stamp="two")
    atlas.expire()
    second = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert "新名" in second.content.decode()


def test_it_comes_zipped_to_who_can_unzip(client: Client) -> None:
    answer = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert answer.content[:2] == b"\x1f\x8b"
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"level": "planet"}, "level"),
        ({"scope": "32'; DROP"}, "scope"),
        ({"scope": "١٢"}, "scope"),
        ({"scope": "3" * 99}, "scope"),
        ({"zoom": "-1"}, "zoom"),
        ({"zoom": "nan"}, "zoom"),
    ],
)
def test_bad_questions(client: Client, asked: dict[str, str], field: str) -> None:
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
