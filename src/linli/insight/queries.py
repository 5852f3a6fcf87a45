"""What leaders look at: headline figures, the map, what is overdue and where nobody serves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from linli.cases.drawn import Box
from linli.cases.models import Case
from linli.insight import conditions, points, rules, tallies
from linli.insight.models import Figure, Late
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import invalid
from linli.kernel.permissions import Permission, prefixes, require, within

_STREET = 9


@dataclass(frozen=True, slots=True)
class Reading:
    """An indicator read for one area; `value` is a count or a share from 0 to 1, None when out of nothing."""

    indicator: rules.Indicator
    value: float | None
    numerator: int
    denominator: int | None
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many open cases of one body are past their limit, and how many it has in all."""

    body_code: str
    overdue: int
    open: int


def scope(actor: Actor) -> tuple[str, ...]:
    """Return the codes of the areas whose figures `actor` may see."""
    return prefixes(actor, Permission.INSIGHT_SEE)


def headline(actor: Actor, area_code: str = "") -> list[Reading]:
    """Return every indicator for the area (6, 9, 12 or 15 digits; "" is the city).

    Raises:
        NotAllowed: the area is outside the actor's scope.
    """
    require(actor, Permission.INSIGHT_SEE, area_code)
    figures = {figure.span: figure for figure in Figure.objects.filter(area_code=area_code)}
    return [_read(indicator, figures.get(indicator.span)) for indicator in rules.INDICATORS.values()]


def map_values(actor: Actor, key: str, digits: int, within_code: str = "") -> dict[str, float | None]:
    """Return the indicator `key` for every area whose code has `digits` digits within `within_code`.

    Areas of which nothing was counted in the span are left out: 0, or nothing to divide by.

    Raises:
        KeyError: there is no such indicator.
        NotAllowed: the area is outside the actor's scope.
    """
    indicator = rules.INDICATORS[key]
    require(actor, Permission.INSIGHT_SEE, within_code)
    rows = (
        Figure.objects.filter(within("area_code", [within_code]), span=indicator.span)
        .annotate(digits=Length("area_code"))
        .filter(digits=digits)
        .values("area_code", indicator.numerator, indicator.denominator or indicator.numerator)
    )
    return {row["area_code"]: rules.value(indicator, row) for row in rows}


def overdue_by_body(actor: Actor, within_code: str = "", limit: int = 20) -> list[Overdue]:
    """Return the bodies with the most overdue open cases within the area, most first.

    Down to a street this is as fresh as the last snapshot; below it, it is counted now.
    """
    require(actor, Permission.INSIGHT_SEE, within_code)
    if len(within_code) > _STREET:
        late = conditions.standing(clock.now())["overdue"]
        cases = Case.objects.filter(_place(within_code), closed_at=None).exclude(body_code="")
        rows: QuerySet[Any, Any] = cases.values("body_code").annotate(
            all=Count("id"), late=Count("id", filter=late)
        )
    else:
        found = Late.objects.filter(within("street_code", [within_code]))
        rows = found.values("body_code").annotate(all=Sum("open"), late=Sum("overdue"))
    rows = rows.filter(late__gt=0).order_by("-late", "body_code")[:limit]
    return [Overdue(row["body_code"], row["late"], row["all"]) for row in rows]


def behind(actor: Actor, key: str, area_code: str = "", *, whole: bool = False) -> QuerySet[Case]:
    """Return exactly the cases that an indicator counts now, within what `actor` may see.

    Args:
        actor: who asks.
        key: of the indicator.
        area_code: the area whose number it is.
        whole: the cases of the denominator instead of those of the numerator.

    Raises:
        KeyError: there is no such indicator, or it counts areas.
        NotAllowed: the area is outside the actor's scope.
    """
    indicator = rules.INDICATORS[key]
    if not rules.lists_cases(indicator):
        raise KeyError(key)
    require(actor, Permission.INSIGHT_SEE, area_code)
    require(actor, Permission.CASES_SEE, area_code)
    count = indicator.denominator if whole and indicator.denominator else indicator.numerator
    found = Case.objects.filter(_place(area_code), conditions.behind(count, indicator.span, clock.now()))
    return found.order_by("due_at", "id") if soonest_first(key) else found.order_by("-created_at", "-id")


def soonest_first(key: str) -> bool:
    """Return whether the cases behind an indicator come by their deadline, not the newest first."""
    return rules.INDICATORS[key].numerator in {"overdue", "at_risk"}


def page_behind(cases: QuerySet[Case], key: str, after: str, limit: int) -> tuple[list[Case], str]:
    """Return a page of the cases behind an indicator, and the word by which the next page is asked for.

    Args:
        cases: what `behind` gave for the indicator `key`.
        key: of the indicator.
        after: the word that the page before gave; "" for the first.
        limit: cases a page.

    Raises:
        InvalidInput: `after` is none of our words.
    """
    column, step = ("due_at", "gt") if soonest_first(key) else ("created_at", "lt")
    if after:
        moment, case = _word(after)
        same = Q(**{column: moment, f"id__{step}": case})
        cases = cases.filter(Q(**{f"{column}__{step}": moment}) | same)
    found = list(cases[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    return found[:limit], f"{getattr(last, column).isoformat()}~{last.pk}"


def _word(after: str) -> tuple[datetime, int]:
    try:
        moment, case = after.split("~")
        return datetime.fromisoformat(moment), int(case)
    except ValueError as fault:
        raise invalid("after", _("这一页已经失效，请从第一页看起。")) from fault


def dots(actor: Actor, area_code: str, box: Box, zoom: int, *, overdue: bool) -> list[points.Dot]:
    """Return the open cases of an area within a box as points, clustered for a zoom; see points.dots."""
    require(actor, Permission.INSIGHT_SEE, area_code)
    return points.dots(area_code, box, zoom, clock.now(), overdue_only=overdue)


def trend(actor: Actor, area_code: str = "", weeks: int = 12) -> list[tallies.Row]:
    """Return the counts by class of matter of the last weeks, up to the present one."""
    require(actor, Permission.INSIGHT_SEE, area_code)
    starts = tallies.starts_back(tallies.Period.WEEK, clock.today(), weeks)
    return tallies.read(tallies.Period.WEEK, area_code, starts)


def _place(code: str) -> Q:
    """Return the condition that a case lies in an area, as the indexes of cases know it."""
    column = {6: "district_code", 9: "street_code", 15: "grid_code"}.get(len(code))
    return Q(**{column: code}) if column else within("grid_code", [code])


def _read(indicator: rules.Indicator, figure: Figure | None) -> Reading:
    counts = {name: getattr(figure, name, 0) for name in rules.COUNTS}
    return Reading(
        indicator=indicator,
        value=rules.value(indicator, counts),
        numerator=counts[indicator.numerator],
        denominator=counts[indicator.denominator] if indicator.denominator else None,
        as_of=figure.as_of if figure else clock.now(),
    )
