"""Texts from outside, and points as cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases import cleaning, spots
from linli.kernel import geo
from linli.kernel.errors import InvalidInput


def test_controls_go_the_rest_stays() -> None:
    assert cleaning.clean(" a\x00\x1b\r\nb\ud800\t𠮷👨‍👩‍👧 ") == "a\nb\t𠮷👨‍👩‍👧"
    assert cleaning.clean("e\u0301") == "\u00e9"


def test_lengths_and_needs() -> None:
    assert cleaning.clean_text("note", " x ") == "x"
    with pytest.raises(InvalidInput, match="note"):
        cleaning.clean_text("note", "\x00", needed=True)
    with pytest.raises(InvalidInput, match="note"):
        cleaning.clean_text("note", "好" * 11, most=10)


@given(st.floats(73, 135), st.floats(18, 54), st.floats(0, 360), st.floats(0, 300))
def test_what_is_near_lies_in_the_cells_around(lon: float, lat: float, bearing: float, metres: float) -> None:
    """No point within the distance is missed."""
    import math  # noqa: PLC0415

    east, north = geo.metres_per_degree(lat)
    angle = math.radians(bearing)
    other = (lon + metres * math.sin(angle) / east, lat + metres * math.cos(angle) / north)
    distance = geo.haversine_m(lon, lat, *other)
    assert spots.cell(*other) in spots.cells_around(lon, lat, distance + 0.01)
    assert len(spots.cells_around(lon, lat, 50)) <= 4
