"""What is done to consents: given, withdrawn, run out; and which devices a consent opens to a plan."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.care import agreements, mapped, queries
from linli.care.actions import listening
from linli.care.actions.plans import close, running, stream_of
from linli.care.actions.repeating import sent_once
from linli.care.agreements import Agreement, Purpose
from linli.care.models import Consent, Plan, Pseudonym, Watch
from linli.cases.cleaning import clean
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, NotAllowed, invalid
from linli.kernel.permissions import Permission, may, require

WITHDRAWN = "withdrawn"
_LONGEST_PSEUDONYM = 100


def consent_faults(agreement: Agreement, name: str) -> list[FieldError]:
    """Return what keeps an agreement, given by somebody of this name, from being recorded."""
    errors = [FieldError(field, text) for field, text in agreements.faults(agreement)]
    if not 0 < len(clean(name)) <= 60:
        errors.append(FieldError("name", _("请填写同意人的姓名。")))
    return errors


@transaction.atomic
def give_consent(*, by: Actor, plan: Plan, agreement: Agreement, name: str, key: str = "") -> Consent:
    """Record what the person (or the guardian) agreed to; it takes the place of what was agreed before.

    What is no longer agreed to goes at once: pseudonyms of other signals, health and keys without purpose.

    Args:
        by: the desk that heard it.
        plan: whose.
        agreement: what was agreed to.
        name: of whoever agreed, in clear.
        key: of the form; the same form sent twice is one consent.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: naming every field that is wrong.
        Conflict: the plan has ended, or the key was used for another consent.
    """
    kept = running(plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    said = {"plan": kept.pk, "agreement": asdict(agreement), "name": name}
    pk = sent_once(by=by, verb="agree", key=key, said=said, do=lambda: _give(by, kept, agreement, name).pk)
    return Consent.objects.get(pk=pk)


def _give(by: Actor, kept: Plan, agreement: Agreement, name: str) -> Consent:
    if errors := consent_faults(agreement, name):
        raise InvalidInput(errors)
    row = Consent.objects.create(
        plan=kept,
        kind=Consent.Kind.GIVEN,
        giver=agreement.giver,
        giver_name=crypto.encrypt(clean(name)),
        how=agreement.how,
        ground=clean(agreement.ground)[:200],
        signals=sorted(agreement.signals),
        purposes=sorted(agreement.purposes),
        since=agreement.since,
        until=agreement.until,
        recorded_at=clock.now(),
        recorded_by=by.id,
    )
    _narrow(kept, agreement)
    if Watch.objects.filter(plan=kept).exists():
        listening.begin(kept, row.recorded_at)
    audit.record(
        by,
        "care:consent:give",
        stream_of(kept),
        giver=row.giver,
        how=row.how,
        signals=row.signals,
        purposes=row.purposes,
        since=row.since.isoformat(),
        until=row.until.isoformat(),
    )
    return row


@transaction.atomic
def withdraw(*, by: Actor, plan: Plan) -> Plan:
    """Take every consent back: watching stops in this transaction, the rest is deleted on time.

    The person, those they named and the desk may do so, without a reason. Doing it twice changes nothing.

    Raises:
        NotAllowed: `by` is none of them.
    """
    kept = Plan.objects.select_for_update().get(pk=plan.pk)
    if not (queries.standing(by, kept) or may(by, Permission.CARE_EDIT, kept.grid_code)):
        raise NotAllowed
    if kept.ended_at is not None:
        return kept
    today = clock.today()
    Consent.objects.create(
        plan=kept,
        kind=Consent.Kind.WITHDRAWN,
        since=today,
        until=today,
        recorded_at=clock.now(),
        recorded_by=by.id,
    )
    close(kept, WITHDRAWN, clock.now())
    audit.record(by, "care:consent:withdraw", stream_of(kept))
    return kept


def _narrow(plan: Plan, agreement: Agreement) -> None:
    mapped = Pseudonym.objects.filter(plan=plan)
    mapped.exclude(signal__in=agreement.signals).delete()
    mapped.update(valid_until=agreement.until)
    if Purpose.HEALTH not in agreement.purposes:
        plan.health = ""
    if Purpose.KEYS not in agreement.purposes:
        plan.keys = ""
    plan.save(update_fields=["health", "keys"])


@transaction.atomic
def map_pseudonym(*, by: Actor, plan: Plan, group: str, pseudonym: str, signal: str) -> Pseudonym:
    """Say that events of the device group `group` about `pseudonym` are about the person of `plan`.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: the signal was not agreed to, or group or pseudonym are missing.
        Conflict: they lead to another person, or the plan has ended.
    """
    kept = running(plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    agreed = queries.agreement(kept)
    if agreed is None or signal not in agreed.signals:
        raise invalid("signal", _("没有同意使用这种信号，不能对照。"))
    if not (0 < len(group) <= _LONGEST_PSEUDONYM and 0 < len(pseudonym) <= _LONGEST_PSEUDONYM):
        raise invalid("pseudonym", _("请填写设备组和假名，各最长100个字符。"))
    index = queries.pseudonym_index(group, pseudonym)
    try:
        with transaction.atomic():
            row, made = Pseudonym.objects.get_or_create(
                index=index,
                defaults={
                    "plan": kept,
                    "sealed": crypto.encrypt(f"{group}\n{pseudonym}"),
                    "signal": signal,
                    "valid_until": agreed.until,
                },
            )
    except IntegrityError:
        row, made = Pseudonym.objects.get(index=index), False
    if row.plan_id != kept.pk:
        raise Conflict(_("这个假名已对照到另一个人，请核对。"))
    if row.signal != signal:
        raise Conflict(_("这个假名已对照为另一种信号，请先去掉原来的对照。"))
    if made:
        mapped.expire()
        if not Pseudonym.objects.filter(plan=kept).exclude(pk=row.pk).exists():
            listening.begin(kept, clock.now())
        audit.record(by, "care:pseudonym:map", stream_of(kept), signal=signal)
    return row


@transaction.atomic
def unmap_pseudonym(*, by: Actor, pseudonym: Pseudonym) -> None:
    """Let a pseudonym lead to nobody any more; doing it twice changes nothing.

    Raises:
        NotAllowed: `by` keeps no plans there.
        Conflict: the plan has ended.
    """
    kept = running(pseudonym.plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    if Pseudonym.objects.filter(pk=pseudonym.pk).delete()[0]:
        if not Pseudonym.objects.filter(plan=kept).exists():  # nobody is silent whom no device hears
            Watch.objects.filter(plan=kept).update(next_check_at=clock.now())
        audit.record(by, "care:pseudonym:unmap", stream_of(kept), signal=pseudonym.signal)


def forget_pseudonyms(before: datetime, limit: int) -> int:
    """Delete up to `limit` pseudonyms whose consent ran out before a moment; none is used meanwhile."""
    late = Pseudonym.objects.filter(valid_until__lt=clock.local(before).date())
    pks = list(late.order_by("pk").values_list("pk", flat=True)[:limit])
    return Pseudonym.objects.filter(pk__in=pks).delete()[0]
