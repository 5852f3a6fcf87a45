"""Vector tiles say what was put into them, and lie where all map tiles lie."""

import numpy as np
import pytest
import shapely

from linli.kernel import mvt
from tests.kernel import tiles


def test_the_plane_is_that_of_all_web_maps() -> None:
    xs, ys = mvt.plane(np.array([0.0, -180.0, 119.97]), np.array([0.0, 85.05112878, 31.78]))
    assert xs[:2] == pytest.approx([0.5, 0.0])
    assert ys[:2] == pytest.approx([0.5, 0.0], abs=1e-9)
    assert (int(xs[2] * 2**14), int(ys[2] * 2**14)) == (13651, 6665)


def test_a_box_has_its_tile_and_a_margin() -> None:
    assert mvt.box(1, 1, 0) == (0.5, 0.0, 1.0, 0.5)
    assert mvt.box(0, 0, 0, 4096) == (-1.0, -1.0, 2.0, 2.0)


def test_polygons_with_holes_come_back() -> None:
    square = shapely.Polygon(
        [(0, 0), (400, 0), (400, 400), (0, 400)], [[(100, 100), (100, 200), (200, 200), (200, 100)]]
    )
    far = shapely.box(4000, 4000, 4100, 4100)
    shape = shapely.orient_polygons(shapely.MultiPolygon([square, far]))
    layers = tiles.read(
        mvt.encode({"grid": [mvt.Feature(320402001001001, {"name": "一网格"}, shape)], "empty": []})
    )
    (found,) = layers["grid"]
    assert set(layers) == {"grid"}
    assert (found["id"], found["words"], found["kind"]) == (320402001001001, {"name": "一网格"}, 3)
    rings = [shapely.Polygon(part) for part in found["parts"]]
    assert [ring.area for ring in rings] == [160_000, 10_000, 10_000]
    assert [shapely.is_ccw(ring.exterior) for ring in rings] == [True, False, True]
    assert rings[2].equals(far)


def test_points_and_shared_words() -> None:
    features = [mvt.Feature(at, {"name": "同名"}, shapely.Point(at, -at)) for at in (3, 5)]
    found = tiles.read(mvt.encode({"grid_name": features}))["grid_name"]
    assert [(each["id"], each["parts"], each["words"]["name"]) for each in found] == [
        (3, [[(3, -3)]], "同名"),
        (5, [[(5, -5)]], "同名"),
    ]


def test_what_shrinks_to_nothing_is_left_out() -> None:
    flat = shapely.Polygon([(0, 0), (0, 0), (1, 1), (0, 0)])
    assert tiles.read(mvt.encode({"grid": [mvt.Feature(1, {}, flat)]}))["grid"] == []


def test_shapes_are_put_into_steps_of_their_tile() -> None:
    world = mvt.onto_plane(np.array([shapely.box(0, 0, 90, 10)]))
    (steps,) = mvt.in_steps(world, 1, 1, 0)
    assert steps.bounds == pytest.approx((0, 4096 - 228, 2048, 4096), abs=2)
