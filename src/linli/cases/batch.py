"""One move for many cases: each by itself, through the one door, with a key of its own; all told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from django.utils.translation import gettext as _

from linli.cases import access, actions, queries
from linli.cases.models import Case
from linli.cases.moves import Act
from linli.cases.workflow import Move
from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput, LinliError

log = structlog.get_logger()
MOST: Final = 100
TOGETHER: Final = frozenset(
    {
        *("ask_check", "file", "reject", "dispatch", "redispatch", "add_helper", "correct"),
        *("suspend", "resume", "grant_extension", "refuse_extension", "ask_extension"),
        *("assign", "send_back", "transfer", "done", "help_done", "verify_pass", "verify_fail"),
        *("close", "return_to_body", "urge", "supervise", "add_note"),
    }
)
"""The moves that make sense for many cases at once; those about one's pictures, reporter or twin do not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: the case as it is now, or what kept it from moving."""

    number: str
    case: Case | None = None
    fault: str = ""


def cases_of(by: Actor, numbers: Sequence[str]) -> list[Case]:
    """Return the cases of these numbers that `by` may see, in the given order, at most MOST (one query)."""
    wanted = list(dict.fromkeys(numbers))[:MOST]
    found = {case.number: case for case in Case.objects.filter(number__in=wanted)}
    return [found[number] for number in wanted if number in found and access.may_see(by, found[number])]


def moves_open(by: Actor, cases: Sequence[Case]) -> list[Move]:
    """Return the moves that `by` may make now with every one of the cases, in the order of the table."""
    each = [[move for move in queries.moves_open(by, case) if move.code in TOGETHER] for case in cases]
    if not each:
        return []
    shared = set.intersection(*({move.code for move in moves} for moves in each))
    return [move for move in each[0] if move.code in shared]


def act(
    *, by: Actor, seen: Mapping[str, int | None], move: str, given: Mapping[str, Any], key: str
) -> list[Outcome]:
    """Make the move with each of the cases, each in a transaction of its own, and tell of every one.

    Sent again with the same key, what was done is not done twice and what failed is tried once more.

    Args:
        by: who moves.
        seen: the numbers of the cases, each with the version that was looked at.
        move: one of TOGETHER.
        given: what the move needs and takes, the same for all.
        key: the sender's key of the whole; each case's own is made of it.
    """
    return [
        _one(by, number, version, move, given, f"{key}:{number}")
        for number, version in list(seen.items())[:MOST]
    ]


def _one(
    by: Actor, number: str, version: int | None, move: str, given: Mapping[str, Any], key: str
) -> Outcome:
    if move not in TOGETHER:
        return Outcome(number, fault=_("这个动作只能逐件办理。"))
    try:
        done = actions.act(by=by, case=number, move=move, given=given, act=Act(key=key, seen=version))
    except InvalidInput as fault:
        return Outcome(number, fault=" ".join(str(error.message) for error in fault.errors))
    except LinliError as fault:
        return Outcome(number, fault=str(fault))
    except Exception as fault:
        log.exception("cases.batch_failed", number=number, move=move, fault=type(fault).__name__)
        return Outcome(number, fault=_("系统出错，这一件没有办，请稍后再试。"))
    return Outcome(number, done)
