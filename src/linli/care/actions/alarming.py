"""Silences become alerts: only with a consent in force, not on leave, and while the person could be seen."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from linli.care import queries
from linli.care.actions.seeing import ground
from linli.care.actions.stepping import write
from linli.care.models import Alert, AlertStep, Plan, Standstill, Watch
from linli.care.wallclock import wall
from linli.kernel import clock, ids, jobs
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Conflict

DUTY = "care.raise_due"
SLEPT = timedelta(minutes=20)
HEAR_FIRST = timedelta(minutes=15)


@transaction.atomic
def expect(
    *, plan: Plan, ask_at: datetime | None, visit_at: datetime | None, reason: Mapping[str, str]
) -> None:
    """Write down when to ask and to visit unless a sign comes first; None for neither.

    Args:
        plan: whose.
        ask_at, visit_at: aware, the visit not before the question.
        reason: one sentence why, by language.
    """
    Watch.objects.update_or_create(
        plan=plan, defaults={"ask_at": ask_at, "visit_at": visit_at, "reason": dict(reason)}
    )


def raise_due(limit: int = 200) -> int:
    """Raise an alert for every silence that is due; return how many. Safe to run many times at once."""
    _hear_first()
    due = Watch.objects.filter(ask_at__lte=clock.now()).order_by("ask_at").values_list("pk", flat=True)
    return sum(_raise(pk) for pk in list(due[:limit]))


def _hear_first() -> None:
    """After Linli itself stood still, let devices send what they kept before anybody is asked."""
    now = clock.now()
    last = jobs.last_ended(DUTY)
    if last is None or now - last <= SLEPT:
        return
    soon = now + HEAR_FIRST
    with transaction.atomic():
        Standstill.objects.get_or_create(since=last, defaults={"until": soon})
        Watch.objects.filter(ask_at__lt=soon).update(ask_at=None, visit_at=None, next_check_at=soon)


def _raise(pk: int) -> bool:
    """Take the due moment off the watch and raise the alert, in one transaction."""
    try:
        with transaction.atomic():
            watch = Watch.objects.select_related("plan").get(pk=pk)
            ask_at, visit_at = watch.ask_at, watch.visit_at
            if ask_at is None or visit_at is None:
                return False
            mine = Watch.objects.filter(pk=pk, ask_at=ask_at, last_sign_at=watch.last_sign_at)
            if not mine.update(ask_at=None, visit_at=None):
                return False
            plan = watch.plan
            if plan.ended_at or queries.agreement(plan) is None or _waits(watch):
                return False
            _open(watch, ask_at, visit_at)
            return True
    except (Conflict, IntegrityError):
        Watch.objects.filter(pk=pk, plan__alerts__cleared_at=None).update(ask_at=None, visit_at=None)
        return False


def _waits(watch: Watch) -> bool:
    """Return whether the silence must be thought through anew instead, and write down when.

    So it is on a leave, and when a device by which the person is heard went off since the plan was made, or
    may have: a dead gate says nothing about anybody.
    """
    now, leave = clock.now(), queries.leave(watch.plan)
    again = leave.back_at if leave else None
    if leave is None and watch.used:
        known = ground([watch], now, doubting=True)
        since = known.begun(watch.pk, [watch.last_sign_at, watch.begun_at], known.now)
        planned = wall(watch.planned_at, known.zone) if watch.planned_at else 0
        spans = known.unseen(watch, since, known.now) if since is not None else []
        again = now if any(end > planned for _begin, end in spans) else None
    if again is not None:
        Watch.objects.filter(pk=watch.pk).update(next_check_at=again)
    return again is not None


def _open(watch: Watch, ask_at: datetime, visit_at: datetime) -> None:
    now = clock.now()
    alert = Alert.objects.create(
        code=ids.token(12),
        plan=watch.plan,
        grid_code=watch.plan.grid_code,
        silent_since=watch.last_sign_at,
        ask_at=ask_at,
        visit_at=visit_at,
        reason=watch.reason,
        opened_at=now,
        next_at=now,
    )
    write(alert, AlertStep.Kind.RAISED, by=SYSTEM, at=now)


def name_case(*, alert: Alert, number: str) -> None:
    """Write down under which number the engine keeps the alert."""
    Alert.objects.filter(pk=alert.pk, case_number="").update(case_number=number)


def forget_alerts(before: datetime, limit: int) -> int:
    """Delete up to `limit` alerts that ended before a moment; the case keeps what was done."""
    old = Alert.objects.filter(cleared_at__lt=before).order_by("cleared_at").values_list("pk", flat=True)
    pks = list(old[:limit])
    Alert.objects.filter(pk__in=pks).delete()
    return len(pks)
