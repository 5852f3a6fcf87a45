"""The tiles of outlines: kept by browsers for good under the address of an edition, by ETag otherwise."""

from collections.abc import Iterator

import pytest
from django.test import Client

from linli.api.features.tiles import edition
from linli.places import atlas
from tests.cases import city
from tests.kernel import tiles

pytestmark = pytest.mark.django_db
ADDRESS = "/api/features/tiles/grid/10/853/416.mvt"


@pytest.fixture(autouse=True)
def _city() -> Iterator[None]:
    city.build()
    yield
    atlas.expire()


def test_a_tile_for_everybody(client: Client) -> None:
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert len(tiles.read(answer.content)["grid"]) == 4


def test_zipped_for_those_who_can_read_it(client: Client) -> None:
    answer = client.get(ADDRESS, headers={"Accept-Encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "gzip"
    assert answer.content[:2] == b"\x1f\x8b"


def test_an_address_with_the_edition_is_kept_for_good(client: Client) -> None:
    assert "immutable" in client.get(ADDRESS, {"v": edition()})["Cache-Control"]
    assert client.get(ADDRESS, {"v": "older"})["Cache-Control"] == "public, max-age=60"


def test_known_tiles_are_not_sent_again(client: Client) -> None:
    first = client.get(ADDRESS)
    assert first["ETag"].startswith('W/"'), "zipped or not, it is the same but not byte for byte"
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("wrong", ["town/10/853/416", "grid/4/1/1", "grid/16/1/1", "grid/10/1024/1"])
def test_what_is_no_tile_is_not_found(client: Client, wrong: str) -> None:
    assert client.get(f"/api/features/tiles/{wrong}.mvt").status_code == 404
