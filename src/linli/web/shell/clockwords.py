"""The clock of a case in words: "还剩 3 工作时", "超 1 工作日"; and for residents when it will be done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases import clocks, deadlines
from linli.cases.calendar import WorkCalendar
from linli.cases.models import Case
from linli.cases.workflow import CLOCK_RUNS
from linli.kernel import clock
from linli.web.shell import wording
from linli.web.shell.shelf import Shelf

SOON_SHARE = 0.25


@dataclass(frozen=True)
class ClockWords:
    """What the clock says, how loud, and the picture beside it."""

    words: str = ""
    tone: str = ""
    picture: str = "clock"
    title: str = ""


SILENT = ClockWords()


def _length(left: timedelta, unit: deadlines.Unit, calendar: WorkCalendar) -> str:
    """Return a length in the largest fitting words of its unit's clock."""
    parts = deadlines.parts(left, unit, calendar)
    working = deadlines.is_working(unit)
    if parts.days:
        count = parts.days
        workdays = ngettext("%(count)d 工作日", "%(count)d 工作日", count)
        days = workdays if working else _("%(count)d 天")
        hours = _("%(count)d 工作时") if working else _("%(count)d 小时")
        whole = days % {"count": parts.days}
        return f"{whole} {hours % {'count': parts.hours}}" if parts.hours and parts.days < 2 else whole
    if parts.hours:
        return (_("%(count)d 工作时") if working else _("%(count)d 小时")) % {"count": parts.hours}
    return _("%(count)d 分钟") % {"count": parts.minutes}


def of(case: Case, now: datetime, shelf: Shelf) -> ClockWords:
    """Return what the clock of `case` says at `now`; silent once it no longer runs."""
    if case.suspended_until is not None:
        return ClockWords(_("挂账中"), "", "pause", wording.moment(*_local(case.suspended_until, now)))
    running = clocks.clock_of(case)
    if running is None or case.state not in CLOCK_RUNS:
        return SILENT
    calendar = shelf.time(case).calendar
    left = running.remaining(now, calendar)
    words = _length(left, running.unit, calendar)
    title = wording.moment(*_local(case.due_at, now)) if case.due_at else ""
    if left < timedelta(0):
        return ClockWords(_("超 %(length)s") % {"length": words}, "overdue", "alarm", title)
    whole = deadlines.limit_length(running.total, running.unit, calendar)
    tone = "soon" if left < whole * SOON_SHARE else "fine"
    return ClockWords(_("还剩 %(length)s") % {"length": words}, tone, "clock", title)


def expected(case: Case, now: datetime) -> str:
    """Return in plain words when the reporter may expect it done; "" when nothing can be said."""
    if case.suspended_until is not None:
        until = wording.day(*_days(case.suspended_until, now))
        return _("%(when)s继续办") % {"when": until}
    if case.due_at is None or case.state not in CLOCK_RUNS:
        return ""
    if case.due_at < now:
        return _("比说好的晚了，正在催")
    return _("预计%(when)s前办好") % {"when": wording.day(*_days(case.due_at, now))}


def _local(that: datetime, now: datetime) -> tuple[datetime, datetime]:
    return clock.local(that), clock.local(now)


def _days(that: datetime, now: datetime) -> tuple[date, date]:
    return clock.local(that).date(), clock.local(now).date()
