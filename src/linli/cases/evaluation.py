"""评价: what the reporter thinks of the outcome, and what a body objects to how it counts."""

from datetime import datetime, timedelta
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases import clocks, moves, rezoning
from linli.cases.deadlines import Clock, Unit
from linli.cases.models import Appeal, Case, Rating, Step
from linli.cases.moves import ONCE, Act, Change, Turn
from linli.kernel import rows
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotAllowed, invalid


def rate(*, by: Actor, case: str | Case, score: int, note: str = "", act: Act = ONCE) -> Case:
    """Rate the outcome from 1 (bad) to 5 (good), once each time the case was closed.

    Raises:
        InvalidInput: the score is not 1 to 5.
        Conflict: it was rated already, or the time for it is over.
    """
    if score not in range(1, 6):
        raise invalid("score", _("请给 1 到 5 分。"))

    def rule(turn: Turn) -> Change:
        if turn.case.score is not None:
            raise Conflict(_("您已经评价过了，谢谢。"))
        if turn.now > _ended(turn.case) + timedelta(days=turn.time.catalogue.rules.rate_days):
            raise Conflict(_("评价的时间已过。"))

        def then(case: Case, step: Step) -> None:
            rows.insert(Rating(case=case, round=case.reopenings, at=step.at, score=score, note=step.note))

        return Change(set={"score": score, "rated_at": turn.now}, data={"score": score}, then=then)

    return moves.apply("rate", case, by=by, rule=rule, note=note, act=act)


def _ended(case: Case) -> datetime:
    return case.closed_at or case.state_since


def reopen(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Ask for a closed case to be taken up again: a new limit runs, and the desk dispatches anew.

    Raises:
        Conflict: the time for it is over, or the case was withdrawn.
    """

    def rule(turn: Turn) -> Change:
        _check_window(turn)
        case, rules = turn.case, turn.time.catalogue.rules
        limit, unit = (case.limit, case.unit) if case.limit else (rules.event_limit, rules.event_unit)
        columns = clocks.columns(Clock(turn.now, limit, cast("Unit", unit)), turn.time.calendar)
        fresh = dict.fromkeys(
            ("handled_at", "verified_at", "closed_at", "score", "rated_at", "lapsed_at", "warned_at",
             "overdue_at", "suspended_until", "suspended_at", "dispatched_at", "worker_id", "helper_due_at")
        )  # fmt: skip
        return Change(
            set={
                **columns,
                **fresh,
                **rezoning.today(case),
                "ending": "",
                "body_code": "",
                "helper_codes": [],
                "likely_body": case.body_code or case.likely_body,
                "filed_at": case.filed_at or turn.now,
                "escalation_level": 0,
                "transfers": 0,
                "reopenings": case.reopenings + 1,
            },
            data={"was": case.body_code, "due": columns["due_at"].isoformat()},
        )

    return moves.apply("reopen", case, by=by, rule=rule, note=reason, act=act)


def _check_window(turn: Turn) -> None:
    if turn.case.ending == "withdrawn":
        raise Conflict(_("您已经撤回了这次反映；如有需要，请重新反映。"))
    if turn.now > clocks.reopen_until(turn.case, turn.time.catalogue):
        days = turn.time.catalogue.rules.reopen_days
        said = ngettext(
            "结案已超过 {days} 天，不能再要求重办；如有需要，请重新反映。",
            "结案已超过 {days} 天，不能再要求重办；如有需要，请重新反映。",
            days,
        )
        raise Conflict(said.format(days=days))


def ask_again(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Object to a refusal, once: the desk looks at the report again.

    Raises:
        Conflict: the time for it is over, or it was done before.
    """

    def rule(turn: Turn) -> Change:
        _check_window(turn)
        if turn.case.reopenings:
            raise Conflict(_("您已经再次反映过一次。"))
        fresh = {"closed_at": None, "ending": "", "outcome": ""}
        return Change(set={**fresh, **rezoning.today(turn.case), "reopenings": turn.case.reopenings + 1})

    return moves.apply("ask_again", case, by=by, rule=rule, note=reason, act=act)


def appeal(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Object, for the body that led, to how a closed case counts; once a case.

    Raises:
        Conflict: the time for it is over, or there is an appeal already.
    """

    def rule(turn: Turn) -> Change:
        rules = turn.time.catalogue.rules
        if not rules.appeals:
            raise Conflict(_("本市不设申诉。"))
        if turn.now > _ended(turn.case) + timedelta(days=rules.appeal_days):
            raise Conflict(_("申诉的时间已过。"))
        if Appeal.objects.filter(case=turn.case).exists():
            raise Conflict(_("每案只能申诉一次。"))

        def then(case: Case, step: Step) -> None:
            Appeal.objects.create(
                case=case,
                organisation_code=case.body_code,
                made_by=step.actor,
                made_at=step.at,
                reason=step.note,
            )

        return Change(data={"body": turn.case.body_code}, then=then)

    return moves.apply("appeal", case, by=by, rule=rule, note=reason, act=act)


def uphold_appeal(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Judge an appeal right; when as many as the catalogue asks for do, the case is left out of statistics.

    Raises:
        Conflict: there is no open appeal.
        NotAllowed: `by` made the appeal or judged it already.
    """

    def rule(turn: Turn) -> Change:
        return _judge(turn, Appeal.State.UPHELD)

    return moves.apply("uphold_appeal", case, by=by, rule=rule, note=reason, act=act)


def dismiss_appeal(*, by: Actor, case: str | Case, reason: str, act: Act = ONCE) -> Case:
    """Judge an appeal wrong; one such judgement decides it.

    Raises:
        Conflict: there is no open appeal.
        NotAllowed: `by` made the appeal or judged it already.
    """

    def rule(turn: Turn) -> Change:
        return _judge(turn, Appeal.State.DISMISSED)

    return moves.apply("dismiss_appeal", case, by=by, rule=rule, note=reason, act=act)


def _judge(turn: Turn, verdict: Appeal.State) -> Change:
    """Return the change that one reviewer makes.

    It decides when it is against the appeal, or when as many as the catalogue asks for have agreed.
    """
    found = _open_appeal(turn)
    reviewers = [*found.reviewers, turn.by.id]
    agreed = len(reviewers) >= turn.time.catalogue.rules.appeal_reviewers
    decides = verdict == Appeal.State.DISMISSED or agreed

    def then(case: Case, step: Step) -> None:
        found.reviewers = reviewers
        if decides:
            found.state, found.decided_at = verdict, step.at
        found.save()

    return Change(
        set={"exempt": decides and verdict == Appeal.State.UPHELD},
        data={"reviewer": len(reviewers)},
        then=then,
    )


def _open_appeal(turn: Turn) -> Appeal:
    found = Appeal.objects.filter(case=turn.case, state=Appeal.State.OPEN).first()
    if found is None:
        raise Conflict(_("此案没有待复核的申诉。"))
    if turn.by.id in {found.made_by, *found.reviewers}:
        raise NotAllowed(_("申诉要由另一位复核人判断。"))
    if found.organisation_code in turn.by.organisations:
        raise NotAllowed(_("申诉单位的人不能复核自己的申诉。"))
    return found
