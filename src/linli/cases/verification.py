"""核查与结案: whether what was handled is put right, and the end of the case."""

from collections.abc import Sequence

from linli.cases import clocks, handling, joining, moves, tasks
from linli.cases.cleaning import clean
from linli.cases.models import Case, Ending, Picture, Step
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.cases.pictures import Stored
from linli.cases.workflow import State
from linli.kernel import rows
from linli.kernel.actor import SYSTEM, Actor


def verify_pass(
    *,
    by: Actor,
    case: str | Case,
    note: str = "",
    pictures: Sequence[Stored] = (),
    act: Act = ONCE,
) -> Case:
    """Say that the case was looked at after handling and is put right (核查通过)."""

    def then(case: Case, step: Step) -> None:
        handling.keep_pictures(case, step, Picture.Kind.VERIFY, pictures)

    def rule(turn: Turn) -> Change:
        return Change(set={"verified_at": turn.now}, then=then)

    return moves.apply("verify_pass", case, by=by, rule=rule, note=note, act=act)


def verify_fail(
    *,
    by: Actor,
    case: str | Case,
    reason: str,
    pictures: Sequence[Stored] = (),
    act: Act = ONCE,
) -> Case:
    """Say that the case is not put right: the same body goes on; the time of the check does not count."""

    def rule(turn: Turn) -> Change:
        return _again(turn, pictures)

    return moves.apply("verify_fail", case, by=by, rule=rule, note=reason, act=act)


def return_to_body(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Refuse to close a verified case: the same body goes on."""
    return moves.apply("return_to_body", case, by=by, rule=_again, note=reason, act=act)


def stand_down(*, by: Actor, case: Case, note: str, act: Act = ONCE) -> Case:
    """Close the case of an alert that has ended, whatever was left to do; those at work on it are released.

    Args:
        by: the system, when it hears that the alert ended.
        case: the case.
        note: how the alert ended.
        act: see `moves.Act`.
    """

    def then(case: Case, step: Step) -> None:
        tasks.end(case, "stand_down", step.at)

    def rule(turn: Turn) -> Change:
        return Change(
            set={
                **clocks.missed(turn.case, turn.now),
                "handled_at": turn.now,
                "verified_at": turn.now,
                "closed_at": turn.now,
                "ending": Ending.SETTLED,
                "outcome": turn.note,
            },
            then=then,
        )

    return moves.apply("stand_down", case, by=by, rule=rule, note=note, act=act)


def _again(turn: Turn, pictures: Sequence[Stored] = ()) -> Change:
    columns = clocks.paused_for_check(turn.case, turn.now, turn.time.calendar)
    was = turn.case.due_at
    if columns and turn.case.helper_due_at == was:
        columns["helper_due_at"] = columns["due_at"]

    def then(case: Case, step: Step) -> None:
        tasks.give_again(case)
        tasks.follow(case, was)
        handling.keep_pictures(case, step, Picture.Kind.VERIFY, pictures)

    return Change(
        set={
            **columns,
            "handled_at": None,
            "verified_at": None,
            "reworks": turn.case.reworks + 1,
        },
        data={"body": turn.case.body_code, "body_name": tasks.name_of(turn.case.body_code)},
        then=then,
    )


def close(*, by: Actor, case: str | Case, note: str = "", act: Act = ONCE) -> Case:
    """Close a verified case; the reporter of each case merged into it gets the same answer.

    Args:
        by: the desk.
        case: its number, or the case.
        note: the answer to the reporter; "" is what the body wrote when it was done.
        act: see `moves.Act`.
    """
    found = moves.find(by, case) if isinstance(case, str) else case
    answer = clean(note) or found.outcome

    def then(case: Case, step: Step) -> None:
        tasks.end(case, "close", step.at)
        for merged in rows.listed(Case, merged_into=case.pk, state=State.MERGED):
            joining.answer_with_main(by=SYSTEM, case=merged, note=answer)

    def rule(turn: Turn) -> Change:
        return Change(
            set={"closed_at": turn.now, "ending": Ending.SETTLED, "outcome": answer, "lapsed_at": None},
            then=then,
        )

    return moves.apply("close", found, by=by, rule=rule, note=answer, act=act)
