"""Those whom a person wants to be called: added in order, taken away, with a page of their own."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from linli.care.actions.plans import running, stream_of
from linli.care.models import Kin, Plan
from linli.cases.cleaning import clean
from linli.kernel import audit, clock, ids
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, invalid
from linli.kernel.permissions import Permission, require
from linli.people import actions as people

MOST = 6


@transaction.atomic
def name_kin(*, by: Actor, plan: Plan, name: str, phone: str, relation: str, has_key: bool = False) -> Kin:
    """Put somebody at the end of those to be called for the person, and return the row.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: name, telephone or relation are missing or malformed, or six are named already.
        Conflict: they are named already, or the plan has ended.
    """
    kept = running(plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    if not phone.strip():
        raise invalid("phone", _("请填写联系人的电话。"))
    if not 0 < len(clean(relation)) <= 30:
        raise invalid("relation", _("请填写与老人的关系，最长30个字。"))
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
