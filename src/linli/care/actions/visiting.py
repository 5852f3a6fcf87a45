"""Routine visits: recorded in one tap, and when the next one is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care import agreements
from linli.care.actions.listening import hear
from linli.care.actions.plans import running, stream_of
from linli.care.agreements import Signal
from linli.care.models import Plan, Visit
from linli.cases.cleaning import clean
from linli.kernel import audit, clock
from linli.kernel.actor import Actor
from linli.kernel.errors import invalid
from linli.kernel.permissions import Permission, require

LONGEST_NOTE = 500


@transaction.atomic
def record_visit(
    *, by: Actor, plan: Plan, key: str, outcome: str, how: str = Visit.How.DOOR, note: str = ""
) -> Visit:
    """Record that somebody called on the person; the same `key` again answers with the first record.

    A visit at which they were seen or spoken to sets the day of the next one; nobody at home does not.

    Raises:
        NotAllowed: `by` answers nothing there.
        InvalidInput: the outcome or the way is unknown, or the note too long.
        Conflict: the plan has ended.
    """
    kept = running(plan)
    require(by, Permission.CARE_ANSWER, kept.grid_code)
    if outcome not in Visit.Outcome.values:
        raise invalid("outcome", _("请选择探访结果。"))
    if how not in Visit.How.values:
        raise invalid("how", _("请选择上门或电话。"))
    if len(note) > LONGEST_NOTE:
        raise invalid("note", _("太长了，请写短一些。"))
    visit, made = Visit.objects.get_or_create(
        key=f"{by.id}:{key}"[:100],
        defaults={
            "plan": kept,
            "at": clock.now(),
            "account_id": by.account_id,
            "how": how,
            "outcome": outcome,
            "note": clean(note),
        },
    )
    if made:
        if outcome != Visit.Outcome.NOT_HOME:
            kept.next_visit_on = agreements.next_visit(kept.risk, clock.today())
            kept.save(update_fields=["next_visit_on"])
        if outcome == Visit.Outcome.WELL:
            hear(plan=kept, at=visit.at, signal=Signal.VISIT)
        audit.record(by, "care:visit:record", stream_of(kept), outcome=outcome, how=how)
    return visit


def forget_visits(before: datetime, limit: int) -> int:
    """Delete up to `limit` visits from before a moment, and return how many."""
    old = Visit.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
    return Visit.objects.filter(pk__in=list(old[:limit])).delete()[0]
