"""All open cases that have a place, as one packed sheet: the clock writes it, maps cut clusters out of it.

A page that shows thousands of points costs the reading of one row, and some arithmetic on arrays.
"""

import io
import threading
import zlib
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db.models import Case as Either
from django.db.models import F, When

from linli.cases import lateness, spread
from linli.cases.drawn import Box
from linli.cases.models import Case
from linli.insight.models import Sheet
from linli.kernel.permissions import next_code

KEY = "points"
_ROW = np.dtype([("grid", "i8"), ("lon", "f8"), ("lat", "f8"), ("due", "i8"), ("case", "i8")])
_NEVER = 2**62
_DIGITS = 15
APART = 17
"""From this zoom on every point stands alone."""

Rows = npt.NDArray[np.void]
_LIMIT = Either(When(lateness.running(), then=F("due_at")))
"""The moment from which on a case is late; None while its limit does not run."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the map: a case, or several close together (then `case` is 0)."""

    lon: float
    lat: float
    count: int
    overdue: int
    case: int


def write(moment: datetime) -> int:
    """Pack every open case that has a place; return how many."""
    found = Case.objects.filter(closed_at=None, lon__isnull=False).order_by("grid_code")
    columns = found.values_list("grid_code", "lon", "lat", _LIMIT, "id")
    packed = np.array(
        [
            (_number(code), lon, lat, _due(due), case)
            for code, lon, lat, due, case in columns.iterator(chunk_size=5000)
        ],
        dtype=_ROW,
    )
    packed.sort(order="grid")
    file = io.BytesIO()
    np.save(file, packed, allow_pickle=False)
    content = zlib.compress(file.getvalue(), 1)
    Sheet.objects.update_or_create(key=KEY, defaults={"as_of": moment, "content": content})
    return len(packed)


def _number(code: str) -> int:
    return int(code.ljust(_DIGITS, "0") or "0")


def _due(due: datetime | None) -> int:
    return _NEVER if due is None else int(due.timestamp())


class _Kept:
    """The sheet as this process has read it last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._as_of: datetime | None = None
        self._rows: Rows = np.zeros(0, dtype=_ROW)

    def rows(self) -> Rows:
        """Return the rows, read anew when there is a newer sheet (one query, two when it is newer)."""
        as_of = Sheet.objects.filter(key=KEY).values_list("as_of", flat=True).first()
        with self._lock:
            if as_of != self._as_of:
                content = Sheet.objects.filter(key=KEY).values_list("content", flat=True).first()
                self._rows = _unpacked(bytes(content)) if content else np.zeros(0, dtype=_ROW)
                self._as_of = as_of
            return self._rows


def _unpacked(content: bytes) -> Rows:
    rows: Rows = np.load(io.BytesIO(zlib.decompress(content)), allow_pickle=False)
    return rows


_kept = _Kept()


def dots(area: str, box: Box, zoom: int, moment: datetime, *, overdue_only: bool = False) -> list[Dot]:
    """Return the points of an area ("" is the city) within a box, clustered for a zoom.

    Args:
        area: the code of an area.
        box: west, south, east and north in degrees.
        zoom: of the map, 256 pixels round the world at 0.
        moment: what is due before it is overdue.
        overdue_only: leave out what is not overdue.
    """
    rows = _within(_kept.rows(), area)
    west, south, east, north = box
    inside = (rows["lon"] >= west) & (rows["lon"] <= east) & (rows["lat"] >= south) & (rows["lat"] <= north)
    late = rows["due"] < int(moment.timestamp())
    chosen = rows[inside & late] if overdue_only else rows[inside]
    if not len(chosen):
        return []
    return _clustered(chosen, chosen["due"] < int(moment.timestamp()), box, zoom)


def _within(rows: Rows, area: str) -> Rows:
    if not area:
        return rows
    low, high = _number(area), _number(next_code(area))
    first, last = np.searchsorted(rows["grid"], [low, high])
    return rows[first:last]


def _clustered(rows: Rows, late: npt.NDArray[np.bool_], box: Box, zoom: int) -> list[Dot]:
    if zoom >= APART:
        keys = rows["case"]
    else:
        width, height = spread.cluster_size(box, zoom)
        columns_, rows_ = np.floor(rows["lon"] / width), np.floor(rows["lat"] / height)
        keys = columns_.astype(np.int64) * 2**31 + rows_.astype(np.int64)
    _unique, first, which, counts = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    lons = np.bincount(which, rows["lon"]) / counts
    lats = np.bincount(which, rows["lat"]) / counts
    lates = np.bincount(which, late).astype(int)
    cases = np.where(counts == 1, rows["case"][first], 0)
    columns = zip(lons.tolist(), lats.tolist(), counts.tolist(), lates.tolist(), cases.tolist(), strict=True)
    return [Dot(*each) for each in columns]
