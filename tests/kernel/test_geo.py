"""Distances and coordinate shifts against published points and their own inverses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import geo
from linli.kernel.geo import Crs

LON = st.floats(74, 135)
LAT = st.floats(4, 53)


def test_distance_of_a_known_pair() -> None:
    """Beijing to Shanghai by the usual city points is about 1,067 km."""
    assert geo.haversine_m(116.4074, 39.9042, 121.4737, 31.2304) == pytest.approx(1_067_000, rel=0.002)
    assert geo.haversine_m(119.95, 31.78, 119.95, 31.78) == 0


def test_distances_scalar_and_vectorised_agree() -> None:
    """Both forms give the same metres."""
    lons, lats = np.array([119.9, 120.0]), np.array([31.7, 31.8])
    many = geo.haversine_many(lons, lats, lons + 0.01, lats - 0.01)
    one = [geo.haversine_m(x, y, x + 0.01, y - 0.01) for x, y in zip(lons, lats, strict=True)]
    assert many == pytest.approx(one)


def test_metres_per_degree_match_the_ellipsoid() -> None:
    """At the equator and at 45° the lengths are the textbook ones."""
    assert geo.metres_per_degree(0) == pytest.approx((111_319.49, 110_574.28), abs=0.1)
    assert geo.metres_per_degree(45) == pytest.approx((78_846.81, 111_131.78), abs=0.1)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ],
)
def test_gcj02_matches_published_points(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    """The pairs in the test-suites of eviltransform and coordtransform."""
    assert geo.from_wgs84(Crs.GCJ02, *wgs84) == pytest.approx(gcj02, abs=1e-6)


def test_bd09_matches_published_points() -> None:
    """A pair of gcoord's test-suite, and one of coordtransform's."""
    here = geo.gcj02_to_bd09_many(np.array([123.0, 116.404]), np.array([45.0, 39.915]))
    assert here[0] == pytest.approx([123.00636499, 116.41036949371029], abs=1e-7)
    assert here[1] == pytest.approx([45.00636899, 39.92133699351021], abs=1e-7)


def test_outside_china_nothing_moves() -> None:
    """GCJ-02 leaves New York where it is."""
    assert geo.from_wgs84(Crs.GCJ02, -74.0, 40.7) == (-74.0, 40.7)


@given(LON, LAT, st.sampled_from(list(Crs)))
def test_inverse_is_within_a_centimetre(lon: float, lat: float, crs: Crs) -> None:
    """There and back again ends where it began."""
    back = geo.to_wgs84(crs, *geo.from_wgs84(crs, lon, lat))
    assert geo.haversine_m(lon, lat, *back) < 0.01


@given(LON, LAT)
def test_shift_has_the_known_size(lon: float, lat: float) -> None:
    """GCJ-02 moves a point by 50 to 1,500 m, BD-09 by more than 300 m from GCJ-02."""
    gcj = geo.from_wgs84(Crs.GCJ02, lon, lat)
    assert 30 < geo.haversine_m(lon, lat, *gcj) < 1_500
    assert 300 < geo.haversine_m(*gcj, *geo.from_wgs84(Crs.BD09, lon, lat)) < 2_000
