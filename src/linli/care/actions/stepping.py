"""The single door through which an alert changes: a compare-and-set, one step, one event."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.events import AlertMoved
from linli.care.models import Alert, AlertStep, Call
from linli.kernel import clock, outbox
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict


@transaction.atomic
def step(
    alert: Alert,
    kind: AlertStep.Kind,
    *,
    by: Actor,
    to: dict[str, Any],
    rung: str = "",
    who: str = "",
    called: Sequence[Account] = (),
) -> Alert:
    """Change the columns `to` of an alert as it was read, write the step, and return the alert.

    Raises:
        Conflict: somebody was first; nothing is written.
    """
    now = clock.now()
    seq = alert.version + 1
    won = Alert.objects.filter(pk=alert.pk, version=alert.version, cleared_at=None).update(version=seq, **to)
    if not won:
        raise Conflict(_("这条告警刚刚有了变化，请刷新后再看。"))
    for name, value in {**to, "version": seq}.items():
        setattr(alert, name, value)
    write(alert, kind, by=by, at=now, rung=rung, who=who)
    Call.objects.bulk_create(
        [Call(alert=alert, account=account, at=now) for account in called], ignore_conflicts=True
    )
    return alert


def write(
    alert: Alert, kind: AlertStep.Kind, *, by: Actor, at: datetime, rung: str = "", who: str = ""
) -> None:
    """Write the step that `alert.version` numbers, and tell the outbox."""
    AlertStep.objects.create(
        alert=alert, seq=alert.version, at=at, kind=kind, rung=rung, who=who[:200], by=by.id
    )
    outbox.publish(AlertMoved(alert=alert.code, seq=alert.version))


def cleared(outcome: Alert.Outcome) -> dict[str, Any]:
    """Return the columns that end an alert."""
    return {"outcome": outcome, "cleared_at": clock.now(), "next_at": None, "coming_by": ""}
