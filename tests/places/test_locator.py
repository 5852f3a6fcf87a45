"""The locator against plain geometry: inside, on edges, nearest, and many at once."""

import numpy as np
import pytest
import shapely

from linli.places.locator import Locator


@pytest.fixture(scope="module")
def shapes() -> dict[str, shapely.Polygon]:
    """Two hundred Voronoi cells with a gap: every tenth is left out."""
    rng = np.random.default_rng(7)
    points = np.column_stack([119.9 + rng.normal(0, 0.05, 200), 31.7 + rng.normal(0, 0.05, 200)])
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points)).geoms
    return {f"{320402001001001 + i}": cell for i, cell in enumerate(cells) if i % 10}


def test_single_and_many_agree_with_plain_geometry(shapes: dict[str, shapely.Polygon]) -> None:
    """Each point's grid is the polygon that covers it, on both paths."""
    locator = Locator({code: shapely.to_wkb(shape) for code, shape in shapes.items()})
    rng = np.random.default_rng(8)
    lons, lats = rng.uniform(119.6, 120.2, 2_000), rng.uniform(31.4, 32.0, 2_000)
    many = locator.names_of(locator.find_many(lons, lats))
    for lon, lat, found in zip(lons.tolist(), lats.tolist(), many, strict=True):
        point = shapely.Point(lon, lat)
        expected = next((code for code, shape in sorted(shapes.items()) if shape.covers(point)), "")
        assert found == expected == locator.find(lon, lat)


def test_a_point_on_a_shared_edge_has_one_home() -> None:
    """The lower code wins, whichever way one asks."""
    west, east = shapely.box(119.9, 31.7, 119.91, 31.71), shapely.box(119.91, 31.7, 119.92, 31.71)
    locator = Locator({"320402001001002": shapely.to_wkb(west), "320402001001001": shapely.to_wkb(east)})
    assert locator.find(119.91, 31.705) == "320402001001001"
    assert list(locator.find_many(np.array([119.91]), np.array([31.705]))) == [0]


def test_nearest_measures_in_metres_not_degrees() -> None:
    """0.01° of latitude is farther than 0.01° of longitude here; the nearer in metres is named."""
    east = shapely.box(119.91, 31.69, 119.92, 31.71)
    north = shapely.box(119.89, 31.7095, 119.909, 31.72)
    locator = Locator({"320402001001001": shapely.to_wkb(north), "320402001001002": shapely.to_wkb(east)})
    code, metres = locator.nearest(119.9, 31.7)
    assert code == "320402001001002"
    assert metres == pytest.approx(946.1, abs=2)


@pytest.mark.parametrize(
    ("lon", "lat"), [(float("nan"), 31.0), (float("inf"), 0.0), (1e300, -1e300), (0.0, 0.0)]
)
def test_impossible_points_have_no_grid(lon: float, lat: float) -> None:
    """Nonsense is in no grid and breaks nothing."""
    locator = Locator({"320402001001001": shapely.to_wkb(shapely.box(119.9, 31.7, 119.91, 31.71))})
    assert locator.find(lon, lat) == ""
    assert list(locator.find_many(np.array([lon, 119.905]), np.array([lat, 31.705]))) == [-1, 0]
    assert locator.nearest(lon, lat)[1] > 1e6


def test_an_empty_locator_answers() -> None:
    """A city without boundaries places nothing."""
    locator = Locator({})
    assert locator.find(119.9, 31.7) == ""
    assert list(locator.find_many(np.array([119.9]), np.array([31.7]))) == [-1]
    assert locator.nearest(119.9, 31.7) == ("", float("inf"))
