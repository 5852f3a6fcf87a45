"""What somebody does about an alert, one tap each: coming, handed on, safe, away, device, help, emergency."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from linli.care import queries, rungs, saying
from linli.care.actions import climbing
from linli.care.actions.leaving import go_away
from linli.care.actions.listening import hear
from linli.care.actions.stepping import cleared, step
from linli.care.agreements import Signal
from linli.care.models import Alert, AlertStep, Leave, Plan, Watch
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotAllowed, invalid
from linli.kernel.permissions import Permission, may

ENDS = (Alert.Outcome.SAFE, Alert.Outcome.AWAY, Alert.Outcome.DEVICE, Alert.Outcome.HELPED)
OF_FAMILY = (Alert.Outcome.SAFE, Alert.Outcome.AWAY)
AWAY = timedelta(days=1)


@transaction.atomic
def end_alert(*, by: Actor, alert: Alert, outcome: str) -> Alert:
    """End an alert: the person is safe, away for a day, a device failed, or help was given.

    The person and those they named may say safe or away. Saying the same again changes nothing.

    Raises:
        NotAllowed: `by` answers nothing there.
        InvalidInput: there is no such end.
        Conflict: somebody was first with another answer.
    """
    standing = queries.standing(by, alert.plan)
    _allow(by, alert, standing)
    kept = Alert.objects.select_related("plan").get(pk=alert.pk)
    if outcome not in ENDS or (standing and outcome not in OF_FAMILY):
        raise invalid("outcome", _("请选择处理结果。"))
    if kept.outcome == outcome:
        return kept
    _hold(kept.plan)
    _open(kept)
    step(
        kept,
        AlertStep.Kind.CLEARED,
        by=by,
        to=cleared(Alert.Outcome(outcome)),
        who=_who(by, standing),
    )
    now = clock.now()
    if outcome == Alert.Outcome.AWAY:
        go_away(by=by, plan=kept.plan, kind=Leave.Kind.AWAY, back_at=now + AWAY)
    _teach(kept.plan, outcome, by_visit=not standing)
    hear(plan=kept.plan, at=now, signal=Signal.CALL if standing else Signal.VISIT)
    return kept


def _hold(plan: Plan) -> None:
    """Take the plan and its watch before the alert, as everybody does who wants more than one of them."""
    list(Plan.objects.select_for_update().filter(pk=plan.pk))
    list(Watch.objects.select_for_update().filter(plan=plan))


def _teach(plan: Plan, outcome: str, *, by_visit: bool) -> None:
    """Let the end of an alert teach the detector, before the answer counts as a sign of life.

    Safe at the door: the person is one of the quiet ones, and a further visit in this silence is dearer. At
    fault was a device: the silence proves nothing, and the person is unseen until a device hears them. Who
    needed help was not visited needlessly.
    """
    watch = Watch.objects.filter(plan=plan)
    if outcome == Alert.Outcome.SAFE and by_visit:
        watch.update(visits=F("visits") + 1)
    elif outcome == Alert.Outcome.DEVICE:
        watch.update(dark_from=Coalesce("last_sign_at", "begun_at"), by_rhythm_at=None, by_published_at=None)
    elif outcome == Alert.Outcome.HELPED:
        watch.update(by_rhythm_at=None, by_published_at=None)


@transaction.atomic
def come(*, by: Actor, alert: Alert) -> Alert:
    """Say "I am on my way": the ladder waits for a while, then climbs on."""
    kept = _kept(by, alert)
    until = clock.now() + rungs.current().coming
    return step(
        kept,
        AlertStep.Kind.COMING,
        by=by,
        to={"next_at": until, "coming_by": by.name[:60]},
        who=_who(by, queries.standing(by, kept.plan)),
    )


@transaction.atomic
def hand_on(*, by: Actor, alert: Alert) -> Alert:
    """Say "I cannot": the next rung is called at once."""
    kept = _kept(by, alert)
    to = {"next_at": clock.now(), "coming_by": ""}
    step(kept, AlertStep.Kind.HANDED_ON, by=by, to=to, who=_who(by, queries.standing(by, kept.plan)))
    climbing.climb_one(kept.pk)
    return Alert.objects.get(pk=kept.pk)


@transaction.atomic
def ask_help(*, by: Actor, alert: Alert, emergency: bool) -> Alert:
    """Say that the person needs help; in an emergency police and doctors are called at once.

    Raises:
        NotAllowed: `by` answers nothing there.
        Conflict: the alert has ended.
    """
    kept = _kept(by, alert)
    ladders = rungs.current()
    now = clock.now()
    ladder = ladders.of(kept.plan.ladder)
    who = _who(by, queries.standing(by, kept.plan))
    if emergency:
        to = {"place": max(kept.place, ladder.emergency), "emergency": True, "next_at": now, "coming_by": ""}
        step(kept, AlertStep.Kind.EMERGENCY, by=by, to=to, who=who)
        climbing.climb_one(kept.pk)
        return Alert.objects.get(pk=kept.pk)
    to = {"next_at": now + ladders.coming, "coming_by": by.name[:60]}
    return step(kept, AlertStep.Kind.NEEDS_HELP, by=by, to=to, who=who)


def _kept(by: Actor, alert: Alert) -> Alert:
    _allow(by, alert, queries.standing(by, alert.plan))
    kept = Alert.objects.select_related("plan").get(pk=alert.pk)
    _open(kept)
    return kept


def _open(alert: Alert) -> None:
    if alert.cleared_at is not None:
        raise Conflict(_("这条告警已经解除：{how}。").format(how=Alert.Outcome(alert.outcome).label))


def _allow(by: Actor, alert: Alert, standing: str) -> None:
    if not (standing or may(by, Permission.CARE_ANSWER, alert.grid_code)):
        raise NotAllowed


def _who(by: Actor, standing: str) -> str:
    """Return how the history names who answered: workers by name, the person and the family by standing."""
    return {"elder": saying.THEMSELVES, "kin": saying.FAMILY}.get(standing, by.name)
