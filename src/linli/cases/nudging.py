"""催办、督办与补充: moves that push a case or add to it without moving it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.cases import access, moves
from linli.cases.cleaning import clean_text
from linli.cases.handling import keep_pictures
from linli.cases.models import Case, Picture, Step
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.cases.pictures import Stored
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict


def urge(*, by: Actor, case: str | Case, note: str = "", act: Act = ONCE) -> Case:
    """Ask for haste; a reporter may do so once a day.

    Raises:
        Conflict: the reporter urged it today.
    """

    def rule(turn: Turn) -> Change:
        last = turn.case.urged_at
        today = clock.local(turn.now).date()
        if access.is_reporter(by, turn.case) and last and clock.local(last).date() == today:
            raise Conflict(_("今天已经催办过了，请明天再试。"))
        return Change(set={"urgings": turn.case.urgings + 1, "urged_at": turn.now})

    return moves.apply("urge", case, by=by, rule=rule, note=note, act=act)


def supervise(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Put a case under supervision from above (督办)."""

    def rule(turn: Turn) -> Change:
        return Change(set={"supervised_at": turn.now})

    return moves.apply("supervise", case, by=by, rule=rule, note=reason, act=act)


def add_note(
    *,
    by: Actor,
    case: str | Case,
    note: str,
    pictures: Sequence[Stored] = (),
    act: Act = ONCE,
) -> Case:
    """Write a note into the case's history, for those who work on it."""
    return moves.apply("add_note", case, by=by, rule=_with(pictures), note=note, act=act)


def add_information(
    *,
    by: Actor,
    case: str | Case,
    text: str,
    pictures: Sequence[Stored] = (),
    act: Act = ONCE,
) -> Case:
    """Add to one's own report."""
    said = clean_text("text", text, needed=True)
    return moves.apply("add_information", case, by=by, rule=_with(pictures), note=said, act=act)


def _with(pictures: Sequence[Stored]) -> moves.Rule:
    def then(case: Case, step: Step) -> None:
        keep_pictures(case, step, Picture.Kind.REPORT, pictures)

    def rule(turn: Turn) -> Change:
        return Change(then=then)

    return rule
