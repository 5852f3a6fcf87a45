"""What leaders look at: headline figures, the map, what is overdue and where nobody serves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.db.models.functions import Length

from linli.cases.models import Case
from linli.insight import rules
from linli.insight.models import Figure
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, prefixes, require, within


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

    Areas without a single case in the span are left out; they count as 0 or as nothing to divide by.

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
    """Return the bodies with the most overdue open cases within the area, most first."""
    require(actor, Permission.INSIGHT_SEE, within_code)
    late = Q(due_at__lt=clock.now(), handled_at=None)
    rows = (
        Case.objects.filter(within("grid_code", [within_code]), closed_at=None)
        .exclude(body_code="")
        .values("body_code")
        .annotate(open=Count("id"), overdue=Count("id", filter=late))
        .filter(overdue__gt=0)
        .order_by("-overdue", "body_code")[:limit]
    )
    return [Overdue(row["body_code"], row["overdue"], row["open"]) for row in rows]


def _read(indicator: rules.Indicator, figure: Figure | None) -> Reading:
    counts = {name: getattr(figure, name, 0) for name in rules.COUNTS}
    return Reading(
        indicator=indicator,
        value=rules.value(indicator, counts),
        numerator=counts[indicator.numerator],
        denominator=counts[indicator.denominator] if indicator.denominator else None,
        as_of=figure.as_of if figure else clock.now(),
    )
