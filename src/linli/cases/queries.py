"""Reads of cases: one case, its history, what the reporter sees, what may be done next, what is near."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.cases import access, clocks, dispatch, moves
from linli.cases import advice as advised
from linli.cases.advice import Past, Suggestion
from linli.cases.catalogue import Rules, current, said, suggest
from linli.cases.inbox import Filters, Page, inbox, overdue, work_of
from linli.cases.models import Appeal, Case, Picture, Signal, Step, Task
from linli.cases.moves import Act
from linli.cases.nearby import known_near, near, near_duplicates, similar
from linli.cases.workflow import MOVES, Move, State, moves_from
from linli.kernel import clock, rows
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.permissions import within
from linli.orgs.rules import Body

__all__ = [
    "Advised", "Filters", "Page", "PublicStep", "advice", "appeal", "case", "history", "inbox",
    "known_near", "merged_into", "moved_by", "moves_open", "near", "near_duplicates", "of_signal",
    "overdue", "pictures", "public_case", "public_in", "public_steps",
    "reported_by", "require_number", "similar", "tasks", "work_of",
]  # fmt: skip
_PAST = 50


def case(by: Actor, number: str) -> Case:
    """Return the case `number`.

    Raises:
        NotFound: there is none, or none that `by` may know of.
    """
    return moves.find(by, number)


def of_signal(source: str, external_id: str) -> Case | None:
    """Return the case that a signal became, or None when no such signal came in yet."""
    kept = Signal.objects.select_related("case").filter(source=source, external_id=external_id).first()
    return kept.case if kept else None


def moved_by(number: str, key: str, by: Actor) -> Case | None:
    """Return the case `number` when `by` made the act `key` on it before, even if it has left their sight."""
    found = moves.by_number(number)
    made = found and Step.objects.filter(case=found, act_key=Act(key=key).stored, actor=by.id).exists()
    return found if made else None


def public_case(number: str, key: str) -> Case:
    """Return the case `number` to its reporter, who holds the secret `key` of its link.

    Raises:
        NotFound: there is none, or the key is not its key.
    """
    found = moves.by_number(number)
    if found is None:
        raise NotFound
    access.reporter(found.number, key)
    return found


def history(of: Case) -> list[Step]:
    """Return every step of the case, the first first."""
    return list(Step.objects.filter(case=of).order_by("seq"))


@dataclass(frozen=True, slots=True)
class PublicStep:
    """What the reporter is told of one step, the note where it is meant for them, and the state after."""

    at: datetime
    move: str
    text: str
    note: str
    state: State


def public_steps(of: Case, steps: Iterable[Step] | None = None) -> list[PublicStep]:
    """Return what the reporter is told of the case, in the reader's language, the first first.

    Args:
        of: the case.
        steps: its history, when it was read already.
    """
    found = history(of) if steps is None else steps
    return [
        PublicStep(
            at=step.at,
            move=step.move,
            text=text,
            note=step.note if MOVES[step.move].note_public else "",
            state=State(step.to_state),
        )
        for step in found
        if (text := step.public_text)
    ]


def tasks(of: Case) -> list[Task]:
    """Return every task of the case, the first first."""
    return rows.listed(Task, case=of.pk)


def pictures(of: Case) -> list[Picture]:
    """Return the pictures of the case, the first first."""
    return rows.listed(Picture, case=of.pk)


def appeal(of: Case) -> Appeal | None:
    """Return the appeal against how the case counts, if there is one."""
    return Appeal.objects.filter(case=of).first()


def moves_open(by: Actor, of: Case) -> list[Move]:
    """Return the moves that `by` may make now, in the order of the table; each says what it needs.

    A move made by the clock or as a consequence of another is never among them.
    """
    now, rules = clock.now(), moves.time_of(of).catalogue.rules
    return [
        move
        for move in moves_from(of.state)
        if move.code not in _NEVER_OFFERED
        and access.may_make(by, move, of)
        and _is_timely(move, of, rules, now)
    ]


_NEVER_OFFERED = frozenset(
    {
        "bounce",
        "answer_with_main",
        "warn",
        "overdue",
        "help_overdue",
        "escalate",
        "remind",
        "lapse",
        "recompute",
        "rezone",
    }
)


def _is_timely(move: Move, of: Case, rules: Rules, now: datetime) -> bool:
    """Return whether the further conditions of the move hold, as far as the case itself tells."""
    suspended = of.suspended_until is not None
    match move.code:
        case "suspend":
            return not suspended and of.suspensions < rules.suspensions
        case "resume":
            return suspended
        case "done":
            return not suspended
        case "ask_extension":
            in_time = of.due_at is not None and now < of.due_at
            asked = of.extension_asked_at is not None
            return in_time and not asked and not suspended and of.extensions < rules.extensions
        case "grant_extension" | "refuse_extension":
            return of.extension_asked_at is not None and not suspended
        case "rate":
            return of.score is None and of.ending != "withdrawn"
        case "reopen":
            return of.ending != "withdrawn" and now <= clocks.reopen_until(of, moves.time_of(of).catalogue)
        case "ask_again":
            return not of.reopenings and now <= clocks.reopen_until(of, moves.time_of(of).catalogue)
        case "appeal":
            open_until = (of.closed_at or of.state_since) + timedelta(days=rules.appeal_days)
            may = bool(rules.appeals) and of.ending == "settled" and now <= open_until
            return may and appeal(of) is None
        case "uphold_appeal" | "dismiss_appeal":
            found = appeal(of)
            return found is not None and found.state == Appeal.State.OPEN
        case _:
            return True


@dataclass(frozen=True, slots=True)
class Advised:
    """What a report probably is, and whose work it then is; None when nobody can say."""

    matters: list[Suggestion]
    body: Suggestion | None
    body_name: str = ""


def advice(of: Case, bodies: Sequence[Body]) -> Advised:
    """Return what the words, the place and the past say of an open case, each with reasons (one query).

    Args:
        of: the case.
        bodies: all that are in service.
    """
    catalogue = current()
    text = of.description or of.title
    past = _past(of.grid_code)
    found = advised.matters(suggest(catalogue, text) if text else [], past)
    code = of.matter_code or (found[0].code if found else "")
    if not code:
        return Advised(found, None)
    names = {body.code: body.name for body in bodies}
    matter = catalogue.matter(code)
    row = catalogue.responsible(code, of.grid_code)
    choice = dispatch.choose(row, bodies, of.grid_code, said.plain(matter) if matter else code)
    whose = advised.body(choice, code, past, names)
    return Advised(found, whose, names[whose.code] if whose else "")


def _past(grid_code: str) -> list[Past]:
    """Return what ended last in the grid (one query along the grid's index)."""
    ended = Case.objects.filter(grid_code=grid_code, state=State.CLOSED).order_by("-pk")
    return [Past(matter, body) for matter, body in ended.values_list("matter_code", "body_code")[:_PAST]]


def public_in(code: str, limit: int) -> list[Case]:
    """Return the newest public cases of an area."""
    return list(Case.objects.filter(within("grid_code", [code]), public=True).order_by("-created_at")[:limit])


def reported_by(account_id: int, limit: int = 50) -> list[Case]:
    """Return the newest cases that an account reported."""
    return list(Case.objects.filter(reporter_account_id=account_id).order_by("-pk")[:limit])


def merged_into(of: Case) -> list[Case]:
    """Return the cases merged into this one."""
    return list(Case.objects.filter(merged_into=of).order_by("pk"))


def require_number(number: str) -> Case:
    """Return the case `number` for Linli's own use, such as handlers of events.

    Raises:
        NotFound: there is none.
    """
    found = Case.objects.filter(number=number).first()
    if found is None:
        raise NotFound
    return found
