"""When a limit ends: working-time arithmetic for 紧急工作时, 紧急工作日, 工作时 and 工作日; pure and exact.

The clocks (field practice after GB/T 47678; limits themselves are data of the catalogue):

* urgent_hour and urgent_day run day and night; one urgent day is 24 hours.
* work_hour counts the calendar's hours on its working days; work_day is 8 working hours (`day_hours`).
* A report filed outside working hours counts from the next working minute.
* A limit that ends exactly with a working span is due then (12:00 or 18:00), not when work resumes.
* Seconds are kept: a report at 17:59:30 with one working minute is due at 08:00:30 of the next working day.
* While a case is paused its clock stands still. Pauses are intervals, so another limit or unit keeps them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Literal, NamedTuple, Self

from linli.cases.calendar import MICRO, WorkCalendar

Unit = Literal["urgent_hour", "urgent_day", "work_hour", "work_day"]
UNITS: tuple[Unit, ...] = ("urgent_hour", "urgent_day", "work_hour", "work_day")
_WORKING = frozenset(UNITS[2:])
Limit = int | float | Decimal | Fraction
HOUR = 3600 * MICRO
_TICK = timedelta(microseconds=1)


class Pause(NamedTuple):
    """A stretch in which the clock stands still (挂账), from `since` up to `until`."""

    since: datetime
    until: datetime


class Due(NamedTuple):
    """A deadline in UTC, and whether it may still move because a year's holiday notice is not out yet."""

    at: datetime
    provisional: bool


class Parts(NamedTuple):
    """A length of clock time in the words of its unit: days of 8 working hours, or of 24 urgent ones."""

    days: int
    hours: int
    minutes: int


def is_working(unit: Unit) -> bool:
    """Return whether a limit in `unit` counts working time only."""
    return unit in _WORKING


def limit_length(limit: Limit, unit: Unit, calendar: WorkCalendar) -> timedelta:
    """Return how much clock time `limit` is, to the whole second; fractions such as 0.5 work_day are allowed.

    Raises:
        ValueError: the unit is unknown, or the limit is not a number above 0.
    """
    return timedelta(microseconds=_length(limit, unit, calendar))


def _length(limit: Limit, unit: Unit, calendar: WorkCalendar) -> int:
    return _microseconds(limit, unit, calendar.day_hours)


@lru_cache(maxsize=4096)
def _microseconds(limit: Limit, unit: Unit, day_hours: float) -> int:
    if unit not in UNITS:
        raise ValueError(f"unknown unit {unit!r}: use one of {', '.join(UNITS)}")
    if not isfinite(limit) or limit <= 0:
        raise ValueError(f"a limit must be a number above 0, not {limit}")
    hours = {"urgent_hour": 1.0, "urgent_day": 24.0, "work_hour": 1.0, "work_day": day_hours}[unit]
    above, below = limit.as_integer_ratio()
    more, less = hours.as_integer_ratio()
    return max(1, _nearest(above * more * 3600, below * less)) * MICRO


def _nearest(above: int, below: int) -> int:
    """Return the whole number nearest to a fraction, the even one of two, as `round` does, and quicker."""
    whole, rest = divmod(above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2))


