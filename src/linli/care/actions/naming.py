"""Those whom a person wants to be called: added in order, taken away, with a page of their own."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from linli.care.actions.plans import running, stream_of
from linli.care.actions.repeating import sent_once
from linli.care.models import Kin, Plan
from linli.cases.cleaning import clean
from linli.kernel import audit, clock, ids
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, FieldError, InvalidInput, invalid
from linli.kernel.permissions import Permission, require
from linli.people import actions as people

MOST = 6
_NOWHERE = 32_000
"""A place that nobody has: two rows change places by way of it."""


def kin_faults(phone: str, relation: str) -> list[FieldError]:
    """Return what is missing of somebody who is to be called."""
    errors = []
    if not phone.strip():
        errors.append(FieldError("phone", _("请填写联系人的电话。")))
    if not 0 < len(clean(relation)) <= 30:
        errors.append(FieldError("relation", _("请填写与老人的关系，最长30个字。")))
    return errors


@transaction.atomic
def name_kin(
    *,
    by: Actor,
    plan: Plan,
    name: str,
    phone: str,
    relation: str,
    has_key: bool = False,
    key: str = "",
) -> Kin:
    """Put somebody at the end of those to be called for the person, and return the row.

    The same `key` again with the same words answers with the first row.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: name, telephone or relation are missing or malformed, or six are named already.
        Conflict: they are named already, the plan has ended, or the key was used for somebody else.
    """
    kept = running(plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    said = {"plan": kept.pk, "name": name, "phone": phone, "relation": relation, "has_key": has_key}

    def do() -> int:
        return _name(by, kept, name=name, phone=phone, relation=relation, has_key=has_key).pk

    return Kin.objects.get(pk=sent_once(by=by, verb="kin", key=key, said=said, do=do))


def _name(by: Actor, kept: Plan, *, name: str, phone: str, relation: str, has_key: bool) -> Kin:
    if errors := kin_faults(phone, relation):
        raise InvalidInput(errors)
    if kept.kin.count() >= MOST:
        raise invalid("name", _("最多登记六位联系人。"))
    contact = people.enter_person(by=by, name=name, phone=phone, area_code=kept.grid_code)
    if kept.kin.filter(contact=contact).exists():
        raise Conflict(_("这位联系人已经登记。"))
    last = kept.kin.aggregate(last=Max("place"))["last"] or 0
    row = Kin.objects.create(
        plan=kept,
        contact=contact,
        place=last + 1,
        relation=clean(relation),
        has_key=has_key,
        page=ids.token(),
        added_at=clock.now(),
    )
    audit.record(by, "care:kin:name", stream_of(kept), place=row.place)
    return row


@transaction.atomic
def raise_kin(*, by: Actor, kin: Kin) -> None:
    """Let somebody be called one place earlier; the first stays the first.

    Raises:
        NotAllowed: `by` keeps no plans there.
        Conflict: the plan has ended.
    """
    kept = running(kin.plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    mine = kept.kin.filter(pk=kin.pk).first()
    before = kept.kin.filter(place__lt=mine.place).order_by("-place").first() if mine else None
    if mine is None or before is None:
        return
    kept.kin.filter(pk=mine.pk).update(place=_NOWHERE)
    kept.kin.filter(pk=before.pk).update(place=mine.place)
    kept.kin.filter(pk=mine.pk).update(place=before.place)
    audit.record(by, "care:kin:raise", stream_of(kept), place=before.place)


@transaction.atomic
def drop_kin(*, by: Actor, kin: Kin) -> None:
    """Take somebody off the list; their page is gone with it, those after them move up.

    Raises:
        NotAllowed: `by` keeps no plans there.
    """
    kept = running(kin.plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    place = kin.place
    kin.delete()
    for later in kept.kin.filter(place__gt=place).order_by("place"):
        Kin.objects.filter(pk=later.pk).update(place=F("place") - 1)
    audit.record(by, "care:kin:drop", stream_of(kept), place=place)
