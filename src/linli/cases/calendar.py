"""The working calendar: which days and hours count, and working time as one number that only grows."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

MICRO = 1_000_000
DAY_SECONDS = 86_400
Hours = tuple[tuple[int, int], ...]
DEFAULT_HOURS: Hours = ((480, 720), (840, 1080))
_SATURDAY = 5


def parse_hours(spans: Iterable[str]) -> Hours:
    """Return the working hours written as "08:00-12:00" spans, in minutes of the day.

    A day that ends at "23:59" or "24:00" ends at midnight: 23:59 names the last minute that counts.

    Raises:
        ValueError: a span cannot be read, runs backwards, or overlaps the one before it.
    """
    hours = []
    for span in spans:
        begin, dash, end = span.replace("–", "-").replace("—", "-").partition("-")
        if not dash:
            raise ValueError(f"{span!r}: write hours as 08:00-12:00")
        last = _minute(end)
        hours.append((_minute(begin), 1440 if last == 1439 else last))
    _check_hours(tuple(hours))
    return tuple(hours)


def _minute(text: str) -> int:
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2):
        raise ValueError(f"{text!r}: write a time as 08:00")
    value = int(hour) * 60 + int(minute)
    if int(minute) > 59 or value > 1440:
        raise ValueError(f"{text!r}: no such time of day")
    return value


def _check_hours(hours: Hours) -> None:
    if not hours:
        raise ValueError("no working hours: a working day needs at least one span such as 08:00-12:00")
    latest = 0
    for begin, end in hours:
        if not latest <= begin < end <= 1440:
            raise ValueError("working hours must follow each other within one day and not overlap")
        latest = end


def _weekdays_before(ordinal: int) -> int:
    """Return how many Mondays to Fridays lie before the day `ordinal` (0001-01-01, a Monday, is day 1)."""
    weeks, rest = divmod(ordinal - 1, 7)
    return weeks * 5 + min(rest, 5)


@dataclass(frozen=True)
class _Days:
    """The days that break the Monday-to-Friday rule, prepared so that counting needs one bisection."""

    ordinals: list[int]
    works: list[bool]
    shift: list[int]  # shift[i]: working days the first i exceptions add to the Monday-to-Friday count
    before: list[int]  # working days before each exception

    def at(self, ordinal: int) -> tuple[int, bool]:
        """Return how many working days lie before the day, and whether it is one itself."""
        place = bisect_left(self.ordinals, ordinal)
        weeks, rest = divmod(ordinal - 1, 7)
        works = rest < _SATURDAY
        if place < len(self.ordinals) and self.ordinals[place] == ordinal:
            works = self.works[place]
        return weeks * 5 + min(rest, 5) + self.shift[place], works

    def nth(self, number: int) -> int:
        """Return the ordinal of the working day that has `number` working days before it."""
        at = bisect_right(self.before, number)
        if at and self.works[at - 1] and self.before[at - 1] == number:
            return self.ordinals[at - 1]
        weeks, rest = divmod(number - self.shift[at], 5)
        return weeks * 7 + rest + 1


@dataclass(frozen=True)
class WorkCalendar:
    """A city's working time: hours, holidays and make-up working days, and the years whose notice is known.

    Args:
        holidays: days off that fall on Monday to Friday (weekends are off anyway; listing them does no harm).
        workdays: make-up working days, normally Saturdays and Sundays.
        known_years: years whose holiday notice is in the table. In any other year New Year's Day and weekends
            are off, and a deadline that touches it is provisional.
        hours: spans of minutes of the day in local time, such as ((480, 720), (840, 1080)).
        zone: name of the time zone of the hours.
        day_hours: working hours that one 工作日 stands for (8 by custom), whatever the hours table.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    known_years: frozenset[int] = frozenset()
    hours: Hours = DEFAULT_HOURS
    zone: str = "Asia/Shanghai"
    day_hours: float = 8
    _spans: tuple[tuple[int, int, int], ...] = field(init=False, repr=False, compare=False)
    _day: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the hours and prepare the spans of a day.

        Raises:
            ValueError: the hours are wrong, or a day is both holiday and working day.
        """
        _check_hours(self.hours)
        if both := self.holidays & self.workdays:
            raise ValueError(f"{min(both).isoformat()} is both a holiday and a working day")
        if self.day_hours <= 0:
            raise ValueError("a working day must have more than 0 hours")
        done, spans = 0, []
        for begin, end in self.hours:
            spans.append((begin * 60 * MICRO, end * 60 * MICRO, done))
            done += (end - begin) * 60 * MICRO
        object.__setattr__(self, "_spans", tuple(spans))
        object.__setattr__(self, "_day", done)

    @property
    def known_through(self) -> int | None:
        """The last year of the unbroken run of known years; None when none is known."""
        if not self.known_years:
            return None
        year = min(self.known_years)
        while year + 1 in self.known_years:
            year += 1
        return year

    @property
    def minutes_a_day(self) -> int:
        """Working minutes of one working day by the hours table."""
        return self._day // (60 * MICRO)

    @cached_property
    def tz(self) -> ZoneInfo:
        """The time zone of the hours."""
        return ZoneInfo(self.zone)

    @cached_property
    def _days(self) -> _Days:
        off = set(self.holidays)
        off.update(date(year, 1, 1) for year in range(1, 10_000) if year not in self.known_years)
        found = {
            day.toordinal(): False for day in off if day.weekday() < _SATURDAY and day not in self.workdays
        }
        found |= {day.toordinal(): True for day in self.workdays if day.weekday() >= _SATURDAY}
        ordinals = sorted(found)
        works = [found[ordinal] for ordinal in ordinals]
        shift = [0, *accumulate(1 if work else -1 for work in works)]
        before = [_weekdays_before(o) + s for o, s in zip(ordinals, shift, strict=False)]
        return _Days(ordinals, works, shift, before)

    def is_workday(self, day: date) -> bool:
        """Return whether work is done on `day`."""
        return self._days.at(day.toordinal())[1]

    def is_known(self, first: date, last: date) -> bool:
        """Return whether the notices of all years from `first` to `last` are in the table."""
        if first.year == last.year:
            return first.year in self.known_years
        return self.known_years.issuperset(range(first.year, last.year + 1))

    def local(self, moment: datetime) -> datetime:
        """Return the wall-clock time of `moment` here, without a zone.

        Raises:
            ValueError: `moment` has no zone.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(self.tz).replace(tzinfo=None)

    def aware(self, wall: datetime) -> datetime:
        """Return the moment, in UTC, at which clocks here show `wall`."""
        return wall.replace(tzinfo=self.tz).astimezone(UTC)

    def position(self, wall: datetime) -> int:
        """Return the working microseconds that lie before the local time `wall`: a number that only grows."""
        days, works = self._days.at(wall.toordinal())
        total = days * self._day
        if not works:
            return total
        clock = ((wall.hour * 60 + wall.minute) * 60 + wall.second) * MICRO + wall.microsecond
        for begin, end, done in reversed(self._spans):
            if clock > begin:
                return total + done + min(clock, end) - begin
        return total

    def reached(self, position: int) -> datetime:
        """Return the first local time at which `position` working microseconds have passed.

        So a limit that ends exactly with the working day ends at 18:00, not at 08:00 of the next.

        Raises:
            ValueError: the time lies outside the years 1 to 9999.
        """
        number, rest = divmod(position - 1, self._day)
        return self._at(number, rest + 1, first=True)

    def resumed(self, position: int) -> datetime:
        """Return the last local time with `position` working microseconds before it: work goes on from here.

        Raises:
            ValueError: the time lies outside the years 1 to 9999.
        """
        number, rest = divmod(position, self._day)
        return self._at(number, rest, first=False)

    def _at(self, number: int, rest: int, *, first: bool) -> datetime:
        try:
            day = datetime.fromordinal(self._days.nth(number))
            for begin, end, done in self._spans:
                left = rest - done
                if left < end - begin or (first and left == end - begin):
                    return day + timedelta(0, 0, begin + left)
        except (ValueError, OverflowError) as error:
            raise ValueError("the limit ends outside the calendar (year 9999)") from error
        raise AssertionError("a day's hours always reach its end")
