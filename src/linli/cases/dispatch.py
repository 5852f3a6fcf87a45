"""派遣: whose work a case is, and the desk's moves that give it to a body and its helpers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases import moves, tasks
from linli.cases.catalogue import Catalogue, Responsibility
from linli.cases.models import Case
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.kernel.actor import Actor
from linli.kernel.errors import invalid
from linli.orgs import queries as orgs
from linli.orgs.rules import Body

_REACH = {"community": 12, "street": 9, "district": 6, "city": 0}


@dataclass(frozen=True, slots=True)
class Choice:
    """The likely body for a case ("" when nobody fits), the helpers, and why in one sentence."""

    body: str
    helpers: tuple[str, ...]
    why: str


def choose(row: Responsibility | None, bodies: Sequence[Body], grid_code: str, matter_name: str) -> Choice:
    """Return whose work a matter in the area `grid_code` is, and why; pure.

    The catalogue's row names one organisation, or a trade at a level: that trade's body there. Where the
    level has none, the next wider level is asked, and the explanation says so.
    """
    if row is None:
        return Choice("", (), _("目录没有写明“{matter}”由谁负责，请手工选择。").format(matter=matter_name))
    helpers = tuple(
        near[0].code for trade in row.helpers if (near := _nearest(trade, row.level, bodies, grid_code))
    )
    if row.organisation:
        named = next((body for body in bodies if body.code == row.organisation), None)
        if named is None:
            return Choice(
                "", helpers, _("目录指定的单位 {code} 不存在或已停用。").format(code=row.organisation)
            )
        return Choice(
            named.code,
            _without(helpers, named.code),
            _("目录指定“{matter}”由{body}负责。").format(matter=matter_name, body=named.name),
        )
    found = _nearest(row.trade, row.level, bodies, grid_code)
    if found is None:
        return Choice("", helpers, _("这里没有能办“{matter}”的单位，请手工选择。").format(matter=matter_name))
    body, wider = found
    why = (
        _("“{matter}”本该由所在层级办理，那里没有对口单位，由上一级的{body}负责。")
        if wider
        else _("“{matter}”在这里由{body}负责。")
    )
    return Choice(body.code, _without(helpers, body.code), why.format(matter=matter_name, body=body.name))


def _without(helpers: tuple[str, ...], lead: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in helpers if code != lead))


def _nearest(trade: str, level: str, bodies: Iterable[Body], grid_code: str) -> tuple[Body, bool] | None:
    """Return the trade's body at `level` for the grid or at the next wider one, and whether it is wider."""
    start = _REACH[level]
    fitting = (
        body
        for body in bodies
        if trade in body.duties and len(body.area_code) <= start and grid_code.startswith(body.area_code)
    )
    found = min(fitting, key=_narrowest, default=None)
    return None if found is None else (found, len(found.area_code) < start)


def _narrowest(body: Body) -> tuple[int, str]:
    return -len(body.area_code), body.code


def likely(catalogue: Catalogue, matter: str, grid_code: str) -> Choice:
    """Return whose work the matter (its code) probably is in the area, by the catalogue (one query)."""
    found = catalogue.matter(matter)
    name = found.plain if found else matter
    return choose(catalogue.responsible(matter, grid_code), orgs.bodies(), grid_code, name)


def dispatch(
    *,
    by: Actor,
    case: str | Case,
    body: str = "",
    helpers: Sequence[str] = (),
    worker: int | None = None,
    note: str = "",
    act: Act = ONCE,
) -> Case:
    """Give a filed case to the body that leads, and to helpers, each with the case's deadline.

    Args:
        by: the desk.
        case: its number, or the case.
        body: code of the organisation; "" is the likely one that the engine chose.
        helpers: codes of further organisations.
        worker: id of the account of the body's person, when it is known.
        note: what the body should know.
        act: see `moves.Act`.

    Raises:
        InvalidInput: a body is unknown, or there is none to choose.
    """

    def rule(turn: Turn) -> Change:
        lead = tasks.body("body", body or turn.case.likely_body)
        others = [tasks.body("helpers", code) for code in dict.fromkeys(helpers) if code != lead.code]
        return tasks.give(turn, lead, others, worker and tasks.person("worker", worker))

    return moves.apply("dispatch", case, by=by, rule=rule, note=note, act=act)


def redispatch(
    *, by: Actor, case: str | Case, body: str, reason: str, worker: int | None = None, act: Act = ONCE
) -> Case:
    """Give a case that is being handled to another body; helpers stay, transfers count anew.

    Raises:
        InvalidInput: the body is unknown, or has the case already.
    """

    def rule(turn: Turn) -> Change:
        lead = tasks.another_body(turn.case, body)
        return tasks.hand_over(
            turn, lead, worker and tasks.person("worker", worker), why="redispatch", transfers=0
        )

    return moves.apply("redispatch", case, by=by, rule=rule, note=reason, act=act)


def add_helper(
    *,
    by: Actor,
    case: str | Case,
    body: str,
    until: datetime | None = None,
    note: str = "",
    act: Act = ONCE,
) -> Case:
    """Call in one more organisation, with its own deadline (`until`; otherwise the case's).

    Raises:
        InvalidInput: the body is unknown or works on the case already, or `until` is past.
    """

    def rule(turn: Turn) -> Change:
        helper = tasks.another_body(turn.case, body)
        if until is not None and until <= turn.now:
            raise invalid("until", _("截止时间应在现在之后。"))
        return tasks.add(turn, helper, until)

    return moves.apply("add_helper", case, by=by, rule=rule, note=note, act=act)
