"""Writes the snapshots; run by the clock and once after a bulk load."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import Count

from linli.cases.models import Case
from linli.insight import conditions, points, rules, snapshots, tallies
from linli.insight.models import Figure, Late
from linli.kernel import clock
from linli.orgs import queries as orgs
from linli.places import atlas
from linli.places.rules import LENGTH_OF, Level

RECENT = timedelta(days=70)
"""How far back weeks and months are counted anew every hour; older ones once a day."""


def refresh_now() -> None:
    """Count for every area what is open, overdue, at risk and uncovered now; pack the open cases' points."""
    moment = clock.now()
    rows = (
        Case.objects.filter(closed_at=None)
        .values("grid_code")
        .annotate(**{name: Count("id", filter=each) for name, each in conditions.standing(moment).items()})
        .order_by()
    )
    _replace(rules.NOW, moment, chain(rows, _gaps()))
    _replace_late(moment)
    points.write(moment)


def refresh_spans() -> None:
    """Count the reports of the last days, and what became of them, for every area and span."""
    moment = clock.now()
    for span in rules.SPANS:
        _replace(span, moment, _counted(conditions.first_midnight(moment, span)))


def refresh_tallies() -> None:
    """Count the weeks and months of the last ten weeks anew."""
    _tally(clock.today() - RECENT)


def refresh_old_tallies() -> None:
    """Count every week and month since the first report anew."""
    first = Case.objects.order_by("created_at").values_list("created_at", flat=True).first()
    if first is not None:
        _tally(clock.local(first).date())


def refresh_all() -> None:
    """Count everything, as after a bulk load."""
    refresh_now()
    refresh_spans()
    refresh_old_tallies()


def _tally(since: date) -> None:
    for period in tallies.Period:
        starts = tallies.start(period, since)
        while starts <= clock.today():
            tallies.write(period, starts)
            starts = tallies.after(period, starts)


def _gaps() -> Iterable[Mapping[str, Any]]:
    """Yield each grid and community as one to be covered, and whether it is not."""
    found = orgs.coverage("")
    unstaffed = {code for code, _name in found.grids_without_full_time}
    unled = {code for code, _name in found.communities_without_branch}
    for code in atlas.current().current:
        if len(code) == LENGTH_OF[Level.GRID]:
            yield {"grid_code": code, "grids": 1, "unstaffed": int(code in unstaffed)}
        elif len(code) == LENGTH_OF[Level.COMMUNITY]:
            yield {"grid_code": code, "communities": 1, "unled": int(code in unled)}


def _replace_late(moment: datetime) -> None:
    rows = (
        Case.objects.filter(closed_at=None)
        .exclude(body_code="")
        .values("street_code", "body_code")
        .annotate(open=Count("id"), overdue=Count("id", filter=conditions.standing(moment)["overdue"]))
        .order_by()
    )
    snapshots.renew(Late.objects.all(), [Late(**row) for row in rows], ("street_code", "body_code"))


def _counted(since: datetime) -> Iterable[Mapping[str, Any]]:
    return (
        Case.objects.filter(created_at__gte=since).values("grid_code").annotate(**tallies.counts()).order_by()
    )


def _replace(span: int, moment: datetime, rows: Iterable[Mapping[str, Any]]) -> None:
    counts = ((row["grid_code"], {name: row[name] for name in rules.COUNTS if name in row}) for row in rows)
    made = [
        Figure(span=span, area_code=code, as_of=moment, **kept) for code, kept in rules.add_up(counts).items()
    ]
    snapshots.renew(Figure.objects.filter(span=span), made, ("span", "area_code"), as_of=moment)
