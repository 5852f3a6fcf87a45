"""延期与挂账: moves that give a case more time or stop its clock."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases import clocks, moves, tasks
from linli.cases.deadlines import Clock
from linli.cases.models import Case, Step
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, invalid


def running(turn: Turn) -> Clock:
    """Return the clock of a filed case."""
    clock = clocks.clock_of(turn.case)
    if clock is None:
        raise AssertionError("a filed case has a clock")
    return clock


def retimed(turn: Turn, clock: Clock, **more: Any) -> Change:
    """Return the change to another clock: the columns, the words for the reporter, the tasks that follow.

    A deadline that lies ahead again is warned of and missed anew; `missed_at` keeps what was missed.
    """
    was = turn.case.due_at
    columns = clocks.columns(clock, turn.time.calendar)
    if columns["due_at"] > turn.now:
        columns |= {"warned_at": None, "overdue_at": None}
    if was is not None and turn.case.helper_due_at == was:
        columns["helper_due_at"] = columns["due_at"]

    def then(case: Case, step: Step) -> None:
        tasks.follow(case, was)

    return Change(set={**columns, **more}, data={"due": columns["due_at"].isoformat()}, then=then)


def suspend(*, by: Actor, case: str | Case, reason: str, until: datetime, act: Act = ONCE) -> Case:
    """Stop the clock of a case until a moment (挂账), as often and as long as the rules allow.

    Raises:
        Conflict: it is suspended now, or was as often as the rules allow.
        InvalidInput: `until` is past or too far.
    """

    def rule(turn: Turn) -> Change:
        rules = turn.time.catalogue.rules
        if turn.case.suspended_until is not None or turn.case.suspensions >= rules.suspensions:
            most = rules.suspensions
            said = ngettext(
                "每案最多挂账 {most} 次，此案已经用完。", "每案最多挂账 {most} 次，此案已经用完。", most
            )
            raise Conflict(said.format(most=most))
        if not turn.now < until <= turn.now + timedelta(days=rules.suspension_days):
            days = rules.suspension_days
            said = ngettext(
                "挂账的截止时间应在现在之后、{days} 天之内。",
                "挂账的截止时间应在现在之后、{days} 天之内。",
                days,
            )
            raise invalid("until", said.format(days=days))
        change = retimed(
            turn,
            running(turn).paused(turn.now, until),
            suspended_at=turn.now,
            suspended_until=until,
            suspensions=turn.case.suspensions + 1,
        )
        change.data["until"] = until.isoformat()
        return change

    return moves.apply("suspend", case, by=by, rule=rule, note=reason, act=act)


def resume(*, by: Actor, case: str | Case, note: str = "", act: Act = ONCE) -> Case:
    """Let the clock of a suspended case run again, now or at the end that was set.

    Raises:
        Conflict: it is not suspended.
    """

    def rule(turn: Turn) -> Change:
        if turn.case.suspended_until is None:
            raise Conflict(_("此案没有挂账。"))
        return retimed(turn, running(turn).resumed(turn.now), suspended_until=None)

    return moves.apply("resume", case, by=by, rule=rule, note=note, act=act)


def ask_extension(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Ask the desk for one more original limit, before the case is overdue.

    Raises:
        Conflict: it is overdue, suspended, extended as often as allowed, or asked for already.
    """

    def rule(turn: Turn) -> Change:
        _check_extendable(turn)
        if turn.case.extension_asked_at is not None:
            raise Conflict(_("延期申请已经提交，请等待批复。"))
        return Change(set={"extension_asked_at": turn.now})

    return moves.apply("ask_extension", case, by=by, rule=rule, note=reason, act=act)


def _check_extendable(turn: Turn) -> None:
    rules = turn.time.catalogue.rules
    if turn.case.suspended_until is not None:
        raise Conflict(_("此案挂账中，恢复办理后才能延期。"))
    if turn.case.extensions >= rules.extensions:
        most = rules.extensions
        said = ngettext(
            "每案最多延期 {most} 次，此案已经用完。", "每案最多延期 {most} 次，此案已经用完。", most
        )
        raise Conflict(said.format(most=most))
    if tasks.due_of(turn.case) <= turn.now:
        raise Conflict(_("此案已经逾期，不能再延期。"))


def grant_extension(*, by: Actor, case: str | Case, note: str = "", act: Act = ONCE) -> Case:
    """Give a case the extension that was asked for in time: one original limit more.

    Raises:
        Conflict: none was asked for, or the case is suspended.
    """

    def rule(turn: Turn) -> Change:
        _check_asked(turn)
        return retimed(turn, running(turn).extended(), extension_asked_at=None)

    return moves.apply("grant_extension", case, by=by, rule=rule, note=note, act=act)


def refuse_extension(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Refuse the extension that was asked for.

    Raises:
        Conflict: none was asked for.
    """

    def rule(turn: Turn) -> Change:
        _check_asked(turn)
        return Change(set={"extension_asked_at": None})

    return moves.apply("refuse_extension", case, by=by, rule=rule, note=reason, act=act)


def _check_asked(turn: Turn) -> None:
    if turn.case.extension_asked_at is None:
        raise Conflict(_("此案没有待批的延期申请。"))
    if turn.case.suspended_until is not None:
        raise Conflict(_("此案挂账中，恢复办理后才能延期。"))
