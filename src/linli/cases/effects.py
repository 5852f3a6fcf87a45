"""What a change of master data does to open cases, told before it is made; reads only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q, QuerySet

from linli.cases import access, book, clocks, notices
from linli.cases.calendar import WorkCalendar
from linli.cases.models import Case, Task
from linli.cases.notices import Notice
from linli.cases.workflow import CLOCK_RUNS, Party, State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, within

FEW = 10
_OF_THE_CLOCK = (
    *("number", "grid_code", "catalogue", "clock_from", "limit", "unit", "extensions", "pauses"),
    *("due_at", "due_provisional"),
)
_UNDISPATCHED = (State.REPORTED, State.CHECKING, State.FILED)


@dataclass(frozen=True, slots=True)
class Touched:
    """Open cases that a change reaches: how many, and the numbers of the first few by deadline."""

    count: int
    some: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose deadline a holiday notice moves, or only makes final (`was` equals `will`)."""

    case: int
    number: str
    grid_code: str
    was: datetime | None
    will: datetime
    final: bool


def in_area(code: str) -> Touched:
    """Return the open cases in the area `code` and below."""
    return _touched(Case.objects.filter(within("grid_code", [code])))


def in_areas(codes: Collection[str]) -> Touched:
    """Return the open cases that carry one of the codes themselves."""
    return _touched(Case.objects.filter(grid_code__in=codes))


def led_by(body: str) -> Touched:
    """Return the open cases that the body of this code leads."""
    return _touched(Case.objects.filter(body_code=body))


def helped_by(body: str) -> Touched:
    """Return the open cases that the body of this code helps with."""
    tasks = Task.objects.filter(organisation_code=body, role=Task.Role.HELPER, state=Task.State.OPEN)
    return _touched(Case.objects.filter(pk__in=tasks.values("case")))


def likely_for(body: str) -> Touched:
    """Return the open cases that wait to be dispatched and were meant for the body of this code."""
    return _touched(Case.objects.filter(likely_body=body, state__in=_UNDISPATCHED))


def out_of_hand(actors: Iterable[Actor]) -> Touched:
    """Return the open cases in hand of accounts that may not work on them any more.

    Args:
        actors: who acts for each account after the change.
    """
    after = {actor.account_id: actor for actor in actors if actor.account_id is not None}
    held = Case.objects.filter(worker__in=list(after), closed_at=None).order_by("due_at", "pk")
    lost = [case.number for case in held if not _may_work(after[case.worker_id or 0], case)]
    return Touched(len(lost), tuple(lost[:FEW]))


def _may_work(actor: Actor, case: Case) -> bool:
    if case.state == State.CHECKING:
        return access.holds(actor, Permission.CASES_CHECK, case)
    return access.fits(actor, Party.BODY, case)


def of_matters(codes: Collection[str]) -> dict[str, int]:
    """Return how many open cases there are of each of these matters that has any."""
    rows = Case.objects.filter(closed_at=None, matter_code__in=codes).order_by()
    return dict(rows.values_list("matter_code").annotate(Count("pk")))


def provisional() -> int:
    """Return how many open cases have a deadline that waits for a holiday notice."""
    return Case.objects.filter(due_provisional=True, closed_at=None).count()


def moved_by(notice: Notice, since: date | None) -> list[Moved]:
    """Return every open case whose deadline moves or becomes final when the notice is loaded.

    Args:
        notice: a new year's, or a corrected one.
        since: the first day of which it says otherwise than before; final deadlines from then on may move,
            as long as the case waits to be handled.
    """
    waiting = Q(due_provisional=True)
    if since is not None:
        midnight = datetime.combine(since, time.min, clock.zone())
        waiting |= Q(state__in=CLOCK_RUNS, due_at__gte=midnight)
    rows = Case.objects.filter(waiting, closed_at=None).order_by("due_at", "pk").only(*_OF_THE_CLOCK)
    calendars: dict[tuple[tuple[str, ...], float], WorkCalendar] = {}
    zone = clock.zone().key
    found = []
    for case in rows.iterator():
        rules = book.of(case)
        key = (rules.hours, rules.day_hours)
        if key not in calendars:
            calendars[key] = notices.foreseen(notice, *key, zone)
        running = clocks.clock_of(case)
        if running is not None and clocks.changes(case, running, calendars[key]):
            end = running.due(calendars[key])
            found.append(
                Moved(case.pk, case.number, case.grid_code, case.due_at, end.at, not end.provisional)
            )
    return found


def _touched(rows: QuerySet[Case]) -> Touched:
    rows = rows.filter(closed_at=None)
    count = rows.count()
    by_deadline = rows.order_by("due_at", "pk")
    return Touched(count, tuple(by_deadline.values_list("number", flat=True)[:FEW]) if count else ())
