"""The pages that belong to a person and those they named: sent to them by message, shown to nobody else."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.care import agreements, queries
from linli.care.actions.plans import running, stream_of
from linli.care.agreements import Purpose
from linli.care.models import Emergency, Plan
from linli.channels import actions as channels
from linli.channels import queries as ways
from linli.channels.actions import Address, Message
from linli.channels.rules import Channel
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import invalid
from linli.kernel.permissions import Permission, require
from linli.people.models import Contact

AFTERWARDS = timedelta(hours=1)
"""After an emergency those whose plan was opened are told: not in the middle of it."""
_STILL = timedelta(days=3)
"""For how long it is tried: a quiet night, or Linli itself, may have stood between."""
Page = tuple[Contact, str, str]
"""Whose page it is, how it is called, and its secret link."""


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
    if not _is_carried(kept):
        raise invalid("phone", gettext_lazy("还没有设置短信网关，发不了链接。请找系统管理员。"))
    reached = _pages(kept)
    if not reached:
        raise invalid("phone", gettext_lazy("老人和联系人都没有留电话，发不了链接。"))
    for page in reached:
        with translation.override(page[0].language):
            said = _("社区关照：点开链接，看最近的动静，登记外出，看谁查过，也可以随时停止。")
        _send(kept, page, Message("care.page", said), f"care-page:{page[1]}:{clock.today():%Y%m%d}")
    audit.record(by, "care:pages:send", stream_of(kept), count=len(reached))
    return len(reached)


def tell_opened() -> int:
    """Tell those whose plan was opened in an emergency, and those they named, once it is an hour ago.

    Not in the quiet hours, and only those who have a telephone; each once. Returns how many plans it was.
    """
    now = clock.now()
    lately = Emergency.objects.filter(opened_at__lte=now - AFTERWARDS, opened_at__gt=now - _STILL)
    told = set()
    for emergency in lately.select_related("plan__elder").order_by("pk"):
        plan = emergency.plan
        quiet = agreements.in_quiet_hours(clock.local(now).time(), plan.quiet_from, plan.quiet_until)
        if _is_carried(plan) and not quiet:
            told.add(plan.pk)
            _tell_opened(emergency, plan)
    return len(told)


@transaction.atomic
def _tell_opened(emergency: Emergency, plan: Plan) -> None:
    for page in _pages(plan):
        said = _opened(page[0].language, own=page[0].pk == plan.elder_id)
        _send(plan, page, Message("care.opened", said), f"care-opened:{emergency.pk}:{page[1]}")


def _opened(language: str, *, own: bool) -> str:
    with translation.override(language):
        if own:
            return _("有人因紧急情况看过您的关照信息。是谁、什么时候、为什么，点开链接都看得到。")
        return _("有人因紧急情况看过您家老人的关照信息。是谁、什么时候、为什么，点开链接都看得到。")


def _is_carried(plan: Plan) -> bool:
    ways_there = ways.gateway_for(Channel.SMS, plan.grid_code) or ways.city_gateway(Channel.SMS)
    return ways_there is not None


def _pages(plan: Plan) -> list[Page]:
    """Return whose own pages there are and can be sent: the person's, and if agreed to those of the named."""
    pages: list[Page] = []
    if plan.elder:
        link = settings.CARE_LINK.format(name=plan.code, key=queries.elder_key(plan))
        pages.append((plan.elder, plan.code, link))
    agreed = queries.agreement(plan)
    if agreed and Purpose.CONTACTS in agreed.purposes:
        for kin in plan.kin.select_related("contact").order_by("place"):
            link = settings.CARE_LINK.format(name=kin.page, key=queries.kin_key(kin))
            pages.append((kin.contact, kin.page, link))
    return [page for page in pages if page[0].phone]


def _send(plan: Plan, page: Page, message: Message, key: str) -> None:
    """Send a message with the link of a page by SMS, once per `key`."""
    contact, _name, link = page
    whole = replace(message, link=link, area_code=plan.grid_code, params={"link": link})
    channels.tell(to=Address(Channel.SMS, crypto.decrypt(contact.phone)), message=whole, key=key)
