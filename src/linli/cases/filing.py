"""核实与立案: what the desk, its checkers and the reporter do with a report before it is dispatched."""

from typing import Any

from django.utils.translation import gettext as _

from linli.cases import clocks, dispatch, moves, rezoning, tasks, timing
from linli.cases.catalogue import Condition
from linli.cases.deadlines import Clock
from linli.cases.models import Case, Ending, Step
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.errors import invalid


def ask_check(
    *, by: Actor, case: str | Case, note: str = "", worker: int | None = None, act: Act = ONCE
) -> Case:
    """Ask somebody on the spot whether a report is true (核实), before it is filed."""

    def rule(turn: Turn) -> Change:
        person = worker and tasks.person("worker", worker)
        return Change(set={"worker_id": person}, data={"worker": person})

    return moves.apply("ask_check", case, by=by, rule=rule, note=note, act=act)


def confirm(*, by: Actor, case: str | Case, note: str = "", act: Act = ONCE) -> Case:
    """Say that a report is true."""
    return moves.apply("confirm", case, by=by, rule=_checked, note=note, act=act)


def deny(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Say that a report is not as it was told; the desk decides what follows."""
    return moves.apply("deny", case, by=by, rule=_checked, note=reason, act=act)


def _checked(turn: Turn) -> Change:
    return Change(set={"worker_id": None})


def file(
    *,
    by: Actor,
    case: str | Case,
    matter: str = "",
    condition: str = "",
    note: str = "",
    act: Act = ONCE,
) -> Case:
    """Take a report as a case (受理立案): from now its limit runs.

    Args:
        by: the desk.
        case: its number, or the case.
        matter: code of the matter; "" keeps the one that was given or guessed.
        condition: id of the condition to file; "" is the matter's first.
        note: for the desk's own history.
        act: see `moves.Act`.

    Raises:
        InvalidInput: the matter or condition is unknown.
    """

    def rule(turn: Turn) -> Change:
        chosen = choose_condition(turn, matter, condition)
        columns = clocks.columns(Clock(turn.now, chosen.limit, chosen.unit), turn.time.calendar)
        return Change(
            set={**columns, **_of_matter(turn, chosen), "filed_at": turn.now, "worker_id": None},
            data={"matter": chosen.code, "condition": chosen.id, "due": columns["due_at"].isoformat()},
        )

    return moves.apply("file", case, by=by, rule=rule, note=note, act=act)


def choose_condition(turn: Turn, matter: str, condition: str) -> Condition:
    """Return the condition to file: the one named, or the first of the matter.

    Raises:
        InvalidInput: there is no such matter, or the condition is not one of its own.
    """
    catalogue, case = turn.time.catalogue, turn.case
    code = matter or case.matter_code
    found = catalogue.matter(code) if code else None
    if found is None:
        raise invalid(
            "matter", _("请选择事项。") if not code else _("没有编码为 {code} 的事项。").format(code=code)
        )
    wanted = condition or (case.condition if found.code == case.matter_code else "")
    conditions = catalogue.conditions_of(found.code)
    chosen = next((each for each in conditions if each.id == wanted), None)
    if condition and chosen is None:
        raise invalid("condition", _("这个立案情形不属于所选的事项。"))
    return chosen or conditions[0]


def _of_matter(turn: Turn, chosen: Condition) -> dict[str, Any]:
    if chosen.code == turn.case.matter_code:
        return {"condition": chosen.id}
    choice = dispatch.likely(turn.time.catalogue, chosen.code, turn.case.grid_code)
    return {
        "matter_code": chosen.code,
        "condition": chosen.id,
        "likely_body": choice.body,
        "likely_why": choice.why,
    }


def correct(
    *,
    by: Actor,
    case: str | Case,
    matter: str,
    reason: str,
    condition: str = "",
    act: Act = ONCE,
) -> Case:
    """Change the matter of an open case; a running limit becomes the new one's, and paused time stays paused.

    Raises:
        InvalidInput: the matter or condition is unknown.
    """

    def rule(turn: Turn) -> Change:
        chosen = choose_condition(turn, matter, condition)
        was = turn.case.matter_code
        clock = clocks.clock_of(turn.case)
        change = Change()
        if clock is not None:
            change = timing.retimed(turn, clock.relimited(chosen.limit, chosen.unit), extension_asked_at=None)
        change.set |= _of_matter(turn, chosen)
        change.data |= {"matter": chosen.code, "condition": chosen.id, "was": was}
        return change

    return moves.apply("correct", case, by=by, rule=rule, note=reason, act=act)


def reject(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Refuse a report, with a reason that the reporter reads."""
    return moves.apply("reject", case, by=by, rule=_ended(Ending.REJECTED), note=reason, act=act)


def withdraw(*, by: Actor, case: str | Case, note: str = "", act: Act = ONCE) -> Case:
    """Take back one's own report before anybody works on it."""
    return moves.apply("withdraw", case, by=by, rule=_ended(Ending.WITHDRAWN), note=note, act=act)


def _ended(ending: Ending) -> moves.Rule:
    def then(case: Case, step: Step) -> None:
        for merged in Case.objects.filter(merged_into=case, state="merged"):
            unmerge(by=SYSTEM, case=merged, reason=_("主案没有继续办理，改为单独办理。"))

    def rule(turn: Turn) -> Change:
        return Change(
            set={"closed_at": turn.now, "ending": ending, "outcome": turn.note, "suspended_until": None},
            then=then,
        )

    return rule


def unmerge(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Take a merged case out again: it is a report of its own, not yet filed."""

    def rule(turn: Turn) -> Change:
        main = turn.case.merged_into
        return Change(
            set={
                "merged_into_id": None,
                "ending": "",
                "outcome": "",
                **rezoning.today(turn.case),
                **dict.fromkeys(("closed_at", "filed_at", "clock_from", "limit", "due_at")),
            },
            data={"other": main.number if main else ""},
        )

    return moves.apply("unmerge", case, by=by, rule=rule, note=reason, act=act)
