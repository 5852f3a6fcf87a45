"""What is near a point: open cases to follow, and those that may be the same thing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

from django.db import connection
from django.db.models import QuerySet

from linli.cases import access, moves, spots
from linli.cases.catalogue import Rules
from linli.cases.models import Case
from linli.kernel import geo
from linli.kernel.actor import Actor

Point = tuple[float | None, float | None, int]
Near = tuple[float, Case]
MOST_NEAR = 50
MOST_MEASURED = 500


def near(lon: float, lat: float, metres: float, matter: str = "") -> list[Near]:
    """Return the open public cases within `metres` of a WGS-84 point, nearest first, with their distance."""
    found = Case.objects.filter(closed_at=None, public=True, cell__in=spots.cells_around(lon, lat, metres))
    if matter:
        found = found.filter(matter_code=matter)
    return _with_cases(_measured(found, lon, lat, metres)[:MOST_NEAR])


def known_near(by: Actor, lon: float, lat: float, metres: float) -> list[Near]:
    """Return the open cases within `metres` that are public or that `by` may see, nearest first."""
    found = Case.objects.filter(closed_at=None, cell__in=spots.cells_around(lon, lat, metres))
    cases = _with_cases(_measured(found, lon, lat, metres)[:MOST_NEAR])
    return [(away, each) for away, each in cases if each.public or access.may_see(by, each)]


def similar(by: Actor, of: Case) -> list[Near]:
    """Return the other open cases that may be the same thing, nearest first, with the metres between."""
    if of.lon is None or of.lat is None or not of.matter_code:
        return []
    rules = moves.time_of(of).catalogue.rules
    found = near_duplicates(of.matter_code, of.lon, of.lat, rules, of.created_at)
    others = _with_cases([(metres, pk) for metres, pk in found if pk != of.pk][:MOST_NEAR])
    return [(metres, each) for metres, each in others if access.may_see(by, each)]


def near_duplicates(
    matter: str, lon: float, lat: float, rules: Rules, now: datetime
) -> list[tuple[float, int]]:
    """Return the ids of the open cases that may be the same thing, nearest first, with the metres between.

    The same matter, within `duplicate_metres` and `duplicate_hours` of the catalogue (one query).
    """
    cells = spots.cells_around(lon, lat, rules.duplicate_metres)
    since = connection.ops.adapt_datetimefield_value(now - timedelta(hours=rules.duplicate_hours))
    with connection.cursor() as cursor:
        cursor.execute(_alike(len(cells)), [*cells, matter, since, MOST_MEASURED])
        return _within(cursor.fetchall(), lon, lat, rules.duplicate_metres)


@cache
def _alike(cells: int) -> str:
    """Return the statement for open cases of one matter in so many cells, kept for every report asks it."""
    marks = ", ".join(["%s"] * cells)
    return (
        f"SELECT lon, lat, id FROM cases_case WHERE closed_at IS NULL AND cell IN ({marks})"  # noqa: S608
        " AND matter_code = %s AND created_at > %s ORDER BY id DESC LIMIT %s"
    )


def _measured(found: QuerySet[Case], lon: float, lat: float, metres: float) -> list[tuple[float, int]]:
    points = found.order_by("-pk").values_list("lon", "lat", "pk")[:MOST_MEASURED]
    return _within(points, lon, lat, metres)


def _within(found: Iterable[Point], lon: float, lat: float, metres: float) -> list[tuple[float, int]]:
    measured = (
        (geo.haversine_m(lon, lat, x, y), pk) for x, y, pk in found if x is not None and y is not None
    )
    return sorted(one for one in measured if one[0] <= metres)


def _with_cases(found: Sequence[tuple[float, int]]) -> list[Near]:
    cases = Case.objects.in_bulk([pk for _metres, pk in found])
    return [(metres, cases[pk]) for metres, pk in found if pk in cases]
