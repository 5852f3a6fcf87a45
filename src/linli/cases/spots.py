"""Points as cells of about 500 metres: what is near is found by an index, then measured; pure."""

from collections.abc import Iterator
from math import cos, floor, radians

_PER_DEGREE = 200
_ROW = 100_000
_METRES_PER_DEGREE = 111_195.0


def cell(lon: float, lat: float) -> int:
    """Return the cell of a WGS-84 point."""
    return _key(floor(lon * _PER_DEGREE), floor(lat * _PER_DEGREE))


def _key(column: int, row: int) -> int:
    return row * _ROW + column


def cells_around(lon: float, lat: float, metres: float) -> list[int]:
    """Return every cell that holds a point within `metres` of the given one."""
    dlat = metres / _METRES_PER_DEGREE
    dlon = dlat / max(cos(radians(min(abs(lat) + dlat, 89.9))), 0.001)
    return list(cells_between(lon - dlon, lon + dlon, lat - dlat, lat + dlat))


def cells_between(west: float, east: float, south: float, north: float) -> Iterator[int]:
    """Yield every cell that holds a point between these meridians and parallels (degrees)."""
    for row in range(floor(south * _PER_DEGREE), floor(north * _PER_DEGREE) + 1):
        for column in range(floor(west * _PER_DEGREE), floor(east * _PER_DEGREE) + 1):
            yield _key(column, row)


def count_between(west: float, east: float, south: float, north: float) -> int:
    """Return how many cells `cells_between` yields."""
    rows = floor(north * _PER_DEGREE) - floor(south * _PER_DEGREE) + 1
    return rows * (floor(east * _PER_DEGREE) - floor(west * _PER_DEGREE) + 1)
