"""The published rule: no sign in a whole calendar day, and somebody goes. Policy, and the yardstick."""

from collections.abc import Sequence

from linli.care.rhythm import DAY, Span
from linli.care.rules import Due


def due(since: int, blind: Sequence[Span] = (), after: int = 0) -> Due:
    """Return the visit after a silence: at the midnight that ends the first whole day without a sign.

    Args:
        since: the last sign, in seconds of wall-clock time.
        blind: spans in which the signals were offline; a day that they touch was not seen whole.
        after: the present moment: nothing is planned before it.
    """
    day = since // DAY + 1
    while any(begin < (day + 1) * DAY and day * DAY < end for begin, end in blind):
        day += 1
    return Due(ask_at=None, visit_at=max((day + 1) * DAY, after), chance=float("nan"))


def earlier(planned: Due | None, since: int, blind: Sequence[Span] = (), after: int = 0) -> Due:
    """Return what was planned, or the published rule where it comes first (the floor a city may keep)."""
    floor = due(since, blind, after)
    if planned is None or planned.visit_at is None or floor.visit_at is None:
        return floor
    if planned.visit_at <= floor.visit_at:
        return planned
    asked = planned.ask_at if planned.ask_at is not None and planned.ask_at < floor.visit_at else None
    return Due(asked, floor.visit_at, planned.chance)
