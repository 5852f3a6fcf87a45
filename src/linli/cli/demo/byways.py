"""The moves by which a told life leaves the straight way: returned, suspended, extended, split, reopened.

Like those of `Chronicle`, each follows what `linli.cases` writes; the tests hold them against the engine.
"""

from datetime import datetime
from typing import Any

from linli.cases import clocks
from linli.cases.deadlines import Clock
from linli.cases.models import Appeal, Case, Ending, Task
from linli.cases.workflow import State
from linli.cli.demo.chronicle import Chronicle, iso
from linli.kernel.actor import SYSTEM, Actor


def send_back(told: Chronicle, by: Actor, at: datetime, reason: str) -> None:
    """The body gives it back to the desk."""
    case = told.case
    was = case.body_code
    _end_tasks(told, at, "send_back")
    case.body_code, case.helper_codes, case.helper_due_at, case.extension_asked_at = "", [], None, None
    case.returns += 1
    told.move("send_back", by, at, reason, was=was)


def urge(told: Chronicle, by: Actor, at: datetime, note: str) -> None:
    """The reporter asks for haste."""
    told.case.urgings, told.case.urged_at = told.case.urgings + 1, at
    told.move("urge", by, at, note)


def supervise(told: Chronicle, by: Actor, at: datetime, reason: str) -> None:
    """The level above puts it under supervision."""
    told.case.supervised_at = at
    told.move("supervise", by, at, reason)


def suspend(told: Chronicle, by: Actor, at: datetime, reason: str, until: datetime) -> None:
    """The desk stops its clock until a moment."""
    case = told.case
    _retime(told, _clock(told).paused(at, until), at)
    case.suspended_at, case.suspended_until, case.suspensions = at, until, case.suspensions + 1
    told.move("suspend", by, at, reason, due=iso(case.due_at), until=until.isoformat())


def resume(told: Chronicle, at: datetime) -> None:
    """The clock runs again at the end that was set."""
    _retime(told, _clock(told).resumed(at), at)
    told.case.suspended_until = None
    told.move("resume", SYSTEM, at, due=iso(told.case.due_at))


def ask_extension(told: Chronicle, by: Actor, at: datetime, reason: str) -> None:
    """The body asks for one original limit more."""
    told.case.extension_asked_at = at
    told.move("ask_extension", by, at, reason)


def grant_extension(told: Chronicle, by: Actor, at: datetime) -> None:
    """The desk gives it."""
    _retime(told, _clock(told).extended(), at)
    told.case.extension_asked_at = None
    told.move("grant_extension", by, at, due=iso(told.case.due_at))


def refuse_extension(told: Chronicle, by: Actor, at: datetime, reason: str) -> None:
    """The desk does not."""
    told.case.extension_asked_at = None
    told.move("refuse_extension", by, at, reason)


def reopen(told: Chronicle, by: Actor, at: datetime, reason: str) -> None:
    """The reporter wants it done again: a new limit runs, and the desk dispatches anew."""
    case, clock = told.case, _clock(told)
    was = case.body_code
    told.put(clocks.columns(Clock(at, clock.limit, clock.unit), told.time.calendar))
    for name in (
        *("handled_at", "verified_at", "closed_at", "score", "rated_at", "lapsed_at", "warned_at"),
        *("overdue_at", "suspended_until", "suspended_at", "dispatched_at", "helper_due_at"),
    ):
        setattr(case, name, None)
    case.ending, case.body_code, case.helper_codes, case.likely_body = "", "", [], was
    case.escalation_level, case.reopenings = 0, case.reopenings + 1
    told.move("reopen", by, at, reason, was=was, due=iso(case.due_at))


def appeal(told: Chronicle, by: Actor, at: datetime, reason: str) -> None:
    """The body objects to how the closed case counts."""
    body = told.case.body_code
    told.appeals.append(
        Appeal(case=told.case, organisation_code=body, made_by=by.id, made_at=at, reason=reason)
    )
    told.move("appeal", by, at, reason, body=body)


def judge(told: Chronicle, by: Actor, at: datetime, reason: str, *, right: bool) -> None:
    """A reviewer judges the appeal: one against it decides, or as many for it as the catalogue asks for."""
    found = told.appeals[-1]
    found.reviewers = [*found.reviewers, by.id]
    agreed = len(found.reviewers) >= told.time.catalogue.rules.appeal_reviewers
    if agreed or not right:
        found.state = Appeal.State.UPHELD if right else Appeal.State.DISMISSED
        found.decided_at = at
    told.case.exempt = right and agreed
    told.move("uphold_appeal" if right else "dismiss_appeal", by, at, reason, reviewer=len(found.reviewers))


def merge(told: Chronicle, by: Actor, at: datetime, main: Case) -> None:
    """The desk ends it as the same thing as an open case."""
    told.case.closed_at, told.case.ending, told.case.merged_into = at, Ending.MERGED, main
    told.move("merge", by, at, other=main.number)


def answer_with_main(told: Chronicle, at: datetime, answer: str) -> None:
    """The main case was closed: the reporter of the merged one gets the same answer."""
    told.case.outcome = answer
    told.move("answer_with_main", SYSTEM, at, answer)


def split(told: Chronicle, by: Actor, at: datetime, matter: str, text: str) -> None:
    """The desk makes a second case of one thing in the report; the second is told by `split_off`."""
    told.move("split", by, at, text, matter=matter)


def split_off(told: Chronicle, by: Actor, at: datetime, first: Case) -> None:
    """The second case is there, filed, with its own limit."""
    case = told.case
    chosen = told.time.catalogue.conditions_of(case.matter_code)[0]
    told.put(clocks.columns(Clock(at, chosen.limit, chosen.unit), told.time.calendar))
    case.condition, case.filed_at, case.split_from = chosen.id, at, first
    case.state = State.FILED
    told.move("split_off", by, at, other=first.number, matter=chosen.code, due=iso(case.due_at))


def _clock(told: Chronicle) -> Clock:
    clock = clocks.clock_of(told.case)
    if clock is None:
        raise AssertionError("a filed case has a clock")
    return clock


def _retime(told: Chronicle, clock: Clock, at: datetime) -> None:
    """Put another clock into the case; what stood at the old deadline follows."""
    case = told.case
    was = case.due_at
    columns: dict[str, Any] = clocks.columns(clock, told.time.calendar)
    if columns["due_at"] > at:
        columns |= {"warned_at": None, "overdue_at": None}
    if was is not None and case.helper_due_at == was:
        columns["helper_due_at"] = columns["due_at"]
    told.put(columns)
    for task in told.tasks:
        if task.state == Task.State.OPEN and task.due_at == was:
            task.due_at = columns["due_at"]


def _end_tasks(told: Chronicle, at: datetime, why: str) -> None:
    for task in told.tasks:
        if task.state == Task.State.OPEN:
            task.state, task.done_at, task.ended_why = Task.State.ENDED, at, why
