"""Looks at what a plan keeps sealed: with a reason, seen by the person; and breaking the glass."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.care.actions.plans import elder_of, running, stream_of
from linli.care.agreements import Opened, OpenedKin
from linli.care.models import Emergency, Plan
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotAllowed, invalid
from linli.kernel.permissions import Permission, prefixes, require
from linli.people import actions as people
from linli.people import rules as people_rules

_ONE = timedelta(hours=1)
"""Opened again for the same reason so soon, it is one emergency; each look is logged."""


@transaction.atomic
def look(*, by: Actor, plan: Plan, reason: str) -> Opened:
    """Return what the plan keeps sealed, in clear; who looked, when and why is kept and shown to the person.

    Raises:
        NotAllowed: `by` may not look there.
        InvalidInput: no reason worth the name was given.
        Conflict: the plan has ended.
    """
    kept = running(plan)
    require(by, Permission.CARE_LOOK, kept.grid_code)
    return _open(by, kept, reason, "care:plan:look")


@transaction.atomic
def break_glass(*, by: Actor, plan: Plan, reason: str) -> Opened:
    """Open a plan without the right to, to save a life; another person reviews it afterwards.

    《个人信息保护法》第十三条第一款第四项: in an emergency, to protect life and health, no consent is needed.

    Args:
        by: anybody who answers alerts somewhere in the same street.
        plan: whose.
        reason: what is going on.

    Raises:
        NotAllowed: `by` answers no alerts in that street.
        InvalidInput: no reason worth the name was given.
        Conflict: the plan has ended.
    """
    kept = running(plan)
    street = kept.grid_code[:9]
    here = prefixes(by, Permission.CARE_ANSWER)
    if not any(code.startswith(street) or street.startswith(code) for code in here):
        raise NotAllowed
    opened = _open(by, kept, reason, "care:plan:break_glass")
    now = clock.now()
    mine = Emergency.objects.filter(plan=kept, opened_by=by.id, reviewed_at=None, opened_at__gt=now - _ONE)
    if not mine.filter(reason=reason.strip()).exists():
        Emergency.objects.create(
            plan=kept,
            grid_code=kept.grid_code,
            opened_by=by.id,
            opened_name=by.name,
            opened_at=now,
            reason=reason.strip(),
        )
    return opened


@transaction.atomic
def review(*, by: Actor, emergency: Emergency, justified: bool, review: str) -> Emergency:
    """Say whether it was right to open a plan in an emergency; never by the one who opened it.

    Raises:
        NotAllowed: `by` reviews nothing there, or opened it.
        InvalidInput: nothing was said.
        Conflict: it was reviewed before.
    """
    kept = Emergency.objects.select_for_update().select_related("plan").get(pk=emergency.pk)
    require(by, Permission.CARE_REVIEW, kept.grid_code)
    if by.id == kept.opened_by:
        raise NotAllowed(_("不能复核自己的紧急打开。"))
    if kept.reviewed_at is not None:
        raise Conflict(_("已经复核过。"))
    if not people_rules.is_reason(review):
        raise invalid("review", _("请写明复核意见，至少4个字。"))
    kept.reviewed_by, kept.reviewed_at = by.id, clock.now()
    kept.justified, kept.review = justified, review.strip()
    kept.save()
    audit.record(by, "care:emergency:review", stream_of(kept.plan), kept.review, justified=justified)
    return kept


def _open(by: Actor, plan: Plan, reason: str, verb: str) -> Opened:
    if not people_rules.is_reason(reason):
        raise invalid("reason", _("请写明查看原因，至少4个字；当事人可以看到。"))
    elder = elder_of(plan)
    audit.record(by, verb, stream_of(plan), reason.strip(), by=by.name)
    audit.record(
        by, "people:contact:look", people.stream_of(elder), reason.strip(), area=plan.grid_code, by=by.name
    )
    return Opened(
        name=crypto.decrypt(elder.name),
        phone=crypto.decrypt(elder.phone),
        address=crypto.decrypt(plan.address),
        health=crypto.decrypt(plan.health),
        keys=crypto.decrypt(plan.keys),
        kin=tuple(
            OpenedKin(
                name=crypto.decrypt(each.contact.name),
                phone=crypto.decrypt(each.contact.phone),
                relation=each.relation,
                has_key=each.has_key,
            )
            for each in plan.kin.select_related("contact").order_by("place")
        ),
    )
