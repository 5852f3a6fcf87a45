"""Writes the life of one case as the engine would have: the same moves, clocks and chained steps, in memory.

The engine makes one move in one transaction; the past of a whole city is told at once and saved in bulk.
The columns of each move follow `linli.cases`, which the tests hold against the engine itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from linli.cases import clocks, moves
from linli.cases.catalogue import Condition
from linli.cases.clocks import Time
from linli.cases.deadlines import Clock, due
from linli.cases.models import Appeal, Case, Ending, Rating, Step, Task
from linli.cases.moves import Turn
from linli.cases.workflow import MOVES, State
from linli.kernel.actor import SYSTEM, Actor

Scene = tuple[datetime, Callable[[datetime], None]]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was taken out of a report: when, by whom, its matter and words."""

    at: datetime
    by: Actor
    matter: str
    text: str


@dataclass
class Chronicle:
    """One case on its way, and the rows it leaves; none is saved."""

    case: Case
    time: Time
    steps: list[Step] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    appeals: list[Appeal] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    has_doubles: bool = False

    @property
    def reporter(self) -> Actor:
        """Who reported it, as history keeps them."""
        return Actor(id=f"reporter:{self.case.number}", name="报告人")

    def move(self, code: str, by: Actor, at: datetime, note: str = "", **data: Any) -> None:
        """Add the step of a move that was made at `at`."""
        row, case = MOVES[code], self.case
        was = case.state if self.steps else ""
        case.state = row.to or State(case.state)
        if case.state != was:
            case.state_since, case.reminded_at = at, None
        case.updated_at = at
        case.version = len(self.steps) + 1
        self.steps.append(moves.new_step(case, row, Turn(case, by, at, self.time), was, data, note))

    def play(self, scenes: Iterator[Scene], until: datetime) -> None:
        """Let the scenes happen one after another, up to a moment; then say when the clock looks next."""
        for at, happen in scenes:
            if at > until:
                break
            happen(at)
        check = clocks.next_check(self.case, self.time)
        self.case.next_check_at = check.at if check else None

    def office(self, start: datetime, hours: float) -> datetime:
        """Return the moment `hours` working hours after `start`."""
        return due(start, hours, "work_hour", self.time.calendar).at

    def share(self, share: float) -> datetime:
        """Return the moment at which `share` of the limit is used up."""
        clock = clocks.clock_of(self.case)
        if clock is None:
            raise AssertionError("a filed case has a clock")
        return clock.share_at(share, self.time.calendar)

    def report(self, by: Actor, at: datetime) -> None:
        """It is reported."""
        self.move("report", by, at, source=self.case.source, matter=self.case.matter_code)

    def settle(self, by: Actor, at: datetime, note: str) -> None:
        """A worker puts it right on the spot."""
        case = self.case
        case.filed_at = case.handled_at = case.closed_at = at
        case.ending, case.outcome = Ending.ON_SPOT, note
        self.move("settle_on_spot", by, at, note, source=case.source, matter=case.matter_code)

    def file(self, by: Actor, at: datetime, chosen: Condition) -> None:
        """The desk files it: the limit runs."""
        self.put(clocks.columns(Clock(at, chosen.limit, chosen.unit), self.time.calendar))
        self.case.condition, self.case.filed_at = chosen.id, at
        self.move("file", by, at, matter=chosen.code, condition=chosen.id, due=iso(self.case.due_at))

    def reject(self, by: Actor, at: datetime, reason: str) -> None:
        """The desk refuses it."""
        self.case.closed_at, self.case.ending, self.case.outcome = at, Ending.REJECTED, reason
        self.move("reject", by, at, reason)

    def dispatch(self, by: Actor, at: datetime, body: str, body_name: str, helpers: list[str]) -> None:
        """The desk gives it to its body and helpers."""
        case = self.case
        case.body_code, case.helper_codes, case.dispatched_at = body, helpers, case.dispatched_at or at
        case.helper_due_at = case.due_at if helpers else None
        case.transfers = 0
        deadline = case.due_at or at
        roles = [(body, Task.Role.LEAD), *((code, Task.Role.HELPER) for code in helpers)]
        self.tasks += [
            Task(case=case, organisation_code=code, role=role, given_at=at, due_at=deadline)
            for code, role in roles
        ]
        self.move("dispatch", by, at, body=body, body_name=body_name, helpers=helpers, due=iso(case.due_at))

    def late(self, at: datetime) -> None:
        """The clock finds it overdue."""
        self.case.overdue_at = self.case.due_at
        self.case.missed_at = self.case.missed_at or self.case.due_at
        self.move("overdue", SYSTEM, at)

    def warn(self, at: datetime) -> None:
        """The clock warns the body."""
        self.case.warned_at = at
        self.move("warn", SYSTEM, at)

    def escalate(self, at: datetime) -> None:
        """The clock tells the next level."""
        self.case.escalation_level += 1
        tell = self.time.catalogue.escalation[self.case.escalation_level - 1].tell
        self.move("escalate", SYSTEM, at, level=self.case.escalation_level, tell=tell)

    def help_late(self, at: datetime) -> None:
        """The clock finds the helpers late."""
        late = sorted(
            task.organisation_code
            for task in self.tasks
            if task.role == Task.Role.HELPER and task.state == Task.State.OPEN and task.due_at <= at
        )
        self.case.helper_due_at = None
        self.move("help_overdue", SYSTEM, at, bodies=late)

    def help_done(self, by: Actor, at: datetime, note: str, body: str, body_name: str) -> None:
        """A helper does its part."""
        waiting = []
        for task in self.tasks:
            if task.role == Task.Role.HELPER and task.state == Task.State.OPEN:
                if task.organisation_code == body:
                    task.state, task.done_at, task.result = Task.State.DONE, at, note
                elif task.due_at > at:
                    waiting.append(task.due_at)
        self.case.helper_due_at = min(waiting, default=None)
        self.move("help_done", by, at, note, body=body, body_name=body_name)

    def done(self, by: Actor, at: datetime, note: str, body_name: str) -> None:
        """The body puts it right."""
        case = self.case
        self.put(clocks.missed(case, at))
        case.handled_at, case.outcome, case.extension_asked_at = at, note, None
        for task in self.tasks:
            if task.state == Task.State.OPEN and task.role == Task.Role.LEAD:
                task.state, task.done_at, task.result = Task.State.DONE, at, note
        self.move("done", by, at, note, body=case.body_code, body_name=body_name)

    def fail(self, by: Actor, at: datetime, reason: str, body_name: str) -> None:
        """The inspector sends it back to the same body."""
        case, was = self.case, self.case.due_at
        columns = clocks.paused_for_check(case, at, self.time.calendar)
        if columns and case.helper_due_at == was:
            columns["helper_due_at"] = columns["due_at"]
        self.put(columns)
        case.handled_at = case.verified_at = None
        case.reworks += 1
        lead = [task for task in self.tasks if task.role == Task.Role.LEAD][-1]
        lead.state, lead.done_at, lead.due_at = Task.State.OPEN, None, case.due_at or at
        for task in self.tasks:
            if task.state == Task.State.OPEN and task.due_at == was and case.due_at is not None:
                task.due_at = case.due_at
        self.move("verify_fail", by, at, reason, body=case.body_code, body_name=body_name)

    def verify(self, by: Actor, at: datetime) -> None:
        """The inspector finds it right."""
        self.case.verified_at = at
        self.move("verify_pass", by, at)

    def close(self, by: Actor, at: datetime) -> None:
        """The desk closes it with the body's answer."""
        self.case.closed_at, self.case.ending = at, Ending.SETTLED
        for task in self.tasks:
            if task.state == Task.State.OPEN:
                task.state, task.done_at, task.ended_why = Task.State.ENDED, at, "close"
        self.move("close", by, at, self.case.outcome)

    def rate(self, by: Actor, at: datetime, score: int, note: str) -> None:
        """The reporter rates it."""
        self.case.score, self.case.rated_at = score, at
        self.ratings.append(Rating(case=self.case, round=self.case.reopenings, at=at, score=score, note=note))
        self.move("rate", by, at, note, score=score)

    def lapse(self, at: datetime) -> None:
        """The time to object is over."""
        self.case.lapsed_at = at
        self.move("lapse", SYSTEM, at)

    def put(self, columns: dict[str, Any]) -> None:
        """Set columns of the case."""
        for name, value in columns.items():
            setattr(self.case, name, value)


def soon(at: datetime, minutes: float) -> datetime:
    """Return the moment `minutes` after `at`."""
    return at + timedelta(minutes=minutes)


def iso(moment: datetime | None) -> str:
    """Return a moment as steps keep it; "" for none."""
    return moment.isoformat() if moment else ""
