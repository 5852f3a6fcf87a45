"""The single door through which a case changes: one check, one compare-and-set, one step, one event."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.cases import access, book, clocks, search
from linli.cases.cleaning import clean_text
from linli.cases.clocks import Time
from linli.cases.events import CaseMoved
from linli.cases.models import Case, Step
from linli.cases.records import digest
from linli.cases.workflow import MOVES, Move, Need, State
from linli.kernel import audit, clock, outbox, rows
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, LinliError, NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Act:
    """How a person asked for a move, the same for all moves.

    Args:
        key: the sender's own key of this act; the same key again answers with the case and moves nothing.
        seen: the version of the case that the person looked at; it is a conflict when something else than
            a QUIET move happened since.
    """

    key: str = ""
    seen: int | None = None

    @property
    def stored(self) -> str:
        """The key as it is stored: as it was sent when short and plain, otherwise its digest."""
        plain = len(self.key) <= _LONGEST_KEY and self.key.isascii() and self.key.isprintable()
        return self.key if plain else hashlib.sha256(self.key.encode(errors="replace")).hexdigest()


ONCE = Act()


@dataclass(slots=True)
class Change:
    """What a move changes beside the state.

    Args:
        set: columns of the case.
        data: what the step keeps; codes and moments, no person's data.
        then: what is written after the case itself was won, with the case and its step.
    """

    set: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    then: Callable[[Case, Step], None] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a rule may look at: the case before the move, the moment, the rules of time, the clean note."""

    case: Case
    by: Actor
    now: datetime
    time: Time
    note: str = ""


Rule = Callable[[Turn], Change]
_DIGITS = frozenset("0123456789")
_NUMBER_DIGITS = 13
_LONGEST_NUMBER = 40
_LONGEST_KEY = 100
QUIET = frozenset({"warn", "overdue", "help_overdue", "escalate", "remind"})
"""What the clock writes down by itself; it takes nothing from what a person is about to do."""
_WORDS = (Need.NOTE, Need.REASON, Need.TEXT)
_SEARCHED = frozenset(
    {"body_code", "helper_codes", "matter_code", "title", "address", "description", "grid_code"}
)


def find(by: Actor, number: str) -> Case:
    """Return the case `number` if `by` may know of it, as desk, body or reporter (one query).

    Raises:
        NotFound: there is none, or none that `by` may know of.
    """
    case = by_number(number)
    if case is None or not (access.may_see(by, case) or access.is_reporter(by, case)):
        raise NotFound
    return case


def by_number(number: str) -> Case | None:
    """Return the case `number`, whatever was typed there; None when there is none (one query)."""
    digits = "".join(c for c in number if c in _DIGITS)
    if len(digits) == _NUMBER_DIGITS and len(number) <= _LONGEST_NUMBER:
        return rows.first(Case, number=f"{digits[:6]}-{digits[6:9]}-{digits[9:]}")
    return None


def apply(
    move: str,
    case: str | Case,
    *,
    by: Actor,
    rule: Rule | None = None,
    note: str = "",
    act: Act = ONCE,
) -> Case:
    """Make one move of one case and return the case as it is afterwards.

    Args:
        move: a code of MOVES.
        case: its number, or the case as it was read.
        by: who moves.
        rule: checks what the table cannot say and returns what changes.
        note: the note or reason, at most 2000 characters.
        act: the key of the act and the version that was seen.

    Raises:
        NotFound: there is no such case, or none that `by` may know of.
        NotAllowed: `by` is not among those who may make the move.
        Conflict: the case no longer stands where the move starts; says who did what, and when.
        InvalidInput: the move needs something that was not given.
    """
    found = find(by, case) if isinstance(case, str) else case
    try:
        return _make(MOVES[move], found, by, rule, note, act)
    except (LinliError, IntegrityError):
        if act.key and rows.exists(Step, case=found.pk, act_key=act.stored):
            return Case.objects.get(pk=found.pk)
        raise


@transaction.atomic
def _make(row: Move, found: Case, by: Actor, rule: Rule | None, note: str, act: Act) -> Case:
    """Make a move; one that was made before by the same key fails here, at the latest by its step's key."""
    _check_allowed(by, row, found)
    if not row.starts_from(found.state) or _is_outdated(found, act):
        raise conflict(found, row)
    needed = next((need for need in row.needs if need in _WORDS), None)
    text = clean_text(needed or Need.NOTE, note, needed=needed is not None)
    time = time_of(found)
    turn = Turn(found, by, clock.now(), time, text)
    change = rule(turn) if rule else Change()
    return _write(row, turn, change, act)


