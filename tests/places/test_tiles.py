"""Tiles of outlines: each level where there is room for it, in its place, new with an edition."""

import gzip
from collections.abc import Iterator

import pytest
import shapely

from linli.places import atlas, tiles
from linli.places.models import Area, Edition
from linli.places.rules import Level
from tests.cases import city
from tests.kernel import tiles as reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city() -> Iterator[None]:
    city.build()
    Area.objects.filter(code=city.G1).update(lon=119.905, lat=31.705)
    Area.objects.filter(level=1).update(west=119.90, south=31.70, east=119.96, north=31.73)
    yield
    atlas.expire()


def read(level: Level | None, z: int, x: int, y: int) -> dict[str, list[dict[str, object]]]:
    """Return the layers of a tile."""
    return reader.read(gzip.decompress(tiles.tile(level, z, x, y)))


def test_a_level_has_its_areas_and_their_names() -> None:
    found = read(Level.GRID, 10, 853, 416)
    assert {str(each["id"]) for each in found["grid"]} == {city.G1, city.G2, city.G3, city.G4}
    (label,) = found["grid_name"]
    assert label["words"] == {"name": "一网格"}
    assert set(found) == {"grid", "grid_name"}


def test_a_shape_keeps_its_place_and_size() -> None:
    (grid,) = (each for each in read(Level.GRID, 10, 853, 416)["grid"] if each["id"] == int(city.G1))
    west, _north, east, _south = shapely.Polygon(grid["parts"][0]).bounds  # type: ignore[index]
    assert west == pytest.approx((119.90 / 360 + 0.5) * 1024 * 4096 - 853 * 4096, abs=2)
    assert east - west == pytest.approx(0.01 / 360 * 1024 * 4096, abs=2)


def test_the_ground_grows_finer() -> None:
    assert set(read(None, 9, 426, 208)) == {"district"}
    assert "community" in read(None, 12, 3412, 1667)
    assert "grid" in read(None, 13, 6824, 3334)
    assert tiles.ground_levels(15)[-1] is Level.GRID


def test_an_empty_place_is_an_empty_tile() -> None:
    assert read(Level.GRID, 10, 0, 0) == {}


def test_a_new_edition_makes_new_tiles() -> None:
    before = tiles.tile(Level.GRID, 10, 853, 416)
    assert tiles.tile(Level.GRID, 10, 853, 416) is before
    Area.objects.filter(code=city.G1).update(name="新名")
    Edition.objects.update(stamp="newer")
    atlas.expire()
    assert "新名".encode() in gzip.decompress(tiles.tile(Level.GRID, 10, 853, 416))


def test_how_far_the_city_and_an_area_reach() -> None:
    assert tiles.extent() == tiles.extent("320402") == (119.90, 31.70, 119.96, 31.73)
    assert tiles.extent(city.G4) is None
