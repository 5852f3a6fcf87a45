"""Silences become alerts, and signs of life end them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from linli.care import queries
from linli.care.actions.stepping import cleared, step, write
from linli.care.models import Alert, AlertStep, Plan, Watch
from linli.kernel import clock, ids
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Conflict


@transaction.atomic
def hear(*, plan: Plan, at: datetime, signal: str) -> bool:
    """Learn that the person gave a sign of life; an alert about the silence before it ends.

    An older sign than the last one changes nothing. Returns whether it was news.

    Args:
        plan: whose.
        at: when (aware).
        signal: by what, a code of agreements.Signal.
    """
    Watch.objects.get_or_create(plan=plan)
    newer = Watch.objects.filter(Q(last_sign_at=None) | Q(last_sign_at__lt=at), plan=plan)
    if not newer.update(last_sign_at=at, last_signal=signal, ask_at=None, visit_at=None, reason={}):
        return False
    alert = Alert.objects.filter(plan=plan, cleared_at=None).first()
    if alert is not None and (alert.silent_since is None or at > alert.silent_since):
        try:
            step(alert, AlertStep.Kind.CLEARED, by=SYSTEM, to=cleared(Alert.Outcome.SIGN))
        except Conflict:  # the ladder moved at this moment; its clock sees the sign and ends the alert
            Alert.objects.filter(pk=alert.pk, cleared_at=None).update(next_at=clock.now())
    return True


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
    due = Watch.objects.filter(ask_at__lte=clock.now()).order_by("ask_at").values_list("pk", flat=True)
    return sum(_raise(pk) for pk in list(due[:limit]))


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
            if plan.ended_at or queries.agreement(plan) is None or queries.leave(plan):
                return False
            _open(watch, ask_at, visit_at)
            return True
    except (Conflict, IntegrityError):
        Watch.objects.filter(pk=pk, plan__alerts__cleared_at=None).update(ask_at=None, visit_at=None)
        return False


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
