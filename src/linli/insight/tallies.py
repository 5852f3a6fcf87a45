"""Weeks and months by street and class of matter: the clock counts them, charts and reports read them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Either
from django.db.models import Count, IntegerField, Q, QuerySet, Sum, When
from django.db.models.functions import Substr

from linli.cases.models import Case
from linli.insight import conditions, rules, snapshots
from linli.insight.models import Tally
from linli.kernel import clock
from linli.kernel.permissions import within

Period = Tally.Period
_STREET = 9


@dataclass(frozen=True, slots=True)
class Row:
    """The counts (rules.REPORTED) of one class of matter in one period."""

    starts: date
    class_code: str
    counts: dict[str, int]


def start(period: str, day: date) -> date:
    """Return the first day of the week (Monday) or month that `day` lies in."""
    return day.replace(day=1) if period == Period.MONTH else day - timedelta(days=day.weekday())


def after(period: str, starts: date) -> date:
    """Return the first day of the next week or month."""
    return start(period, starts + timedelta(days=32 if period == Period.MONTH else 7))


def starts_back(period: str, day: date, count: int) -> list[date]:
    """Return the first days of the last `count` periods up to that of `day`, oldest first."""
    found = [start(period, day)]
    while len(found) < count:
        found.append(start(period, found[-1] - timedelta(days=1)))
    return found[::-1]


def write(period: str, starts: date) -> None:
    """Count one week or month anew, whole or not at all."""
    rows = _counted(Case.objects.all(), starts, after(period, starts), "street_code", "class_code")
    made = [Tally(period=period, starts=starts, street_code=row.pop("street_code"), **row) for row in rows]
    kept = Tally.objects.filter(period=period, starts=starts)
    snapshots.renew(kept, made, ("period", "starts", "street_code", "class_code"))


def read(period: str, area: str, starts: Sequence[date]) -> list[Row]:
    """Return the counts of an area ("" is the city) in some periods, by period and class.

    Down to a street they are read from what the clock has counted; below it, where an index leads to the few
    cases of a community or grid, they are counted now.
    """
    if not starts:
        return []
    if len(area) > _STREET:
        return list(_below(period, area, starts))
    found: Iterable[Any] = (
        Tally.objects.filter(within("street_code", [area]), period=period, starts__in=starts)
        .values("starts", "class_code")
        .annotate(**{f"sum_{name}": Sum(name) for name in rules.REPORTED})
        .order_by("starts", "class_code")
    )
    return [
        Row(row["starts"], row["class_code"], {name: row[f"sum_{name}"] for name in rules.REPORTED})
        for row in found
    ]


def _below(period: str, area: str, starts: Sequence[date]) -> Iterator[Row]:
    """Yield the counts of all periods, counted in one query.

    It does not say between which moments the cases lie in all: SQLite would walk all the city's cases of that
    time instead of the few of the area.
    """
    moments = [(clock.midnight(each), clock.midnight(after(period, each))) for each in starts]
    which = [
        When(created_at__gte=since, created_at__lt=until, then=at)
        for at, (since, until) in enumerate(moments)
    ]
    found: Iterable[Any] = (
        Case.objects.filter(within("grid_code", [area]))
        .annotate(class_code=Substr("matter_code", 1, 2), at=Either(*which, output_field=IntegerField()))
        .filter(at__isnull=False)
        .values("at", "class_code")
        .annotate(**counts())
        .order_by("at", "class_code")
    )
    for row in found:
        yield Row(starts[row.pop("at")], row.pop("class_code"), row)


def _counted(cases: QuerySet[Case], since: date, until: date, *by: str) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = (
        cases.filter(created_at__gte=clock.midnight(since), created_at__lt=clock.midnight(until))
        .annotate(class_code=Substr("matter_code", 1, 2))
        .values(*by)
        .annotate(**counts())
        .order_by()
    )
    return found


def counts() -> dict[str, Count]:
    """Return the counts of rules.REPORTED as the database takes them."""
    return {
        name: Count("id", filter=condition) if condition != Q() else Count("id")
        for name, condition in conditions.reported().items()
    }
