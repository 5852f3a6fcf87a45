"""并案与拆分: two reports of one thing become one case, one report of two things becomes two."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases import access, births, clocks, dispatch, moves
from linli.cases.births import Birth
from linli.cases.cleaning import clean_text
from linli.cases.deadlines import Clock
from linli.cases.filing import choose_condition
from linli.cases.models import Case, Ending, Step
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.cases.workflow import State
from linli.kernel import geo
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, invalid


def merge(*, by: Actor, case: str | Case, other: str, note: str = "", act: Act = ONCE) -> Case:
    """End a case as the same thing as the open case `other` (its number); both reporters get the answer.

    Raises:
        InvalidInput: `other` is unknown, is the case itself, or is not the same matter, near and of the time.
        Conflict: `other` has ended, or other cases are merged into this one.
    """

    def rule(turn: Turn) -> Change:
        main = _main(by, turn, other)
        return Change(
            set={
                "merged_into_id": main.pk,
                "closed_at": turn.now,
                "ending": Ending.MERGED,
                "suspended_until": None,
            },
            data={"other": main.number},
        )

    return moves.apply("merge", case, by=by, rule=rule, note=note, act=act)


def _main(by: Actor, turn: Turn, number: str) -> Case:
    case, rules = turn.case, turn.time.catalogue.rules
    main = moves.by_number(number)
    if main is None or main.pk == case.pk or not access.may_see(by, main):
        raise invalid("other", _("没有找到这个编号的案件。"))
    if main.closed_at is not None:
        raise Conflict(_("案件 {number} 已经办结，不能并入。").format(number=main.number))
    if Case.objects.filter(merged_into=case, state=State.MERGED).exists():
        raise Conflict(_("已有别的案件并入此案，请以此案为主案。"))
    if main.matter_code != case.matter_code:
        raise invalid("other", _("两案的事项不同。"))
    if abs(main.created_at - case.created_at) > timedelta(hours=rules.duplicate_hours):
        hours = rules.duplicate_hours
        said = ngettext("两案相隔超过 {hours} 小时。", "两案相隔超过 {hours} 小时。", hours)
        raise invalid("other", said.format(hours=hours))
    if not _is_near(main, case, rules.duplicate_metres):
        metres = rules.duplicate_metres
        said = ngettext("两案相距超过 {metres} 米。", "两案相距超过 {metres} 米。", metres)
        raise invalid("other", said.format(metres=metres))
    return main


def _is_near(one: Case, two: Case, metres: int) -> bool:
    if one.lon is None or one.lat is None or two.lon is None or two.lat is None:
        return one.grid_code == two.grid_code
    return geo.haversine_m(one.lon, one.lat, two.lon, two.lat) <= metres


def answer_with_main(*, by: Actor, case: str | Case, note: str, act: Act = ONCE) -> Case:
    """Give the reporter of a merged case the answer of the main case."""

    def rule(turn: Turn) -> Change:
        return Change(set={"outcome": turn.note})

    return moves.apply("answer_with_main", case, by=by, rule=rule, note=note, act=act)


@births.redrawing
def split(*, by: Actor, case: str | Case, matter: str, text: str, act: Act = ONCE) -> Case:
    """Make a second, filed case of one thing in a report of several, and return the first.

    Args:
        by: the desk.
        case: its number, or the case.
        matter: code of the second thing's matter.
        text: what it is.
        act: see `moves.Act`.

    Raises:
        InvalidInput: the matter is unknown, or the text is empty or too long.
    """
    said = clean_text("text", text, needed=True)

    def rule(turn: Turn) -> Change:
        chosen = choose_condition(turn, matter, "")
        columns = clocks.columns(Clock(turn.now, chosen.limit, chosen.unit), turn.time.calendar)
        choice = dispatch.likely(turn.time.catalogue, chosen.code, turn.case.grid_code)
        name = turn.time.catalogue.matter(chosen.code)
        first = turn.case
        change = Change()

        def then(case: Case, step: Step) -> None:
            births.create(
                Birth(
                    source=first.source,
                    title=name.plain if name else chosen.code,
                    grid_code=first.grid_code,
                    occurred_at=first.occurred_at,
                    lon=first.lon,
                    lat=first.lat,
                    columns={
                        **columns,
                        "matter_code": chosen.code,
                        "condition": chosen.id,
                        "description": said,
                        "address": first.address,
                        "likely_body": choice.body,
                        "likely_why": choice.why,
                        "reporter_id": first.reporter_id,
                        "reporter_account_id": first.reporter_account_id,
                        "split_from_id": first.pk,
                        "filed_at": turn.now,
                    },
                ),
                move="split_off",
                by=by,
                now=turn.now,
                time=turn.time,
                data={"other": first.number, "matter": chosen.code, "due": columns["due_at"].isoformat()},
            )

        change.then = then
        change.data = {"matter": chosen.code}
        return change

    return moves.apply("split", case, by=by, rule=rule, note=said, act=act)
