"""Distances and the coordinate systems met in China: WGS-84, CGCS2000, GCJ-02 and BD-09.

GCJ-02 ("Mars coordinates") has no official formula; the one here is the polynomial published with the
open-source `eviltransform` (Krasovsky 1940 ellipsoid), which map services agree with to about a metre.
BD-09 is Baidu's further shift of GCJ-02 as its own documentation describes it. Both inverses iterate to
far below 0.5 m. CGCS2000 and WGS-84 differ by centimetres and are treated as one. Longitude always comes
before latitude, in degrees; distances are in metres. Functions ending in `_many` take and give arrays.
"""

import math
from collections.abc import Callable
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

EARTH_RADIUS_M = 6_371_008.8
_WGS84_AXIS_M, _WGS84_E2 = 6_378_137.0, 0.006_694_379_990_14
_KRASOVSKY_AXIS_M, _KRASOVSKY_E2 = 6_378_245.0, 0.006_693_421_622_965_943
_BAIDU_PI = math.pi * 3000.0 / 180.0
_GCJ_WEST, _GCJ_EAST, _GCJ_SOUTH, _GCJ_NORTH = 72.004, 137.8347, 0.8293, 55.8271


class Crs(StrEnum):
    """A coordinate system a file may declare."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def haversine_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance of two points, in metres."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def haversine_many(lons1: Floats, lats1: Floats, lons2: Floats, lats2: Floats) -> Floats:
    """Return the great-circle distances of pairs of points, in metres."""
    phi1, phi2 = np.radians(lats1), np.radians(lats2)
    half = (
        np.sin((phi2 - phi1) / 2) ** 2
        + np.cos(phi1) * np.cos(phi2) * np.sin(np.radians(np.subtract(lons2, lons1)) / 2) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(half))))


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Return the length of one degree of longitude and of latitude at latitude `lat`, in metres.

    Taken from the radii of curvature of the WGS-84 ellipsoid, so a plane scaled by them is true to
    distance and area near that latitude.
    """
    sine = math.sin(math.radians(lat))
    shrink = 1 - _WGS84_E2 * sine * sine
    east = _WGS84_AXIS_M / math.sqrt(shrink) * math.cos(math.radians(lat))
    north = _WGS84_AXIS_M * (1 - _WGS84_E2) / shrink**1.5
    return math.radians(east), math.radians(north)


def wgs84_to_gcj02_many(lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Shift WGS-84 points into GCJ-02; points outside its rectangle around China stay as they are."""
    lons, lats = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
    east, north = _gcj02_offset(lons, lats)
    return lons + east, lats + north


def gcj02_to_wgs84_many(lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Undo the GCJ-02 shift by iteration."""
    return _undo(wgs84_to_gcj02_many, lons, lats)


def gcj02_to_bd09_many(lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Shift GCJ-02 points into BD-09."""
    lons, lats = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
    radius = np.hypot(lons, lats) + 0.00002 * np.sin(lats * _BAIDU_PI)
    angle = np.arctan2(lats, lons) + 0.000003 * np.cos(lons * _BAIDU_PI)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02_many(lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Undo the BD-09 shift by iteration."""
    return _undo(gcj02_to_bd09_many, lons, lats)


def to_wgs84_many(crs: Crs, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Turn points of the coordinate system `crs` into WGS-84."""
    if crs is Crs.BD09:
        lons, lats = bd09_to_gcj02_many(lons, lats)
    if crs in {Crs.BD09, Crs.GCJ02}:
        return gcj02_to_wgs84_many(lons, lats)
    return np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)


def from_wgs84_many(crs: Crs, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Turn WGS-84 points into the coordinate system `crs`."""
    lons, lats = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
    if crs in {Crs.BD09, Crs.GCJ02}:
        lons, lats = wgs84_to_gcj02_many(lons, lats)
    return gcj02_to_bd09_many(lons, lats) if crs is Crs.BD09 else (lons, lats)


def to_wgs84(crs: Crs, lon: float, lat: float) -> tuple[float, float]:
    """Turn one point of the coordinate system `crs` into WGS-84."""
    return _one(*to_wgs84_many(crs, np.array([lon]), np.array([lat])))


def from_wgs84(crs: Crs, lon: float, lat: float) -> tuple[float, float]:
    """Turn one WGS-84 point into the coordinate system `crs`."""
    return _one(*from_wgs84_many(crs, np.array([lon]), np.array([lat])))


def _one(lons: Floats, lats: Floats) -> tuple[float, float]:
    return float(lons[0]), float(lats[0])


def _undo(shift: Shift, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Find the points that `shift` moves to (lons, lats); each round shrinks the error by far."""
    goal_lons, goal_lats = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
    lons, lats = goal_lons.copy(), goal_lats.copy()
    for _ in range(6):
        there_lons, there_lats = shift(lons, lats)
        lons, lats = lons + goal_lons - there_lons, lats + goal_lats - there_lats
    return lons, lats


def _gcj02_offset(lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    x, y = lons - 105.0, lats - 35.0
    root, pi = np.sqrt(np.abs(x)), math.pi
    wave = (20 * np.sin(6 * pi * x) + 20 * np.sin(2 * pi * x)) * 2 / 3
    north_m = (
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
        + (20 * np.sin(pi * y) + 40 * np.sin(pi * y / 3)) * 2 / 3
        + (160 * np.sin(pi * y / 12) + 320 * np.sin(pi * y / 30)) * 2 / 3
    )  # fmt: skip
    east_m = (
        300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
        + (20 * np.sin(pi * x) + 40 * np.sin(pi * x / 3)) * 2 / 3
        + (150 * np.sin(pi * x / 12) + 300 * np.sin(pi * x / 30)) * 2 / 3
    )  # fmt: skip
    shrink = 1 - _KRASOVSKY_E2 * np.sin(np.radians(lats)) ** 2
    north = north_m / np.radians(_KRASOVSKY_AXIS_M * (1 - _KRASOVSKY_E2) / shrink**1.5)
    east = east_m / np.radians(_KRASOVSKY_AXIS_M / np.sqrt(shrink) * np.cos(np.radians(lats)))
    inside = (lons >= _GCJ_WEST) & (lons <= _GCJ_EAST) & (lats >= _GCJ_SOUTH) & (lats <= _GCJ_NORTH)
    return np.where(inside, east, 0.0), np.where(inside, north, 0.0)
