"""Whom a rung calls, and telling them: to those outside without a name, an address or a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from linli.care import queries, saying
from linli.care.agreements import Purpose
from linli.care.models import Alert, Call, Kin
from linli.care.rungs import Ladders, Rung, Who
from linli.channels import actions as channels
from linli.channels import queries as ways
from linli.channels.actions import Address, Group, Message
from linli.channels.rules import Channel
from linli.kernel import clock, crypto
from linli.kernel.accounts import Account
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs
from linli.orgs.rules import WORKING_DUTIES, Body, Duty, Kind
from linli.people.models import Contact
from linli.places import queries as places


@dataclass(slots=True)
class Reached:
    """Whom a rung reaches: people with an account, groups of bodies, one person by message."""

    names: list[str] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    contact: Contact | None = None
    link: str = ""
    kin: Kin | None = None

    def __bool__(self) -> bool:
        return bool(self.accounts or self.bodies or self.contact)


def reach(alert: Alert, rung: Rung) -> Reached:
    """Return whom `rung` reaches for `alert` now."""
    match rung.who:
        case Who.ELDER:
            return _elder(alert)
        case Who.KIN:
            return _kin(alert)
        case Who.GRID_WORKER:
            return _workers(alert.grid_code, WORKING_DUTIES)
        case Who.DESK:
            return _accounts(orgs.keepers(Permission.CARE_EDIT, alert.grid_code))
        case Who.VOLUNTEER:
            return _workers(alert.grid_code[:12], frozenset({Duty.VOLUNTEER}))
        case Who.PROPERTY:
            return _bodies(alert, Kind.PROPERTY_MANAGER, "property")
        case Who.POLICE:
            found = _workers(alert.grid_code[:12], frozenset({Duty.POLICE}))
            return found or _bodies(alert, "", "police")
        case Who.MEDICAL:
            return _bodies(alert, Kind.HOSPITAL, "health")


def _elder(alert: Alert) -> Reached:
    link = settings.CARE_LINK.format(name=alert.plan.code, key=queries.elder_key(alert.plan))
    return _by_message(alert, alert.plan.elder, link, saying.ELDER)


def _kin(alert: Alert) -> Reached:
    agreed = queries.agreement(alert.plan)
    if agreed is None or Purpose.CONTACTS not in agreed.purposes:
        return Reached()
    later = Kin.objects.filter(plan=alert.plan, place__gt=alert.kin_place).select_related("contact")
    for kin in later.order_by("place"):
        link = settings.CARE_LINK.format(name=kin.page, key=queries.kin_key(kin))
        who = saying.NAMED.format(place=kin.place, relation=kin.relation)
        if found := _by_message(alert, kin.contact, link, who):
            found.kin = kin
            return found
    return Reached()


def _by_message(alert: Alert, contact: Contact | None, link: str, who: str) -> Reached:
    carried = ways.gateway_for(Channel.SMS, alert.grid_code) or ways.city_gateway(Channel.SMS)
    if contact is None or not contact.phone or carried is None:
        return Reached()
    return Reached([who], contact=contact, link=link)


def _workers(code: str, duties: frozenset[Duty]) -> Reached:
    found = orgs.workers_at(code, duties).filter(account__is_active=True).select_related("account")
    rows = list(found[:20])
    return Reached([row.name for row in rows], [row.account for row in rows if row.account])


def _accounts(accounts: Sequence[Account]) -> Reached:
    return Reached([each.display_name or each.username for each in accounts], list(accounts))


def _bodies(alert: Alert, kind: str, duty: str) -> Reached:
    """Return the nearest bodies of a kind or with a duty that anybody can be reached at."""
    street = alert.grid_code[:9]
    fitting = [
        body
        for body in orgs.bodies()
        if (duty in body.duties or (kind and body.kind == kind))
        and body.area_code
        and (alert.grid_code.startswith(body.area_code) or body.area_code.startswith(street))
    ]
    reached = Reached()
    for body in sorted(fitting, key=lambda each: (-len(each.area_code), each.code)):
        accounts = orgs.accounts_acting_for(body.code)
        if accounts or ways.robots_of(body.code):
            reached.names.append(body.name)
            reached.accounts += accounts
            reached.bodies.append(body)
            break
    return reached


def tell(alert: Alert, rung: Rung, reached: Reached, seq: int) -> None:
    """Tell those reached, once for the step `seq`."""
    key = f"care:{alert.code}:{seq}"
    if reached.contact is not None:
        _ask(alert, rung, reached, key)
    inside = rung.who in {Who.GRID_WORKER, Who.DESK}
    channels.tell_all(to=reached.accounts, message=_Words(alert, rung, inside), key=key)
    for body in reached.bodies:
        channels.tell(to=Group(body.code), message=_Words(alert, rung, inside=False)(""), key=key)


def _ask(alert: Alert, rung: Rung, reached: Reached, key: str) -> None:
    contact = reached.contact
    if contact is None:
        return
    with translation.override(contact.language):
        if rung.who is Who.ELDER:
            said = _("您还好吗？请点开链接报个平安，或给社区回个电话。")
        else:
            said = _("您家老人一段时间没有动静，请打个电话问问，再点开链接告诉社区。")
        message = Message(
            event="care.asked",
            subject=said,
            link=reached.link,
            area_code=alert.grid_code,
            params={"link": reached.link},
        )
    text = crypto.decrypt(contact.phone)
    channels.tell(to=Address(Channel.SMS, text), message=message, key=key)


@dataclass(frozen=True, slots=True)
class _Words:
    """What an account is told, by language; `inside` are those who may open the alert."""

    alert: Alert
    rung: Rung
    inside: bool

    def __call__(self, language: str) -> Message:
        with translation.override(language or settings.LANGUAGE_CODE):
            area = places.name(self.alert.grid_code)
            if self.inside:
                body = queries.why(self.alert, language, lasting=True)
            else:
                body = _("请马上联系社区工作台，由工作台告知地址。")
                office = orgs.office_of(self.alert.grid_code)
                if office and office.phone:
                    body += _("电话：{phone}。").format(phone=office.phone)
            return Message(
                event="care.called",
                subject=_("{area}：独居老人没有动静，{rung}").format(
                    area=area, rung=self.rung.named(language)
                ),
                body=body,
                link=settings.ALERT_LINK.format(code=self.alert.code) if self.inside else "",
                area_code=self.alert.grid_code,
            )


def tell_the_desk(alert: Alert, said: str, key: str) -> None:
    """Tell the nearest desk something about an alert."""
    accounts = orgs.keepers(Permission.CARE_EDIT, alert.grid_code)
    message = Message("care.desk", said, link=settings.ALERT_LINK.format(code=alert.code))
    channels.tell_all(to=accounts, message=lambda _language: message, key=key)


def beyond_budget(accounts: Iterable[Account], ladders: Ladders) -> list[Account]:
    """Return those who were called to as many alerts today as one worker should be, or more."""
    since = clock.midnight(clock.today())
    return [
        account
        for account in accounts
        if Call.objects.filter(account=account, at__gte=since).count() >= ladders.calls_a_day
    ]
