"""How the cases of a list lie on the map: single points, clusters where there are many, load by area."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any, Final

from django.db import connection
from django.db.models import Case as Either
from django.db.models import Count, QuerySet, When
from django.db.models.functions import Substr

from linli.cases import drawn, inbox, lateness
from linli.cases.drawn import Box
from linli.cases.filters import Filters
from linli.cases.models import Case
from linli.kernel import clock
from linli.kernel.actor import Actor

MOST_COUNTED: Final = 20_000
"""More cases than these are not looked at; the newest count, and the answer says so."""

MOST_POINTS: Final = 300
"""More cases in view than these are told as clusters."""

_TILE_PX = 256
_CLUSTER_PX = 72
_FARTHEST_NORTH = 85


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cases that lie together: where their middle is, how many, and how many of them are late."""

    lon: float
    lat: float
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What a map shows of a list in view: points or clusters, how many, whether older are left out."""

    total: int
    partial: bool
    cases: list[Case] = field(default_factory=list)
    clusters: list[Cluster] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Load:
    """How many cases each area has; `partial` when only the newest `MOST_COUNTED` were counted."""

    areas: dict[str, int]
    partial: bool


def spread(by: Actor, wanted: Filters, box: Box, zoom: int) -> Spread:
    """Return how a list lies within west, south, east, north (degrees) at the map's `zoom` (two queries)."""
    seen = drawn.in_box(inbox.matching(by, wanted), box)
    clusters = _clusters(seen, box, zoom)
    total = sum(each.count for each in clusters)
    partial, total = total > MOST_COUNTED, min(total, MOST_COUNTED)
    if total <= MOST_POINTS:
        return Spread(total, partial, cases=list(seen.order_by("-pk")[:total]))
    return Spread(total, partial, clusters=clusters)


def _bounded(cases: QuerySet[Case]) -> tuple[QuerySet[Case], bool]:
    """Return the newest of `cases`, and whether there are older ones beside (one query)."""
    last = cases.order_by("-pk").values_list("pk", flat=True)[MOST_COUNTED - 1 : MOST_COUNTED + 1]
    edge = list(last)
    return (cases.filter(pk__gte=edge[0]), True) if len(edge) > 1 else (cases, False)


def cluster_size(box: Box, zoom: int) -> tuple[float, float]:
    """Return how wide and how high, in degrees, the squares are in each of which cases are one cluster.

    They are cut the same wherever a map stands within a degree of latitude, so that a pan leaves them alone.
    """
    width = 360 / 2**zoom / _TILE_PX * _CLUSTER_PX
    _west, south, _east, north = box
    return width, width * cos(radians(min(abs(round((south + north) / 2)), _FARTHEST_NORTH)))


def _clusters(cases: QuerySet[Case], box: Box, zoom: int) -> list[Cluster]:
    """Return the clusters of the newest `MOST_COUNTED` of `cases`, and of one more if there is one.

    The rows are walked once, whatever is counted over them; both ways to cut off a fraction are exact, as
    no degree counted from 180° west and 90° south is negative.
    """
    width, height = cluster_size(box, zoom)
    late = Either(When(lateness.late(clock.now()), then=1), default=0)
    newest = cases.order_by("-pk").annotate(late=late).values_list("lon", "lat", "late")[: MOST_COUNTED + 1]
    sql, params = newest.query.sql_with_params()
    whole = "CAST({} AS INTEGER)" if connection.vendor == "sqlite" else "FLOOR({})"
    squares = f"{whole.format('(lon + 180) / %s')}, {whole.format('(lat + 90) / %s')}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT AVG(lon), AVG(lat), COUNT(*), SUM(late) FROM ({sql}) AS newest"  # noqa: S608
            f" GROUP BY {squares} ORDER BY 3 DESC",
            [*params, width, height],
        )
        return [Cluster(*row) for row in cursor.fetchall()]


def load(by: Actor, wanted: Filters, digits: int) -> Load:
    """Return how many cases of a list each area has whose code is `digits` long (two queries)."""
    counted, partial = _bounded(inbox.matching(by, wanted))
    rows: Iterable[Mapping[str, Any]] = (
        counted.values(area=Substr("grid_code", 1, digits)).annotate(count=Count("pk")).order_by()
    )
    return Load({row["area"]: row["count"] for row in rows if len(row["area"]) == digits}, partial)
