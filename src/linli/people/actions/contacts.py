"""What is done to contacts: remembering, correcting, looking with a reason."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, crypto, phones, rows
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput, NotAllowed, invalid
from linli.kernel.permissions import Permission, require
from linli.people import rules
from linli.people.models import Contact
from linli.people.rules import Clear


@dataclass(frozen=True, slots=True)
class Given:
    """What a person told about themselves, read and found good; all in clear text."""

    name: str
    phone: str
    email: str


def remember_contact(
    *, by: Actor, name: str = "", phone: str = "", email: str = "", language: str = "zh-hans"
) -> Contact | None:
    """Return the contact of the person who gave these, made when new; None when nothing was given.

    A signed-in person is one contact whatever they give. Others are one contact for the same name with the
    same telephone (or e-mail), so a shared telephone mixes nobody up, and nothing is ever overwritten by
    somebody who merely knows the number.

    Raises:
        InvalidInput: the telephone or the e-mail is malformed, or the name too long.
    """
    given = read(name, phone, email)
    if by.account_id is not None:
        return _of_account(by.account_id, given, language)
    if not (given.phone or given.email):
        return None
    key = crypto.blind_index(f"{given.name}\n{given.phone or given.email.lower()}")
    contact = Contact(person_index=key, language=language, created_at=clock.now())
    seal(contact, given)
    return contact if rows.insert_unless_there(contact) else rows.first(Contact, person_index=key)


def enter_person(*, by: Actor, name: str, phone: str = "", address: str = "", area_code: str) -> Contact:
    """Return the contact of somebody whom a desk enters: known by name and telephone, or name and address.

    Raises:
        NotAllowed: `by` may not edit people in that area.
        InvalidInput: the name is missing, a field is malformed, or neither telephone nor address is given.
    """
    require(by, Permission.PEOPLE_EDIT, area_code)
    given = read(name, phone, "")
    if not given.name:
        raise invalid("name", _("请填写姓名。"))
    if not (given.phone or address):
        raise invalid("phone", _("请填写电话或住址。"))
    key = crypto.blind_index(f"{given.name}\n{given.phone or address}")
    contact = Contact(person_index=key, created_at=clock.now())
    seal(contact, given)
    if rows.insert_unless_there(contact):
        return contact
    return Contact.objects.get(person_index=key)


@transaction.atomic
def _of_account(account_id: int, given: Given, language: str) -> Contact:
    contact = Contact.objects.select_for_update().filter(account_id=account_id).first()
    if contact is None:
        contact = Contact(account_id=account_id, language=language, created_at=clock.now())
        seal(contact, given)
        contact.save()
    elif (given.phone or given.email) and not (contact.phone or contact.email):
        seal(contact, given)
        contact.save()
    return contact


@transaction.atomic
def correct_contact(
    *,
    by: Actor,
    contact: Contact,
    name: str = "",
    phone: str = "",
    email: str = "",
    may_contact: bool = True,
    channel: str = Contact.Channel.IN_APP,
) -> Contact:
    """Put down anew what a person says of themselves: how to reach them, by what, and whether at all.

    Raises:
        NotAllowed: it is another person's contact.
        InvalidInput: a field is malformed, or the channel has no address.
    """
    kept = Contact.objects.select_for_update().get(pk=contact.pk)
    _require_own(by, kept)
    given = read(name, phone, email)
    if channel not in Contact.Channel.values:
        raise invalid("channel", _("没有这种通知方式。"))
    if channel == Contact.Channel.SMS and not given.phone:
        raise invalid("phone", _("选择短信通知时请填写电话。"))
    if channel == Contact.Channel.EMAIL and not given.email:
        raise invalid("email", _("选择邮件通知时请填写电子邮件。"))
    seal(kept, given)
    kept.may_contact, kept.channel = may_contact, channel
    kept.save()
    audit.record(by, "people:contact:correct", stream_of(kept))
    return kept


@transaction.atomic
def choose_channel(*, by: Actor, channel: str, phone: str = "", email: str = "", language: str) -> Contact:
    """Let the signed-in person choose how to be told of what they reported; what is not given stays.

    Raises:
        NotAllowed: nobody is signed in.
        InvalidInput: a field is malformed, or the channel has no address.
    """
    if by.account_id is None:
        raise NotAllowed
    kept = _of_account(by.account_id, Given("", "", ""), language)
    given = read("", phone, email)
    if given.phone and kept.phone_proved_at is not None and given.phone != crypto.decrypt(kept.phone):
        raise invalid("phone", _("这是您登录用的号码，不能在这里更换。"))
    return correct_contact(
        by=by,
        contact=kept,
        name=crypto.decrypt(kept.name),
        phone=given.phone or crypto.decrypt(kept.phone),
        email=given.email or crypto.decrypt(kept.email),
        may_contact=True,
        channel=channel,
    )


@transaction.atomic
def look(*, by: Actor, contact: Contact, reason: str, area_code: str) -> Clear:
    """Return the name, telephone and e-mail of `contact` in clear text; who looked, when and why is kept.

    Args:
        by: who looks; the person themselves need no permission.
        contact: at whom.
        reason: why, in the looker's words; the person may read it.
        area_code: of the matter for which they look, e.g. the grid of a case.

    Raises:
        NotAllowed: `by` may not look at people in that area.
        InvalidInput: no reason worth the name was given.
    """
    if not _is_own(by, contact):
        require(by, Permission.PEOPLE_LOOK, area_code)
    if not rules.is_reason(reason):
        raise invalid("reason", _("请写明查看原因，至少4个字；当事人可以看到。"))
    audit.record(by, "people:contact:look", stream_of(contact), reason.strip(), area=area_code, by=by.name)
    return Clear(
        name=crypto.decrypt(contact.name),
        phone=crypto.decrypt(contact.phone),
        email=crypto.decrypt(contact.email),
    )


def stream_of(contact: Contact) -> str:
    """Return the name of the audit stream in which everything done to `contact` is kept."""
    return f"contact:{contact.pk}"


def read(name: str, phone: str, email: str) -> Given:
    """Return what was given, each in its one spelling.

    Raises:
        InvalidInput: naming every field that is malformed.
    """
    name, email = name.strip(), email.strip()
    errors = []
    if len(name) > rules.LONGEST_NAME:
        errors.append(FieldError("name", _("姓名最长60个字。")))
    try:
        phone = phones.normal(phone)
    except InvalidInput as fault:
        errors.extend(fault.errors)
    try:
        if email:
            validate_email(email)
    except ValidationError:
        errors.append(FieldError("email", _("电子邮件地址不正确。")))
    if errors:
        raise InvalidInput(errors)
    return Given(name, phone, email)


def seal(contact: Contact, given: Given) -> None:
    """Put down what was given; another telephone than before has to be proved anew."""
    index = crypto.blind_index(given.phone) if given.phone else ""
    if contact.phone_index != index:
        contact.phone_proved_at = None
    contact.name = crypto.encrypt(given.name)
    contact.phone = crypto.encrypt(given.phone)
    contact.phone_index = index
    contact.phone_mask = crypto.mask_phone(given.phone) if given.phone else ""
    contact.email = crypto.encrypt(given.email)


def _is_own(by: Actor, contact: Contact) -> bool:
    return by.account_id is not None and by.account_id == contact.account_id


def _require_own(by: Actor, contact: Contact) -> None:
    if not _is_own(by, contact):
        raise NotAllowed(_("只能修改自己的联系方式。"))
