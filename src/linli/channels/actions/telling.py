"""Telling people: notices written in the caller's transaction, and what the reader does with them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.channels import queries
from linli.channels.models import Delivery, Gateway, Notice, Preference
from linli.channels.rules import Channel, shorten
from linli.kernel import clock, crypto, rows
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, invalid
from linli.people import actions as people
from linli.people.models import Contact


@dataclass(frozen=True)
class Message:
    """What is told; the words are already in the reader's language.

    Args:
        event: what happened, for sorting, e.g. "cases.closed".
        subject: one line, without personal data.
        body: more, without personal data.
        link: where to read on, a complete address.
        area_code: where it happened; chooses the gateway.
        params: values for an SMS carrier's template, e.g. {"number": ..., "state": ...}.
    """

    event: str
    subject: str
    body: str = ""
    link: str = ""
    area_code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """The group of an organisation, reached by its robots."""

    organisation_code: str


@dataclass(frozen=True)
class Address:
    """A bare telephone or e-mail address in clear, of somebody who is not known here.

    Args:
        channel: by what it is reached.
        text: the number or e-mail.
        until: after when the message is of no more use.
        stop: the address of the page on which it can ask to be told no more; goes into an e-mail's head.
    """

    channel: Channel
    text: str
    until: datetime | None = None
    stop: str = ""


Recipient = Account | Contact | Group | Address


@transaction.atomic(savepoint=False)
def tell(*, to: Recipient, message: Message, key: str) -> Notice:
    """Write a notice and the deliveries it needs, once per `key` and recipient; sending happens later.

    Args:
        to: an account (its inbox, and e-mail when it asked for that), a contact (as it would rather be told,
            if it agreed to be), an organisation's group, or a bare address (the text travels sealed).
        message: what to say.
        key: names the occasion, e.g. "case:261124-123-4567:5".
    """
    if isinstance(to, Account):
        notice = _written(message, f"{key}:account:{to.pk}", account=to)
    elif isinstance(to, Contact):
        notice = _written(message, f"{key}:contact:{to.pk}", contact=to)
    elif isinstance(to, Address):
        notice = _written(Message(message.event, message.subject), f"{key}:address")
    else:
        code = to.organisation_code
        notice = _written(message, f"{key}:group:{code}", organisation_code=code)
    if earlier := rows.first(Notice, key=notice.key):
        return earlier
    rows.insert(notice)
    moment = notice.created_at
    for gateway, address in _ways_to(to, message.area_code):
        rows.insert(
            Delivery(
                notice=notice,
                gateway=gateway,
                address=crypto.encrypt(address),
                sealed=_sealed(to, message),
                until=to.until if isinstance(to, Address) else None,
                created_at=moment,
                next_at=moment,
            )
        )
    return notice


def tell_all(*, to: Sequence[Account], message: Callable[[str], Message], key: str) -> None:
    """Tell many accounts the same, each in its language, once per `key`; a few queries for all of them.

    Args:
        to: who is told.
        message: what to say in a language.
        key: names the occasion.
    """
    if not to:
        return
    said = {language: message(language) for language in {account.language for account in to}}
    by_mail = Preference.objects.filter(account__in=to, by_email=True).values_list("account", flat=True)
    mailed = set(by_mail)
    Notice.objects.bulk_create(
        [
            _written(said[account.language], f"{key}:account:{account.pk}", account=account)
            for account in to
            if account.pk not in mailed
        ],
        ignore_conflicts=True,
    )
    for account in to:
        if account.pk in mailed:
            tell(to=account, message=said[account.language], key=key)


def _written(message: Message, key: str, **to: Any) -> Notice:
    """Return the notice of a message, not yet saved."""
    return Notice(
        key=key,
        event=message.event,
        subject=shorten(" ".join(message.subject.split()), 120),
        body=message.body,
        link=message.link,
        params=dict(message.params),
        created_at=clock.now(),
        **to,
    )


def _sealed(to: Recipient, message: Message) -> str:
    """Return what is said to a bare address, sealed; "" for everybody else, who reads the notice itself."""
    if not isinstance(to, Address):
        return ""
    text = {
        "subject": message.subject,
        "body": message.body,
        "link": message.link,
        "params": dict(message.params),
        "stop": to.stop,
    }
    return crypto.encrypt(json.dumps(text, ensure_ascii=False))


def _ways_to(to: Recipient, area_code: str) -> Iterator[tuple[Gateway, str]]:
    """Yield the gateways and the clear addresses by which the recipient is told besides the inbox."""
    if isinstance(to, Group):
        yield from ((robot, "") for robot in queries.robots_of(to.organisation_code))
        return
    if isinstance(to, Address):
        if gateway := queries.gateway_for(to.channel, area_code) or queries.city_gateway(to.channel):
            yield gateway, to.text
        return
    channel, address = _wish_of_account(to) if isinstance(to, Account) else _wish_of_contact(to)
    if channel and address and (gateway := queries.gateway_for(channel, area_code)):
        yield gateway, address


def _wish_of_account(account: Account) -> tuple[Channel | None, str]:
    return (Channel.EMAIL, account.email) if queries.wants_email(account.pk) else (None, "")


def _wish_of_contact(contact: Contact) -> tuple[Channel | None, str]:
    if contact.may_contact and contact.channel == Contact.Channel.SMS:
        return Channel.SMS, crypto.decrypt(contact.phone)
    if contact.may_contact and contact.channel == Contact.Channel.EMAIL:
        return Channel.EMAIL, crypto.decrypt(contact.email)
    return None, ""


def mark_read(*, by: Actor, notice: int | None = None) -> int:
    """Mark one notice of the signed-in person as read, or all of them; return how many were unread."""
    unread = queries.inbox(by).filter(read_at=None)
    if notice is not None:
        unread = unread.filter(pk=notice)
    return Notice.objects.filter(pk__in=unread.order_by().values("pk")).update(read_at=clock.now())


@transaction.atomic
def prefer(*, by: Actor, by_email: bool, email: str = "") -> None:
    """Let the signed-in person choose whether notices of work come by e-mail too, and to which address.

    Args:
        by: who chooses for themselves.
        by_email: whether e-mail is wanted.
        email: the address; "" keeps the one that is there.

    Raises:
        NotAllowed: nobody is signed in.
        InvalidInput: the address is malformed, or e-mail is wanted and there is none.
    """
    if by.account_id is None:
        raise NotAllowed
    account = Account.objects.select_for_update().get(pk=by.account_id)
    if email := email.strip():
        account.email = people.read("", "", email).email
        account.save(update_fields=["email"])
    if by_email and not account.email:
        raise invalid("email", _("要收邮件，请填写电子邮件地址。"))
    Preference.objects.update_or_create(account=account, defaults={"by_email": by_email})
