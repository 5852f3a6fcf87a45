"""Leave: the person is away, in hospital or with family; who tells it, and when they are back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care import queries
from linli.care.actions.listening import plan_anew
from linli.care.actions.plans import running, stream_of
from linli.care.models import Leave, Plan
from linli.kernel import audit, clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, invalid
from linli.kernel.permissions import Permission, may

LONGEST = timedelta(days=180)


@transaction.atomic
def go_away(*, by: Actor, plan: Plan, kind: str, back_at: datetime, since: datetime | None = None) -> Leave:
    """Note that the person is away until `back_at`, without alarm meanwhile; a leave that runs is replaced.

    Args:
        by: the person, those they named, or whoever answers alerts there.
        plan: whose.
        kind: a Leave.Kind.
        back_at: when they mean to be back (aware), at most 180 days ahead; counts as a sign of life.
        since: when they left (aware); None is now.

    Raises:
        NotAllowed: `by` is none of them.
        InvalidInput: the kind or the moments do not fit.
        Conflict: the plan has ended.
    """
    kept = running(plan)
    _allow(by, kept)
    now = clock.now()
    start = since or now
    if kind not in Leave.Kind.values:
        raise invalid("kind", _("请选择外出的情形。"))
    if not now < back_at <= now + LONGEST or start >= back_at:
        raise invalid("back_at", _("返回时间应在今后180天以内。"))
    Leave.objects.filter(plan=kept, ended_at=None, back_at__gt=now).update(ended_at=now)
    leave = Leave.objects.create(
        plan=kept, kind=kind, since=start, back_at=back_at, told_by=by.id, told_at=now
    )
    if start <= now:
        plan_anew(kept, back_at)
    audit.record(by, "care:leave:begin", stream_of(kept), kind=kind, back=back_at.isoformat())
    return leave


@transaction.atomic
def come_back(*, by: Actor, plan: Plan) -> int:
    """Note that the person is back now; return how many leaves this ended.

    Raises:
        NotAllowed: `by` may not say so.
        Conflict: the plan has ended.
    """
    kept = running(plan)
    _allow(by, kept)
    now = clock.now()
    ended = Leave.objects.filter(plan=kept, ended_at=None, back_at__gt=now).update(ended_at=now)
    if ended:
        plan_anew(kept, now)
        audit.record(by, "care:leave:end", stream_of(kept))
    return ended


def _allow(by: Actor, plan: Plan) -> None:
    if not (queries.standing(by, plan) or may(by, Permission.CARE_ANSWER, plan.grid_code)):
        raise NotAllowed
