"""An area drawn on a map as a ring of points, and the cases inside it, exactly, in the database."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, Any

from django.db.models import Case as Choice
from django.db.models import F, IntegerField, Value, When
from django.db.models.expressions import Combinable

from linli.cases import spots

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.cases.models import Case

Point = tuple[float, float]
Ring = tuple[Point, ...]
Box = tuple[float, float, float, float]
MOST_POINTS = 60
_MOST_CELLS = 900
_DECIMALS = 6


def read(text: str) -> Ring:
    """Return the ring that "119.9,31.7;119.91,31.7;…" means (WGS-84, 3–60 points); () for anything else."""
    parts = text.split(";")
    if not 3 <= len(parts) <= MOST_POINTS:
        return ()
    try:
        ring = tuple(_point(part) for part in parts)
    except ValueError:
        return ()
    fits = all(isfinite(x) and isfinite(y) and abs(x) <= 180 and abs(y) <= 90 for x, y in ring)
    return ring if fits else ()


def _point(text: str) -> Point:
    lon, lat = text.split(",")
    return round(float(lon), _DECIMALS), round(float(lat), _DECIMALS)


def written(ring: Ring) -> str:
    """Return the text that `read` reads as `ring`."""
    return ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in ring)


def box_of(ring: Ring) -> Box:
    """Return west, south, east and north of the ring."""
    lons, lats = [lon for lon, _lat in ring], [lat for _lon, lat in ring]
    return min(lons), min(lats), max(lons), max(lats)


def in_box(cases: QuerySet[Case], box: Box) -> QuerySet[Case]:
    """Return those of `cases` whose point lies in west, south, east, north."""
    west, south, east, north = box
    found = cases.filter(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)
    if spots.count_between(west, east, south, north) > _MOST_CELLS:
        return found
    return found.filter(cell__in=list(spots.cells_between(west, east, south, north)))


def inside(cases: QuerySet[Case], ring: Ring) -> QuerySet[Case]:
    """Return those of `cases` whose point lies inside the ring (by counting the edges to its east)."""
    crossed: Any = Value(0, output_field=IntegerField())
    for crossing in _crossings(ring):
        crossed = crossed + crossing
    return in_box(cases, box_of(ring)).alias(crossed=crossed % 2).filter(crossed=1)


def _crossings(ring: Ring) -> Iterator[Combinable]:
    """Yield for each edge an expression that is 1 where it lies to the east of a case, else 0."""
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if y1 == y2:
            continue
        slope = (x2 - x1) / (y2 - y1)
        edge = (F("lat") - Value(y1)) * Value(slope) + Value(x1)
        yield Choice(
            When(lat__gte=min(y1, y2), lat__lt=max(y1, y2), lon__lt=edge, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
