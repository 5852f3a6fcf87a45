"""Writes the snapshots; run by the clock and once after a bulk load."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from linli.cases.models import Case, Ending
from linli.insight import rules
from linli.insight.models import Figure
from linli.kernel import clock

_BATCH = 2000


@transaction.atomic
def refresh_now() -> None:
    """Count what is open and overdue at this moment, for every area."""
    moment = clock.now()
    rows = (
        Case.objects.filter(closed_at=None)
        .values("grid_code")
        .annotate(open=Count("id"), overdue=Count("id", filter=Q(due_at__lt=moment, handled_at=None)))
        .order_by()
    )
    _replace(rules.NOW, moment, rows)


@transaction.atomic
def refresh_spans() -> None:
    """Count the reports of the last days, and what became of them, for every area and span."""
    moment = clock.now()
    for span in rules.SPANS:
        _replace(span, moment, _counted(_midnight(moment) - timedelta(days=span - 1)))


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(clock.local(moment).date(), time(), tzinfo=clock.zone())


def _counted(since: datetime) -> Iterable[Mapping[str, Any]]:
    counted = Q(exempt=False)
    settled = Q(ending__in=[Ending.SETTLED, Ending.ON_SPOT])
    return (
        Case.objects.filter(created_at__gte=since)
        .values("grid_code")
        .annotate(
            reported=Count("id"),
            filed=Count("id", filter=Q(filed_at__isnull=False) | Q(ending=Ending.ON_SPOT)),
            handled=Count("id", filter=counted & Q(handled_at__isnull=False)),
            in_time=Count("id", filter=counted & Q(handled_at__isnull=False, missed_at=None)),
            closed=Count("id", filter=settled),
            on_spot=Count("id", filter=Q(ending=Ending.ON_SPOT)),
            rated=Count("id", filter=Q(score__isnull=False)),
            satisfied=Count("id", filter=Q(score__gte=4)),
            reopened=Count("id", filter=Q(reopenings__gt=0)),
        )
        .order_by()
    )


def _replace(span: int, moment: datetime, rows: Iterable[Mapping[str, Any]]) -> None:
    counts = ((row["grid_code"], {name: row[name] for name in rules.COUNTS if name in row}) for row in rows)
    Figure.objects.filter(span=span).delete()
    Figure.objects.bulk_create(
        (
            Figure(span=span, area_code=code, as_of=moment, **kept)
            for code, kept in rules.add_up(counts).items()
        ),
        batch_size=_BATCH,
    )
