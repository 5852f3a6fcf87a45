"""Boundaries: reading, coordinate mistakes, self-crossings, overlaps and what sticks out."""

import json

import numpy as np
import pytest
import shapely

from linli.kernel import geo
from linli.places import shapes
from linli.places.shapes import Fault, ShapeProblem, Tolerance


def square(lon: float, lat: float, side: float = 0.01) -> shapely.Polygon:
    """Return a square with its south-west corner at (lon, lat)."""
    return shapely.box(lon, lat, lon + side, lat + side)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("nonsense", ShapeProblem.UNREADABLE),
        ({"type": "Polygon"}, ShapeProblem.UNREADABLE),
        ({"type": "Polygon", "coordinates": "x"}, ShapeProblem.UNREADABLE),
        (None, ShapeProblem.UNREADABLE),
        ("POINT (119.9 31.7)", ShapeProblem.NOT_AN_AREA),
        ("POLYGON EMPTY", ShapeProblem.EMPTY),
        ('{"type": "LineString", "coordinates": [[119, 31], [120, 32]]}', ShapeProblem.NOT_AN_AREA),
    ],
)
def test_unusable_boundaries_are_named(source: object, problem: ShapeProblem) -> None:
    """Whatever is not a polygon says why."""
    found = shapes.read(source)
    assert isinstance(found, Fault)
    assert found.problem is problem


def test_geojson_and_wkt_read_alike() -> None:
    """The same square in both spellings; heights are dropped."""
    box = square(119.9, 31.7)
    high = shapely.force_3d(box, 5.0)
    for source in (json.loads(shapely.to_geojson(box)), shapely.to_geojson(high), box.wkt):
        shape = shapes.read(source)
        assert not isinstance(shape, Fault)
        assert shape.equals(box)


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        ([[119.9, 31.7]], None),
        ([[31.7, 119.9]], ShapeProblem.SWAPPED),
        ([[2.35, 48.9]], ShapeProblem.OUTSIDE_CHINA),
        ([[500_000.0, 3_500_000.0]], ShapeProblem.PROJECTED),
        ([[float("nan"), 31.0]], ShapeProblem.NOT_FINITE),
        ([[119.9, 31.7], [0.0, 0.0]], ShapeProblem.OUTSIDE_CHINA),
    ],
)
def test_coordinate_mistakes_are_recognised(points: list[list[float]], problem: ShapeProblem | None) -> None:
    """Metres, swapped axes and far-away points are told apart."""
    assert shapes.coordinates_problem(np.array(points)) is problem


def test_self_crossing_says_where() -> None:
    """A bow-tie crosses itself in its middle."""
    bow = shapely.Polygon([(119.9, 31.7), (119.92, 31.72), (119.92, 31.7), (119.9, 31.72)])
    fault = shapes.fault_of(bow)
    assert fault is not None
    assert fault.problem is ShapeProblem.CROSSES_ITSELF
    assert fault.at == pytest.approx((119.91, 31.71))
    assert shapes.fault_of(square(119.9, 31.7)) is None


def test_hole_outside_is_recognised() -> None:
    """A hole must lie within its ring."""
    ring = square(119.9, 31.7).exterior.coords
    fault = shapes.fault_of(shapely.Polygon(ring, [square(119.95, 31.7).exterior.coords]))
    assert fault is not None
    assert fault.problem is ShapeProblem.HOLE_OUTSIDE


def test_other_coordinate_systems_become_wgs84() -> None:
    """A square given in BD-09 comes home within centimetres, as a MultiPolygon."""
    box = square(119.9, 31.7)

    def shift(points: geo.Floats) -> geo.Floats:
        return np.column_stack(geo.from_wgs84_many(geo.Crs.BD09, points[:, 0], points[:, 1]))

    home = shapes.to_wgs84(shapely.transform(box, shift), geo.Crs.BD09)
    assert home.geom_type == "MultiPolygon"
    assert home.hausdorff_distance(box) < 2e-7


def test_area_is_true_to_a_part_in_a_thousand() -> None:
    """One hundredth of a degree squared at 31.7° N, by the ellipsoid, is about 1.0510 km²."""
    east, north = geo.metres_per_degree(31.705)
    assert shapes.area_m2(square(119.9, 31.7)) == pytest.approx(east * north * 1e-4, rel=1e-3)
    assert shapes.area_m2(square(119.9, 31.7)) == pytest.approx(1.0507e6, rel=2e-3)


def test_overlaps_beyond_the_tolerance_are_found_once() -> None:
    """Neighbours that share an edge are fine, a fifth of overlap is not; only fresh pairs are looked at."""
    raw = [square(119.9, 31.7), square(119.91, 31.7), square(119.918, 31.7), square(119.95, 31.7)]
    codes = ["1", "2", "3", "4"]
    laid = shapes.Plane(raw).lay(raw)
    found = shapes.overlaps(codes, laid, Tolerance(), frozenset(codes))
    assert [(clash.code, clash.other) for clash in found] == [("2", "3")]
    assert found[0].share == pytest.approx(0.2, abs=1e-6)
    assert found[0].area_m2 == pytest.approx(0.2 * shapes.area_m2(raw[1]), rel=1e-3)
    assert shapes.overlaps(codes, laid, Tolerance(), frozenset(["3"])) != []
    assert shapes.overlaps(codes, laid, Tolerance(), frozenset(["1", "4"])) == []
    assert shapes.overlaps(codes, laid, Tolerance(overlap_share=0.3), frozenset(codes)) == []


def test_sticking_out_of_the_parent_is_found() -> None:
    """A child a fifth outside is reported with its share; one without a known parent is not."""
    raw = [
        square(119.9, 31.7),
        square(119.9, 31.7, 0.004),
        square(119.908, 31.7, 0.0025),
        square(100.0, 31.7),
    ]
    parent, inside, beyond, orphan = shapes.Plane(raw).lay(raw)
    codes = ["320402001", "320402002", "320499001"]
    found = shapes.outside(codes, np.array([inside, beyond, orphan]), {"320402": parent}, Tolerance())
    assert [(clash.code, clash.other) for clash in found] == [("320402002", "320402")]
    assert found[0].share == pytest.approx(0.2, rel=1e-3)