def due(
    start: datetime, limit: Limit, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> Due:
    """Return when a limit that began at `start` ends.

    Args:
        start: aware time of filing.
        limit: number of units, above 0.
        pauses: stretches in which the clock stands still, in order; those after the end change nothing.

    Raises:
        ValueError: `start` has no zone, the limit or unit is wrong, or the end lies beyond the year 9999.
    """
    return _end(start, _length(limit, unit, calendar), unit, calendar, pauses)


def _end(
    start: datetime,
    length: int,
    unit: Unit,
    calendar: WorkCalendar,
    pauses: Sequence[Pause],
    *,
    resume: bool = False,
) -> Due:
    """Walk the clock from `start` over the pauses until `length` microseconds have run."""
    for since, until in pauses:
        if until <= start:
            continue
        if since > start:
            run = _between(start, since, unit, calendar)
            if run > length or (run == length and not resume):
                break
            length -= run
        start = until
    if not is_working(unit):
        return Due(_later(start, length), False)
    wall = calendar.local(start)
    position = calendar.position(wall) + length
    end = calendar.resumed(position) if resume or not length else calendar.reached(position)
    return Due(calendar.aware(end), not calendar.is_known(wall, end))


def _later(start: datetime, length: int) -> datetime:
    if start.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    try:
        return start.astimezone(UTC) + timedelta(microseconds=length)
    except OverflowError as error:
        raise ValueError("the limit ends outside the calendar (year 9999)") from error


def _between(first: datetime, last: datetime, unit: Unit, calendar: WorkCalendar) -> int:
    if is_working(unit):
        return calendar.position(calendar.local(last)) - calendar.position(calendar.local(first))
    return (last - first) // _TICK


def working_minutes_between(first: datetime, last: datetime, calendar: WorkCalendar) -> float:
    """Return the working minutes from `first` to `last`; negative when `last` is the earlier."""
    return _between(first, last, "work_hour", calendar) / (60 * MICRO)


def add_working_minutes(start: datetime, minutes: float, calendar: WorkCalendar) -> datetime:
    """Return the moment, in UTC, at which `minutes` of working time have passed since `start`.

    With 0 minutes it is the next working moment.

    Raises:
        ValueError: `minutes` is negative, or the end lies beyond the year 9999.
    """
    if minutes < 0:
        raise ValueError("working minutes to add must not be negative")
    return _end(start, round(minutes * 60) * MICRO, "work_hour", calendar, ()).at


def next_working_moment(moment: datetime, calendar: WorkCalendar) -> datetime:
    """Return `moment` itself in working hours, otherwise when work next begins; in UTC."""
    return add_working_minutes(moment, 0, calendar)


def elapsed(
    start: datetime, now: datetime, unit: Unit, calendar: WorkCalendar, pauses: Sequence[Pause] = ()
) -> timedelta:
    """Return how long the clock of a case filed at `start` has run at `now`, pauses left out."""
    total = 0
    for since, until in pauses:
        if until <= start:
            continue
        if since >= now:
            break
        total += max(0, _between(start, since, unit, calendar))
        start = until
    return timedelta(microseconds=total + max(0, _between(start, now, unit, calendar)))


def remaining(
    start: datetime,
    now: datetime,
    limit: Limit,
    unit: Unit,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> timedelta:
    """Return the clock time left at `now`; negative when overrun, always in the limit's own clock."""
    return limit_length(limit, unit, calendar) - elapsed(start, now, unit, calendar, pauses)


def share_at(
    start: datetime,
    limit: Limit,
    unit: Unit,
    share: float,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """Return when `share` of the limit is used up (0.8 to warn, 1.5 to escalate), in UTC.

    On a working clock the moment lies in working time: a share used up exactly when work stops falls on the
    minute when work resumes, with the same time left.

    Raises:
        ValueError: the share is not above 0.
    """
    if share <= 0:
        raise ValueError("a share of the limit must be above 0")
    length = max(1, round(_length(limit, unit, calendar) * share / MICRO)) * MICRO
    return _end(start, length, unit, calendar, pauses, resume=True).at


def warn_at(
    start: datetime,
    limit: Limit,
    unit: Unit,
    minutes: float,
    calendar: WorkCalendar,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """Return the moment, in UTC, at which `minutes` of the limit's own clock time are left before it ends.

    Three working hours before 09:00 is 16:00 of the working day before, never a night hour. When the limit is
    shorter than `minutes` the warning comes as soon as the clock runs.
    """
    length = _length(limit, unit, calendar) - max(0, round(minutes * 60)) * MICRO
    return _end(start, max(0, length), unit, calendar, pauses, resume=True).at


def parts(length: timedelta, unit: Unit, calendar: WorkCalendar) -> Parts:
    """Return the size of `length` as days, hours and minutes of the unit's clock; a begun minute is one."""
    minutes = -(-(abs(length) // _TICK) // (60 * MICRO))
    day = round(calendar.day_hours * 60) if is_working(unit) else 1440
    days, rest = divmod(minutes, day)
    return Parts(days, *divmod(rest, 60))


@dataclass(frozen=True)
class Clock:
    """One running limit as a value: when it began, how long it is, how often extended, and its pauses."""

    start: datetime
    limit: Limit
    unit: Unit
    extensions: int = 0
    pauses: tuple[Pause, ...] = ()

    @property
    def total(self) -> Limit:
        """The limit with its extensions: each adds one original limit."""
        return self.limit * (1 + self.extensions)

    def due(self, calendar: WorkCalendar) -> Due:
        """Return when the limit ends."""
        return due(self.start, self.total, self.unit, calendar, self.pauses)

    def remaining(self, now: datetime, calendar: WorkCalendar) -> timedelta:
        """Return the clock time left at `now`, negative when overrun."""
        return remaining(self.start, now, self.total, self.unit, calendar, self.pauses)

    def share_at(self, share: float, calendar: WorkCalendar) -> datetime:
        """Return when `share` of the limit is used up."""
        return share_at(self.start, self.total, self.unit, share, calendar, self.pauses)

    def extended(self) -> Self:
        """Return the clock with one original limit more."""
        return replace(self, extensions=self.extensions + 1)

    def relimited(self, limit: Limit, unit: Unit) -> Self:
        """Return the clock with another limit: the start and the paused time stay, extensions lapse."""
        return replace(self, limit=limit, unit=unit, extensions=0)

    def paused(self, since: datetime, until: datetime) -> Self:
        """Return the clock standing still from `since` until the planned end `until`.

        Raises:
            ValueError: the pause ends before it begins, or begins before an earlier one has ended.
        """
        if until <= since:
            raise ValueError("a pause must end after it begins")
        if self.pauses and since < self.pauses[-1].until:
            raise ValueError("the clock is already paused then")
        return replace(self, pauses=(*self.pauses, Pause(since, until)))

    def resumed(self, at: datetime) -> Self:
        """Return the clock running again from `at`, when that is before the last pause's planned end."""
        if not self.pauses or at >= self.pauses[-1].until:
            return self
        *earlier, last = self.pauses
        return replace(self, pauses=(*earlier, Pause(last.since, max(at, last.since))))
