"""Pure geometry of boundaries: reading, area, self-crossings, overlaps and what sticks out of a parent.

Everything is WGS-84. Areas and distances are taken in a plane scaled to metres around the latitude of the
shapes at hand, which over one city is true to about a part in a thousand.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from linli.kernel import geo

Geometries = np.ndarray[tuple[int], np.dtype[np.object_]]
WEST, SOUTH, EAST, NORTH = 73.0, 3.0, 136.0, 54.0
"""A box around China; what lies outside was mistyped or is in another coordinate system."""
DECIMALS = 7
MOST_VERTICES = 200_000


class ShapeProblem(StrEnum):
    """Why a boundary cannot be taken."""

    UNREADABLE = "unreadable"
    NOT_AN_AREA = "not_an_area"
    EMPTY = "empty"
    TOO_DETAILED = "too_detailed"
    NOT_FINITE = "not_finite"
    PROJECTED = "projected"
    SWAPPED = "swapped"
    OUTSIDE_CHINA = "outside_china"
    CROSSES_ITSELF = "crosses_itself"
    HOLE_OUTSIDE = "hole_outside"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of one boundary, with the place (lon, lat) where it shows, when there is one."""

    problem: ShapeProblem
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """Two areas that overlap, or an area that sticks out of its parent: by how much."""

    code: str
    other: str
    area_m2: float
    share: float


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What may overlap or stick out unreported: the larger of an area and a share of the smaller shape."""

    area_m2: float = 100.0
    overlap_share: float = 0.005
    outside_share: float = 0.02


def read(source: object) -> BaseGeometry | Fault:
    """Read a boundary from a GeoJSON geometry (mapping or text) or from WKT."""
    try:
        if isinstance(source, Mapping):
            shape = shapely.from_geojson(json.dumps(source))
        else:
            text = str(source).strip()
            shape = shapely.from_geojson(text) if text.startswith("{") else shapely.from_wkt(text)
    except (shapely.GEOSException, TypeError, ValueError):
        return Fault(ShapeProblem.UNREADABLE)
    if shape is None:
        return Fault(ShapeProblem.UNREADABLE)
    if not isinstance(shape, Polygon | MultiPolygon):
        return Fault(ShapeProblem.NOT_AN_AREA)
    if shape.is_empty:
        return Fault(ShapeProblem.EMPTY)
    if shapely.get_num_coordinates(shape) > MOST_VERTICES:
        return Fault(ShapeProblem.TOO_DETAILED)
    return shapely.force_2d(shape)


def point_problem(lon: float, lat: float) -> ShapeProblem | None:
    """Return why (lon, lat) cannot be a place in China, or None."""
    return coordinates_problem(np.array([[lon, lat]]))


def coordinates_problem(points: geo.Floats) -> ShapeProblem | None:
    """Return why the points (rows of lon, lat) cannot all lie in China, or None."""
    if not np.isfinite(points).all():
        return ShapeProblem.NOT_FINITE
    lons, lats = points[:, 0], points[:, 1]
    if (np.abs(lons) > 180).any() or (np.abs(lats) > 180).any():
        return ShapeProblem.PROJECTED
    if _in_china(lons, lats):
        return None
    return ShapeProblem.SWAPPED if _in_china(lats, lons) else ShapeProblem.OUTSIDE_CHINA


def _in_china(lons: geo.Floats, lats: geo.Floats) -> bool:
    return bool(((lons >= WEST) & (lons <= EAST) & (lats >= SOUTH) & (lats <= NORTH)).all())


def to_wgs84(shape: BaseGeometry, crs: geo.Crs) -> MultiPolygon:
    """Turn a Polygon or MultiPolygon of `crs` into a WGS-84 MultiPolygon rounded to a centimetre."""

    def move(points: geo.Floats) -> geo.Floats:
        lons, lats = geo.to_wgs84_many(crs, points[:, 0], points[:, 1])
        return np.column_stack([lons.round(DECIMALS), lats.round(DECIMALS)])

    moved = shapely.transform(shape, move)
    return moved if isinstance(moved, MultiPolygon) else MultiPolygon([moved])


def fault_of(shape: BaseGeometry) -> Fault | None:
    """Return what is wrong with a boundary: its coordinates first, then its rings."""
    if problem := coordinates_problem(shapely.get_coordinates(shape)):
        return Fault(problem)
    if shape.is_valid:
        return None
    reason = explain_validity(shape)
    word, _, place = reason.rstrip("]").partition("[")
    at = tuple(float(number) for number in place.split()[:2]) if place else ()
    problem = ShapeProblem.INVALID
    if "elf-intersection" in word:
        problem = ShapeProblem.CROSSES_ITSELF
    elif "ole" in word:
        problem = ShapeProblem.HOLE_OUTSIDE
    return Fault(problem, (at[0], at[1]) if len(at) == 2 else None)


class Plane:
    """A plane in metres around one latitude, in which the shapes of a city are compared."""

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        """Set the plane around the middle of `shapes`."""
        bounds = shapely.total_bounds(np.asarray(shapes, dtype=object))
        self._lon, self._lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
        self._scale = np.array(geo.metres_per_degree(float(self._lat)))

    def lay(self, shapes: Sequence[BaseGeometry]) -> Geometries:
        """Return `shapes` in metres."""
        origin = np.array([self._lon, self._lat])
        laid = shapely.transform(np.asarray(shapes, dtype=object), lambda xy: (xy - origin) * self._scale)
        return np.asarray(laid)


class Measure(NamedTuple):
    """What is kept beside a boundary: its area in m², a point on it for its label, and its box."""

    area_m2: float
    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float


def measure(boundaries: Sequence[BaseGeometry]) -> list[Measure]:
    """Return the measures of WGS-84 shapes; the label is the centroid, or a point inside where it is not."""
    if not boundaries:
        return []
    every = np.asarray(boundaries, dtype=object)
    label, inside = shapely.centroid(every), shapely.point_on_surface(every)
    label = np.where(shapely.intersects(every, label), label, inside)
    bounds = np.asarray(shapely.bounds(every))
    scale = np.array([geo.metres_per_degree(float(lat)) for lat in shapely.get_y(label)])
    area = shapely.area(every) * scale[:, 0] * scale[:, 1]
    columns = np.column_stack([area.round(1), np.column_stack([shapely.get_x(label), shapely.get_y(label)])])
    rows = np.column_stack([columns[:, :1], columns[:, 1:].round(DECIMALS), bounds]).tolist()
    return [Measure(*row) for row in rows]


def area_m2(shape: BaseGeometry) -> float:
    """Return the area of one WGS-84 shape, in m²."""
    return measure([shape])[0].area_m2


def overlaps(
    codes: Sequence[str], shapes: Geometries, tolerance: Tolerance, fresh: frozenset[str]
) -> list[Clash]:
    """Return the pairs of areas of one level that overlap beyond `tolerance`.

    Args:
        codes: the areas' codes.
        shapes: their shapes, in metres.
        tolerance: what is let pass.
        fresh: only pairs with one of these codes are looked at.
    """
    if len(codes) < 2:
        return []
    new = np.array([code in fresh for code in codes])
    here, there = shapely.STRtree(shapes).query(shapes[new], predicate="intersects")
    here = np.flatnonzero(new)[here]
    once = (here != there) & ((here < there) | ~new[there])
    here, there = here[once], there[once]
    common = shapely.area(shapely.intersection(shapes[here], shapes[there]))
    sizes = shapely.area(shapes)
    smaller = np.minimum(sizes[here], sizes[there])
    wrong = common > np.maximum(tolerance.area_m2, tolerance.overlap_share * smaller)
    return [
        Clash(codes[a], codes[b], float(m2), float(m2 / least))
        for a, b, m2, least in zip(here[wrong], there[wrong], common[wrong], smaller[wrong], strict=True)
    ]


def outside(
    codes: Sequence[str], shapes: Geometries, parents: Mapping[str, BaseGeometry], tolerance: Tolerance
) -> list[Clash]:
    """Return the areas that stick out of their parent beyond `tolerance`; shapes are in metres."""
    known = [i for i, code in enumerate(codes) if code[:-3] in parents]
    if not known:
        return []
    inner = shapes[known]
    outer = np.array([parents[codes[i][:-3]] for i in known], dtype=object)
    beyond = np.zeros(len(known))
    loose = ~shapely.covered_by(inner, outer)
    beyond[loose] = shapely.area(shapely.difference(inner[loose], outer[loose]))
    size = shapely.area(inner)
    wrong = np.flatnonzero(beyond > np.maximum(tolerance.area_m2, tolerance.outside_share * size))
    return [
        Clash(codes[known[i]], codes[known[i]][:-3], float(beyond[i]), float(beyond[i] / size[i]))
        for i in wrong
    ]
