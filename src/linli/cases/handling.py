"""处置: what the lead body and its helpers do with a case."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.cases import access, clocks, moves, tasks
from linli.cases.models import Case, Picture, Step
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.cases.pictures import Stored
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict


def assign(*, by: Actor, case: str | Case, worker: int, note: str = "", act: Act = ONCE) -> Case:
    """Name the person of the lead body (id of the account) who handles the case."""

    def then(case: Case, step: Step) -> None:
        tasks.assign(case, worker)

    def rule(turn: Turn) -> Change:
        person = tasks.person("worker", worker)
        return Change(set={"worker_id": person}, data={"worker": person}, then=then)

    return moves.apply("assign", case, by=by, rule=rule, note=note, act=act)


def send_back(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Give a case back to the desk because it is not one's own work (回退); what was done stays written."""

    def rule(turn: Turn) -> Change:
        change = tasks.take_back(turn, "send_back")
        change.set["returns"] = turn.case.returns + 1
        return change

    return moves.apply("send_back", case, by=by, rule=rule, note=reason, act=act)


def transfer(*, by: Actor, case: str | Case, body: str, reason: str, act: Act = ONCE) -> Case:
    """Hand a case to another body; when that was done too often, it goes to the desk instead.

    Raises:
        InvalidInput: the body is unknown, or has the case already.
    """
    found = moves.find(by, case) if isinstance(case, str) else case

    def rule(turn: Turn) -> Change:
        lead = tasks.another_body(turn.case, body)
        return tasks.hand_over(turn, lead, None, why="transfer", transfers=turn.case.transfers + 1)

    def bounced(turn: Turn) -> Change:
        wanted = tasks.another_body(turn.case, body)
        change = tasks.take_back(turn, "bounce", {"wanted": wanted.code})
        change.set["likely_body"] = wanted.code
        return change

    if found.transfers >= moves.time_of(found).catalogue.rules.transfers:
        return moves.apply("bounce", found, by=by, rule=bounced, note=reason, act=act)
    return moves.apply("transfer", found, by=by, rule=rule, note=reason, act=act)


def done(
    *,
    by: Actor,
    case: str | Case,
    note: str,
    pictures: Sequence[Stored] = (),
    act: Act = ONCE,
) -> Case:
    """Report that the case is put right; `note` is what the reporter will read as the outcome.

    Raises:
        Conflict: the case is suspended.
    """

    def then(case: Case, step: Step) -> None:
        tasks.finish(case, case.body_code, step.at, step.note)
        keep_pictures(case, step, Picture.Kind.AFTER, pictures)

    def rule(turn: Turn) -> Change:
        if turn.case.suspended_until is not None:
            raise Conflict(_("此案挂账中，请先恢复办理。"))
        return Change(
            set={
                "handled_at": turn.now,
                "outcome": turn.note,
                "extension_asked_at": None,
                **clocks.missed(turn.case, turn.now),
            },
            data={"body": turn.case.body_code, "body_name": tasks.name_of(turn.case.body_code)},
            then=then,
        )

    return moves.apply("done", case, by=by, rule=rule, note=note, act=act)


def help_done(
    *,
    by: Actor,
    case: str | Case,
    note: str,
    pictures: Sequence[Stored] = (),
    act: Act = ONCE,
) -> Case:
    """Report that a helper's part is done."""

    def rule(turn: Turn) -> Change:
        helper = access.helper_body(by, turn.case)

        def then(case: Case, step: Step) -> None:
            tasks.finish(case, helper, step.at, step.note)
            keep_pictures(case, step, Picture.Kind.AFTER, pictures)

        return Change(
            set={"helper_due_at": tasks.next_help_due(turn.case, turn.now, without=helper)},
            data={"body": helper, "body_name": tasks.name_of(helper)},
            then=then,
        )

    return moves.apply("help_done", case, by=by, rule=rule, note=note, act=act)


def keep_pictures(case: Case, step: Step, kind: Picture.Kind, pictures: Sequence[Stored]) -> None:
    """Name stored pictures as the step's."""
    if pictures:
        Picture.objects.bulk_create(
            Picture(
                case=case,
                step_seq=step.seq,
                kind=kind,
                name=stored.name,
                width=stored.width,
                height=stored.height,
                digest=stored.digest,
                at=step.at,
            )
            for stored in pictures
        )
