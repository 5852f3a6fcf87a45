"""The ladder's clock: each due alert climbs to its next rung; safe to run many times at once, or killed.

Every step is one transaction with a compare-and-set on the alert's version: of two clocks one wins, and a
clock that dies has either done all of a step (the step, the calls, the notices) or nothing of it.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from linli.care import agreements, queries, rungs
from linli.care.actions import calling
from linli.care.actions.stepping import cleared, step
from linli.care.models import Alert, AlertStep
from linli.care.rungs import Ladders, Rung, Who
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Conflict
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs

log = structlog.get_logger()
PUT_OFF = timedelta(minutes=1)


def climb(limit: int = 200) -> int:
    """Do what is due on the ladders of up to `limit` alerts, and return how many steps were made."""
    due = Alert.objects.filter(next_at__lte=clock.now()).order_by("next_at").values_list("pk", flat=True)
    return sum(climb_one(pk) for pk in list(due[:limit]))


def climb_one(pk: int) -> int:
    """Do everything that is due now for one alert, and return how many steps were made."""
    made = 0
    try:
        while _step(pk):
            made += 1
    except Conflict:
        return made
    except Exception as fault:
        log.exception("care.climb_failed", alert=pk, fault=type(fault).__name__)
        Alert.objects.filter(pk=pk, cleared_at=None).update(next_at=clock.now() + PUT_OFF)
    return made


@transaction.atomic
def _step(pk: int) -> bool:
    """Make the one step that is due; return whether there was one."""
    alert = Alert.objects.select_related("plan__elder").get(pk=pk)
    now = clock.now()
    if alert.next_at is None or alert.next_at > now:
        return False
    if alert.plan.ended_at is not None:
        step(alert, AlertStep.Kind.CLEARED, by=SYSTEM, to=cleared(Alert.Outcome.STOPPED))
    elif queries.heard_since(alert):
        step(alert, AlertStep.Kind.CLEARED, by=SYSTEM, to=cleared(Alert.Outcome.SIGN))
    elif queries.leave(alert.plan, now):
        step(alert, AlertStep.Kind.CLEARED, by=SYSTEM, to=cleared(Alert.Outcome.AWAY))
    else:
        return _climb(alert, now)
    return True


def _climb(alert: Alert, now: datetime) -> bool:
    ladders = rungs.current()
    ladder = ladders.of(alert.plan.ladder)
    if alert.place >= len(ladder.rungs):
        _again(alert, now, ladders)
        return True
    rung = ladder.rungs[alert.place]
    if (wait := _waits_until(alert, rung, now)) > now:
        Alert.objects.filter(pk=alert.pk, version=alert.version, cleared_at=None).update(next_at=wait)
        return False
    reached = calling.reach(alert, rung)
    if not reached:
        kind = AlertStep.Kind.HANDED_ON if alert.kin_place else AlertStep.Kind.SKIPPED
        kind = kind if rung.who is Who.KIN else AlertStep.Kind.SKIPPED
        step(alert, kind, by=SYSTEM, to={"place": alert.place + 1, "next_at": now}, rung=rung.code)
        return True
    to = {"next_at": now + rung.lasts, "coming_by": ""}
    if reached.kin is not None:
        to["kin_place"] = reached.kin.place
    else:
        to["place"] = alert.place + 1
    over = calling.beyond_budget(reached.accounts, ladders) if rung.who is Who.GRID_WORKER else []
    who = "、".join(reached.names)
    called = reached.accounts if rung.who in {Who.GRID_WORKER, Who.DESK} else []
    step(alert, AlertStep.Kind.CALLED, by=SYSTEM, to=to, rung=rung.code, who=who, called=called)
    calling.tell(alert, rung, reached, alert.version)
    if over:
        said = _("今天告警多，{who}已超出一天应接的数量，请安排人手。").format(
            who="、".join(each.display_name or each.username for each in over)
        )
        calling.tell_the_desk(alert, said, f"care:{alert.code}:{alert.version}:over")
    return True


def _waits_until(alert: Alert, rung: Rung, now: datetime) -> datetime:
    """Return when `rung` may begin: a visit at its time, a question not in the quiet hours; now if it may."""
    if alert.emergency:
        return now
    if rung.visit:
        return max(now, alert.visit_at)
    plan, local = alert.plan, clock.local(now)
    if now >= alert.visit_at or not agreements.in_quiet_hours(
        local.time(), plan.quiet_from, plan.quiet_until
    ):
        return now
    morning = local.replace(
        hour=plan.quiet_until.hour, minute=plan.quiet_until.minute, second=0, microsecond=0
    )
    if morning <= local:
        morning += timedelta(days=1)
    return min(morning, alert.visit_at)


def _again(alert: Alert, now: datetime, ladders: Ladders) -> None:
    """Past the last rung: the desk and the street hear of it until somebody ends it."""
    step(alert, AlertStep.Kind.AGAIN, by=SYSTEM, to={"next_at": now + ladders.again, "coming_by": ""})
    above = [
        *orgs.keepers(Permission.CARE_EDIT, alert.grid_code),
        *orgs.keepers(Permission.CARE_REVIEW, alert.grid_code[:9]),
    ]
    last = ladders.of(alert.plan.ladder).rungs[-1]
    inside = Rung(last.code, Who.DESK, _("仍未解除"), _("仍未解除"), last.minutes)
    reached = calling.Reached(accounts=list({each.pk: each for each in above}.values()))
    calling.tell(alert, inside, reached, alert.version)
