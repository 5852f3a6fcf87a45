"""区域调整: open cases of an area that is no longer in use go to its successor, by a step of their own."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases import dispatch, moves
from linli.cases.models import Case
from linli.cases.moves import Change, Turn
from linli.kernel.actor import SYSTEM
from linli.kernel.permissions import within
from linli.places import queries as places


def open_within(code: str) -> int:
    """Return how many open cases lie in the area `code`."""
    return _open(code).count()


def follow(retired: str, successor: str) -> int:
    """Move the open cases of a retired area to its successor and return how many moved; safe to do again.

    Raises:
        Conflict: somebody moved one of the cases meanwhile; do it again.
    """
    moved = 0
    for case in _open(retired).order_by("pk"):
        note = _("{was}已停用，案件改归{now}。").format(
            was=places.name(case.grid_code), now=places.name(successor)
        )
        moves.apply("rezone", case, by=SYSTEM, rule=_into(successor), note=note)
        moved += 1
    return moved


def today(case: Case) -> dict[str, Any]:
    """Return the columns that put a case, taken up again, where its area is today; none when it is in use."""
    heir = places.heir(case.grid_code)
    return columns(heir) if heir != case.grid_code else {}


def columns(code: str) -> dict[str, Any]:
    """Return the columns of a case that say in which area it lies."""
    return {"grid_code": code, "street_code": code[:9], "district_code": code[:6]}


def _open(code: str) -> QuerySet[Case]:
    return Case.objects.filter(within("grid_code", [code]), closed_at=None)


def _into(successor: str) -> moves.Rule:
    def rule(turn: Turn) -> Change:
        case = turn.case
        change = Change(set=columns(successor), data={"was_grid": case.grid_code, "grid": successor})
        if not case.body_code and case.matter_code:
            choice = dispatch.likely(turn.time.catalogue, case.matter_code, successor)
            change.set |= {"likely_body": choice.body, "likely_why": choice.why}
        return change

    return rule
