"""超期: when a case is late now, said once for queries and for a case in hand.

The limit is for handling (处置): a case that is handled, suspended or ended is not late, however old it is.
"""

from datetime import datetime

from django.db.models import Q

from linli.cases.models import Case


def running() -> Q:
    """Return the condition that the limit of a case runs, if it has one."""
    return Q(closed_at=None, handled_at=None, suspended_until=None)


def late(moment: datetime) -> Q:
    """Return the condition that a case is late at `moment`."""
    return running() & Q(due_at__lt=moment)


def is_late(case: Case, moment: datetime) -> bool:
    """Return whether `case` is late at `moment`."""
    runs = case.closed_at is None and case.handled_at is None and case.suspended_until is None
    return runs and case.due_at is not None and case.due_at < moment
