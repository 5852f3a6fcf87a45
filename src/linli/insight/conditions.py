"""Which cases are counted: one condition for each count, for the snapshots and the lists behind them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from linli.cases import lateness
from linli.cases.models import Ending
from linli.insight import rules
from linli.kernel import clock


def standing(moment: datetime) -> Mapping[str, Q]:
    """Return the conditions of the counts of this moment; each is about open cases only."""
    return {
        "open": Q(closed_at=None),
        "overdue": lateness.late(moment),
        "at_risk": lateness.running() & Q(due_at__gte=moment, warned_at__isnull=False),
    }


def reported() -> Mapping[str, Q]:
    """Return the conditions of the counts over the cases reported in some days; no part exceeds its whole."""
    counted = Q(exempt=False)
    handled = counted & Q(handled_at__isnull=False)
    closed = Q(ending__in=[Ending.SETTLED, Ending.ON_SPOT])
    return {
        "reported": Q(),
        "filed": Q(filed_at__isnull=False) | Q(ending=Ending.ON_SPOT),
        "handled": handled,
        "in_time": handled & Q(missed_at=None),
        "closed": closed,
        "on_spot": Q(ending=Ending.ON_SPOT),
        "rated": Q(score__isnull=False),
        "satisfied": Q(score__gte=4),
        "reopened": closed & Q(reopenings__gt=0),
    }


def behind(count: str, span: int, moment: datetime) -> Q:
    """Return which cases `count` counts over the last `span` local days; rules.NOW is this moment."""
    if span == rules.NOW:
        return standing(moment)[count]
    return reported()[count] & Q(created_at__gte=first_midnight(moment, span))


def first_midnight(moment: datetime, span: int) -> datetime:
    """Return the local midnight at which the last `span` days began, today the last of them."""
    return clock.midnight(clock.local(moment).date() - timedelta(days=span - 1))
