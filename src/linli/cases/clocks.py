"""The clock of a case: when it is due, and when it must be looked at next; pure, over a case's columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, cast

from linli.cases import deadlines
from linli.cases.calendar import WorkCalendar
from linli.cases.catalogue import Catalogue
from linli.cases.deadlines import Clock, Pause, Unit
from linli.cases.models import Case
from linli.cases.workflow import CLOCK_RUNS, State

Kind = Literal["resume", "warn", "overdue", "help_overdue", "escalate", "remind", "lapse"]
_ORDER: tuple[Kind, ...] = (
    *("resume", "warn", "overdue", "help_overdue"),
    *("escalate", "remind", "lapse"),
)


class Check(NamedTuple):
    """When a case must be looked at, and what for; the move of that name is made then."""

    at: datetime
    kind: Kind


@dataclass(frozen=True, slots=True)
class Time:
    """The rules of time that a case lives under: its own catalogue, and the calendar as known today."""

    catalogue: Catalogue
    calendar: WorkCalendar


def clock_of(case: Case) -> Clock | None:
    """Return the running limit of a filed case; None before filing."""
    if case.clock_from is None or case.limit is None:
        return None
    pauses = tuple(Pause(_moment(since), _moment(until)) for since, until in case.pauses)
    return Clock(case.clock_from, case.limit, cast("Unit", case.unit), case.extensions, pauses)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def columns(clock: Clock, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the columns of a case that keep `clock`."""
    end = clock.due(calendar)
    return {
        "clock_from": clock.start,
        "limit": clock.limit,
        "unit": clock.unit,
        "extensions": clock.extensions,
        "pauses": [[pause.since.isoformat(), pause.until.isoformat()] for pause in clock.pauses],
        "due_at": end.at,
        "due_provisional": end.provisional,
    }


def missed(case: Case, now: datetime) -> dict[str, Any]:
    """Return the columns that keep the fact that the case was handled late; none when it was in time."""
    if case.due_at is None or case.overdue_at is not None or now <= case.due_at:
        return {}
    return {"overdue_at": case.due_at, "missed_at": case.missed_at or case.due_at}


def paused_for_check(case: Case, now: datetime, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the columns after a failed check: the time since the case was handled does not count."""
    clock = clock_of(case)
    if clock is None or case.handled_at is None or now <= case.handled_at:
        return {}
    last = clock.pauses[-1].until if clock.pauses else clock.start
    since = max(case.handled_at, last)
    return columns(clock.paused(since, now), calendar) if since < now else {}


def checks(case: Case, time: Time) -> Iterator[Check]:
    """Yield what the clock has still to do with the case, in no order."""
    state, rules = case.state, time.catalogue.rules
    if case.suspended_until is not None:
        yield Check(case.suspended_until, "resume")
        return
    if state in CLOCK_RUNS:
        yield from _of_the_limit(case, time)
    if state == State.HANDLING and case.helper_due_at is not None:
        yield Check(case.helper_due_at, "help_overdue")
    waits = {
        State.REPORTED: rules.file_hours,
        State.CHECKING: rules.file_hours,
        State.FILED: rules.dispatch_hours,
        State.HANDLED: rules.verify_hours,
        State.VERIFIED: rules.verify_hours,
    }
    if case.reminded_at is None and (hours := waits.get(State(state))):
        yield Check(deadlines.due(case.state_since, hours, "work_hour", time.calendar).at, "remind")
    if state == State.CLOSED and case.lapsed_at is None and case.score is None and _has_reporter(case):
        yield Check(reopen_until(case, time.catalogue), "lapse")


def _of_the_limit(case: Case, time: Time) -> Iterator[Check]:
    clock = clock_of(case)
    if clock is None or case.due_at is None:
        return
    ladder = time.catalogue.escalation
    if case.overdue_at is None:
        if case.warned_at is None:
            yield Check(clock.share_at(time.catalogue.rules.warn_share, time.calendar), "warn")
        yield Check(case.due_at, "overdue")
    if case.escalation_level < len(ladder):
        share = ladder[case.escalation_level].share
        yield Check(clock.share_at(share, time.calendar), "escalate")


def _has_reporter(case: Case) -> bool:
    return case.reporter_id is not None or case.reporter_account_id is not None


def reopen_until(case: Case, catalogue: Catalogue) -> datetime:
    """Return until when the reporter may ask for the ended case to be taken up again."""
    ended = case.closed_at or case.state_since
    return ended + timedelta(days=catalogue.rules.reopen_days)


def next_check(case: Case, time: Time) -> Check | None:
    """Return what the clock does next with the case, and when; None when nothing."""
    return min(checks(case, time), key=lambda check: (check.at, _ORDER.index(check.kind)), default=None)


def changes(case: Case, clock: Clock, calendar: WorkCalendar) -> bool:
    """Return whether the deadline, or whether it is provisional, differs from what the case keeps."""
    end = clock.due(calendar)
    return (end.at, end.provisional) != (case.due_at, case.due_provisional)
