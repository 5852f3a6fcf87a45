"""Every move by its name, and what the clock does with cases that are due."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases import (
    book,
    catalogue,
    clocks,
    dispatch,
    effects,
    evaluation,
    filing,
    handling,
    joining,
    moves,
    notices,
    nudging,
    tasks,
    timing,
    verification,
)
from linli.cases.calendar import WorkCalendar
from linli.cases.clocks import Check
from linli.cases.models import Case
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.cases.notices import Notice
from linli.cases.pictures import Stored
from linli.cases.workflow import MOVES, Need
from linli.kernel import audit, clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, NotFound
from linli.kernel.permissions import Permission, require
from linli.people import queries as people

log = structlog.get_logger()
PUT_OFF = timedelta(hours=1)
_AT_ONCE = 500

VERBS: Mapping[str, Callable[..., Case]] = {
    verb.__name__: verb
    for verb in (
        filing.ask_check,
        filing.confirm,
        filing.deny,
        filing.file,
        filing.reject,
        filing.correct,
        filing.withdraw,
        filing.unmerge,
        joining.merge,
        joining.split,
        dispatch.dispatch,
        dispatch.redispatch,
        dispatch.add_helper,
        timing.suspend,
        timing.resume,
        timing.ask_extension,
        timing.grant_extension,
        timing.refuse_extension,
        handling.assign,
        handling.send_back,
        handling.transfer,
        handling.done,
        handling.help_done,
        verification.verify_pass,
        verification.verify_fail,
        verification.return_to_body,
        verification.close,
        evaluation.rate,
        evaluation.reopen,
        evaluation.ask_again,
        evaluation.appeal,
        evaluation.uphold_appeal,
        evaluation.dismiss_appeal,
        nudging.urge,
        nudging.supervise,
        nudging.add_note,
        nudging.add_information,
    )
}
_HAS_A_DEFAULT = {("file", Need.MATTER), ("dispatch", Need.BODY)}


def act(*, by: Actor, case: str | Case, move: str, given: Mapping[str, Any], act: Act = ONCE) -> Case:
    """Make a move by its name, with what was given for what it needs and takes.

    Args:
        by: who moves.
        case: its number, or the case.
        move: a code of MOVES.
        given: values by `Need`; empty ones count as not given.
        act: see `moves.Act`.

    Raises:
        NotFound: there is no such move, or no such case for `by`.
        InvalidInput: something needed is missing, or something was given that the move does not take.
        NotAllowed, Conflict: as `moves.apply`.
    """
    verb = VERBS.get(move)
    if verb is None:
        raise NotFound(_("没有名为 {move} 的动作。").format(move=move[:40]))
    row = MOVES[move]
    values = {name: value for name, value in given.items() if value not in (None, "", [], ())}
    allowed = {need.value for need in (*row.needs, *row.takes)}
    faults = [FieldError(name, _("这个动作不需要这一项。")) for name in values if name not in allowed]
    faults += [
        FieldError(need.value, _("请填写：{what}。").format(what=need.label))
        for need in row.needs
        if need.value not in values and (move, need) not in _HAS_A_DEFAULT
    ]
    faults += [
        FieldError(name, _("请填写正确的内容。"))
        for name, value in values.items()
        if not _has_its_kind(name, value)
    ]
    if faults:
        raise InvalidInput(faults)
    return verb(by=by, case=case, act=act, **values)


def _has_its_kind(name: str, value: object) -> bool:
    """Return whether a value is of the kind that its need asks for."""
    match name:
        case Need.UNTIL:
            return isinstance(value, datetime) and value.tzinfo is not None
        case Need.SCORE | Need.WORKER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Need.HELPERS:
            return isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value)
        case Need.PICTURES:
            return isinstance(value, (list, tuple)) and all(isinstance(each, Stored) for each in value)
        case _:
            return isinstance(value, str)


def check_due(limit: int = 200) -> int:
    """Do what the clock has to do with up to `limit` cases that are due, and return how many moved.

    Safe to run many times at once: of two that look at one case, the compare-and-set lets one win.
    """
    moved = _follow_notices()
    for case in Case.objects.filter(next_check_at__lte=clock.now()).order_by("next_check_at")[:limit]:
        try:
            moved += _check(case)
        except Conflict:
            continue
        except Exception as fault:
            log.exception("cases.check_failed", number=case.number, fault=type(fault).__name__)
            later = clock.now() + PUT_OFF
            Case.objects.filter(pk=case.pk, version=case.version).update(next_check_at=later)
    return moved


def _check(case: Case) -> bool:
    """Make the one move that is due, or write down when the next one is."""
    time, now = moves.time_of(case), clock.now()
    check = clocks.next_check(case, time)
    if check is None or check.at > now:
        at = check.at if check else None
        Case.objects.filter(pk=case.pk, version=case.version).update(next_check_at=at)
        return False
    if check.kind == "resume":
        timing.resume(by=SYSTEM, case=case)
    else:
        moves.apply(check.kind, case, by=SYSTEM, rule=_rule(check))
    return True


def _rule(check: Check) -> moves.Rule:
    def rule(turn: Turn) -> Change:
        case = turn.case
        match check.kind:
            case "warn":
                return Change(set={"warned_at": turn.now})
            case "overdue":
                return Change(set={"overdue_at": case.due_at, "missed_at": case.missed_at or case.due_at})
            case "escalate":
                rung = turn.time.catalogue.escalation[case.escalation_level]
                level = case.escalation_level + 1
                return Change(set={"escalation_level": level}, data={"level": level, "tell": rung.tell})
            case "help_overdue":
                later = tasks.next_help_due(case, turn.now)
                late = tasks.late_helpers(case, turn.now)
                return Change(set={"helper_due_at": later}, data={"bodies": late})
            case "remind":
                return Change(set={"reminded_at": turn.now})
            case _:
                return Change(set={"lapsed_at": turn.now})

    return rule


@transaction.atomic
def follow_notice(*, by: Actor, path: Path) -> Notice:
    """Load the holiday notice in `path`: a new year's, or a correction of one that is loaded.

    Final deadlines that it moves are provisional from now on, so that the clock computes them anew.

    Raises:
        NotAllowed: `by` may not edit the catalogue.
        InvalidInput: the file is wrong; nothing was kept.
    """
    require(by, Permission.CATALOGUE_EDIT, "")
    since = notices.first_change(notices.read(path))
    notice = notices.take_in(by=by, path=path)
    moved = [each.case for each in effects.moved_by(notice, since) if each.was != each.will]
    for at in range(0, len(moved), _AT_ONCE):
        Case.objects.filter(pk__in=moved[at : at + _AT_ONCE]).update(due_provisional=True)
    return notice


def recompute_provisional() -> int:
    """Compute the deadlines of open cases anew that waited for a holiday notice; return how many moved.

    Called when a notice was loaded, and by the clock when it sees that one was; safe to run many times.
    """
    moved, last = 0, 0
    waiting = Case.objects.filter(due_provisional=True, closed_at=None).order_by("pk")
    while page := list(waiting.filter(pk__gt=last)[:_AT_ONCE]):
        moved += sum(_recomputed(case) for case in page)
        last = page[-1].pk
    return moved


def _recomputed(case: Case) -> bool:
    running = clocks.clock_of(case)
    if running is None or not clocks.changes(case, running, moves.time_of(case).calendar):
        return False
    try:
        moves.apply("recompute", case, by=SYSTEM, rule=_recompute)
    except Conflict:
        return False
    return True


_last_calendar: WorkCalendar | None = None


def _follow_notices() -> int:
    """Recompute once whenever this process sees another calendar than before."""
    global _last_calendar
    calendar = book.calendar(catalogue.current())
    if calendar is _last_calendar:
        return 0
    moved = recompute_provisional()
    _last_calendar = calendar
    return moved


def _recompute(turn: Turn) -> Change:
    return timing.retimed(turn, timing.running(turn))


@transaction.atomic
def adopt(*, by: Actor) -> int:
    """Give the signed-in person what was reported without an account from the telephone that they proved.

    Returns how many reports were found. Reports of another account stay with it.
    """
    own = people.contact_of(by.account_id) if by.account_id is not None else None
    if own is None or own.phone_proved_at is None:
        return 0
    earlier = people.contacts_of_index(own.phone_index).filter(account=None)
    found = Case.objects.filter(reporter__in=earlier, reporter_account=None)
    count = found.update(reporter_account=by.account_id)
    if count:
        audit.record(by, "cases:case:adopt", f"account:{by.account_id}", count=count)
    return count