def _is_outdated(case: Case, act: Act) -> bool:
    """Return whether something happened since the person looked that they should know before they act."""
    if act.seen is None or act.seen == case.version:
        return False
    if not 0 < act.seen < case.version:
        return True
    since = case.step_count - (case.version - act.seen)
    return Step.objects.filter(case=case, seq__gt=since).exclude(move__in=QUIET).exists()


def _check_allowed(by: Actor, row: Move, case: Case) -> None:
    if access.may_make(by, row, case):
        return
    if access.may_see(by, case) or access.is_reporter(by, case):
        raise NotAllowed
    raise NotFound


def time_of(case: Case) -> Time:
    """Return the rules of time that `case` lives under."""
    catalogue = book.of(case)
    return Time(catalogue, book.calendar(catalogue))


def _write(row: Move, turn: Turn, change: Change, act: Act) -> Case:
    case = turn.case
    was_state, was_body, was_version = case.state, case.body_code, case.version
    changed = {**change.set, "state": row.to or State(case.state), "updated_at": turn.now}
    if changed["state"] != case.state:
        changed |= {"state_since": turn.now, "reminded_at": None}
    for name, value in changed.items():
        setattr(case, name, value)
    step = new_step(case, row, turn, was_state, change.data, turn.note, act.stored)
    check = clocks.next_check(case, turn.time)
    case.next_check_at = check.at if check else None
    case.version += 1
    written = {
        **changed,
        "version": case.version,
        "step_count": case.step_count,
        "last_hash": case.last_hash,
        "next_check_at": case.next_check_at,
    }
    if not rows.update(Case, written, id=case.pk, version=was_version):
        raise conflict(Case.objects.get(pk=case.pk), row)
    rows.insert(step)
    if change.then:
        change.then(case, step)
    if change.set.keys() & _SEARCHED:
        search.put(case)
    publish(case, step, was_body)
    return case


def new_step(
    case: Case,
    row: Move,
    turn: Turn,
    from_state: str,
    data: Mapping[str, Any],
    note: str,
    act_key: str = "",
) -> Step:
    """Return the step that follows the last one of `case`, not yet saved; the case names it from now."""
    salt = secrets.token_hex(16) if note else ""
    step = Step(
        case=case,
        seq=case.step_count + 1,
        at=turn.now,
        actor=turn.by.id,
        actor_name=turn.by.name,
        move=row.code,
        from_state=from_state,
        to_state=case.state,
        data={key: value for key, value in data.items() if value not in ("", None, [])},
        note=note,
        note_salt=salt,
        note_digest=digest(note, salt) if note else "",
        act_key=act_key or None,
        prev=case.last_hash or audit.FIRST,
    )
    step.hash = audit.chain(step.prev, step.content(case.number))
    case.step_count, case.last_hash = step.seq, step.hash
    return step


def publish(case: Case, step: Step, was_body: str = "") -> None:
    """Tell the outbox that the case moved."""
    outbox.publish(
        CaseMoved(
            number=case.number,
            seq=step.seq,
            move=step.move,
            from_state=step.from_state,
            to_state=step.to_state,
            actor=step.actor,
            at=step.at.isoformat(),
            grid_code=case.grid_code,
            body_code=case.body_code,
            was_body=was_body,
            reporter=case.reporter_id or 0,
            tells_reporter=bool(MOVES[step.move].public),
            level=case.escalation_level,
        )
    )


def conflict(case: Case, row: Move) -> Conflict:
    """Return the error that somebody was first: who did what and when, and where the case stands now."""
    last = Step.objects.filter(case=case).order_by("-seq").first()
    state = State(case.state).label
    if last is None:
        return Conflict(_("此案现为“{state}”，不能{move}。").format(state=state, move=row.name))
    done = MOVES[last.move].name if last.move in MOVES else last.move
    return Conflict(
        _("{who}已在{when}对此案办理了“{done}”，现为“{state}”，不能再{move}。请刷新后再看。").format(
            who=last.actor_name or _("系统"),
            when=date_format(clock.local(last.at), _("n月j日 H:i")),
            done=done,
            state=state,
            move=row.name,
        )
    )
