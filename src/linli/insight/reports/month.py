"""The month of an area: its counts beside the month before, by class of matter and by the areas below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from linli.cases.catalogue import current, said
from linli.cases.models import Case
from linli.insight import queries, rules, tallies
from linli.insight.models import Tally
from linli.insight.tallies import Period
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, require, within
from linli.orgs import queries as orgs
from linli.places import atlas
from linli.places import queries as places

Counts = Mapping[str, int]
MONTHS = 12
_STREET = 9
_MOST_BODIES = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the report: what it is about, and its counts."""

    code: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Month:
    """All that the monthly report says; `gaps` are (missing, all) of workers in grids and branches."""

    area: str
    name: str
    starts: date
    whole: bool
    made_at: str
    counts: Counts
    before: Counts
    classes: tuple[Line, ...]
    areas: tuple[Line, ...]
    bodies: tuple[queries.Overdue, ...]
    body_names: Mapping[str, str]
    gaps: tuple[tuple[int, int], tuple[int, int]]

    @property
    def title(self) -> str:
        """The title of the document."""
        words = {"area": self.name, "year": self.starts.year, "month": self.starts.month}
        return _("%(area)s %(year)d年%(month)d月城市治理月报") % words


def share(counts: Counts, numerator: str, denominator: str) -> float | None:
    """Return a share from 0 to 1; None out of nothing."""
    return counts[numerator] / counts[denominator] if counts[denominator] else None


def month(actor: Actor, area: str, starts: date) -> Month:
    """Return the month of an area ("" is the city), counted by the day of the report.

    Raises:
        NotAllowed: the area is outside the actor's scope.
    """
    require(actor, Permission.INSIGHT_SEE, area)
    previous = tallies.starts_back(Period.MONTH, starts, 2)[0]
    rows = tallies.read(Period.MONTH, area, [previous, starts])
    gaps = {each.indicator.key: each for each in queries.headline(actor, area)}
    return Month(
        area=area,
        name=places.name(area) if area else _("全市"),
        starts=starts,
        whole=tallies.after(Period.MONTH, starts) <= clock.today(),
        made_at=clock.local(clock.now()).strftime("%Y-%m-%d %H:%M"),
        counts=_summed([row.counts for row in rows if row.starts == starts]),
        before=_summed([row.counts for row in rows if row.starts == previous]),
        classes=_classes([row for row in rows if row.starts == starts]),
        areas=_areas(area, starts),
        bodies=tuple(queries.overdue_by_body(actor, area, _MOST_BODIES)),
        body_names={body.code: body.name for body in orgs.bodies()},
        gaps=(_gap(gaps["unstaffed"]), _gap(gaps["unled"])),
    )


def months() -> list[date]:
    """Return the first days of the months that a report may be asked for, newest first."""
    return tallies.starts_back(Period.MONTH, clock.today(), MONTHS + 1)[::-1]


def _gap(reading: queries.Reading) -> tuple[int, int]:
    return reading.numerator, reading.denominator or 0


def _summed(rows: Sequence[Counts]) -> Counts:
    return {name: sum(row[name] for row in rows) for name in rules.REPORTED}


def _classes(rows: Sequence[tallies.Row]) -> tuple[Line, ...]:
    names = {each.code: said.name(each) for each in current().classes}
    lines = [Line(row.class_code, names.get(row.class_code, _("未定事项")), row.counts) for row in rows]
    return tuple(sorted(lines, key=lambda line: (-line.counts["reported"], line.code)))


def _areas(area: str, starts: date) -> tuple[Line, ...]:
    """Return the areas directly below, each with its counts, in the order of their codes."""
    digits = {0: 6, 6: 9, 9: 12, 12: 15}.get(len(area))
    if digits is None:
        return ()
    counted = {row["below"]: row for row in _below(area, starts, digits)}
    now, nothing = atlas.current(), dict.fromkeys(rules.REPORTED, 0)
    codes = sorted(code for code in now.current if len(code) == digits and code.startswith(area))
    return tuple(Line(code, now.names[code], counted.get(code, nothing)) for code in codes)


def _below(area: str, starts: date, digits: int) -> list[dict[str, Any]]:
    found: Any
    if digits <= _STREET:
        found = (
            Tally.objects.filter(within("street_code", [area]), period=Period.MONTH, starts=starts)
            .annotate(below=Substr("street_code", 1, digits))
            .values("below")
            .annotate(**{f"sum_{name}": Sum(name) for name in rules.REPORTED})
        )
        return [
            {"below": row["below"], **{name: row[f"sum_{name}"] for name in rules.REPORTED}} for row in found
        ]
    until = clock.midnight(tallies.after(Period.MONTH, starts))
    found = (
        Case.objects.filter(
            within("grid_code", [area]), created_at__gte=clock.midnight(starts), created_at__lt=until
        )
        .annotate(below=Substr("grid_code", 1, digits))
        .values("below")
        .annotate(**tallies.counts())
        .order_by()
    )
    return list(found)
