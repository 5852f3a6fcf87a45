"""The pages that belong to a person and those they named: sent to them by message, shown to nobody else."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.care import queries
from linli.care.actions.plans import running, stream_of
from linli.care.agreements import Purpose
from linli.care.models import Plan
from linli.channels import actions as channels
from linli.channels import queries as ways
from linli.channels.actions import Address, Message
from linli.channels.rules import Channel
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import invalid
from linli.kernel.permissions import Permission, require
from linli.people.models import Contact


@transaction.atomic
def send_pages(*, by: Actor, plan: Plan) -> int:
    """Send the person, and those they named if that was agreed to, the link of their own page; once a day.

    There they read the last sign, note a leave, see who looked, and withdraw. Returns how many are told.

    Raises:
        NotAllowed: `by` keeps no plans there.
        InvalidInput: no message can be carried, or nobody has a telephone.
        Conflict: the plan has ended.
    """
    kept = running(plan)
    require(by, Permission.CARE_EDIT, kept.grid_code)
    if (ways.gateway_for(Channel.SMS, kept.grid_code) or ways.city_gateway(Channel.SMS)) is None:
        raise invalid("phone", gettext_lazy("还没有设置短信网关，发不了链接。请找系统管理员。"))
    agreed = queries.agreement(kept)
    pages: list[tuple[Contact, str, str]] = []
    if kept.elder:
        pages.append((kept.elder, kept.code, queries.elder_key(kept)))
    if agreed and Purpose.CONTACTS in agreed.purposes:
        named = kept.kin.select_related("contact").order_by("place")
        pages += [(kin.contact, kin.page, queries.kin_key(kin)) for kin in named]
    reached = [page for page in pages if page[0].phone]
    if not reached:
        raise invalid("phone", gettext_lazy("老人和联系人都没有留电话，发不了链接。"))
    for contact, name, key in reached:
        _send(kept, contact, name, settings.CARE_LINK.format(name=name, key=key))
    audit.record(by, "care:pages:send", stream_of(kept), count=len(reached))
    return len(reached)


def _send(plan: Plan, contact: Contact, name: str, link: str) -> None:
    with translation.override(contact.language):
        said = _("社区关照：点开链接，看最近的动静，登记外出，看谁查过，也可以随时停止。")
    message = Message("care.page", said, link=link, area_code=plan.grid_code, params={"link": link})
    to = Address(Channel.SMS, crypto.decrypt(contact.phone))
    channels.tell(to=to, message=message, key=f"care-page:{name}:{clock.today():%Y%m%d}")
