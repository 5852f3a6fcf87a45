"""Telephones that were proved: one account each, entered without a password."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import audit, clock, crypto, ids
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotAllowed
from linli.people.actions.contacts import Given, seal, stream_of
from linli.people.models import Contact


@transaction.atomic
def enter_by_phone(*, phone: str, language: str) -> Account:
    """Return the resident's account of a telephone that was just proved; opened when there is none.

    Args:
        phone: the number in its one spelling; whoever asks has read a code sent to it.
        language: of a new account.

    Raises:
        NotAllowed: the account is shut, or somebody works with it and signs in by password.
    """
    mine = Contact.objects.select_related("account").filter(
        phone_index=crypto.blind_index(phone), phone_proved_at__isnull=False, account__isnull=False
    )
    account = found.account if (found := mine.first()) else _opened(phone, language)
    if account is None or not account.is_active:
        raise NotAllowed(_("这个账号已停用，请打 12345 询问。"))
    if account.is_staff:
        raise NotAllowed(_("这是工作账号，请用用户名和密码登录。"))
    return account


def _opened(phone: str, language: str) -> Account:
    """Open an account for a telephone; whoever comes second at the same moment gets the first one's."""
    account = Account(username=f"p{ids.token(12)}", display_name=crypto.mask_phone(phone), language=language)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save()
            contact = Contact(account=account, language=language, created_at=clock.now())
            seal(contact, Given("", phone, ""))
            contact.phone_proved_at = clock.now()
            contact.save()
    except IntegrityError:
        return Account.objects.get(
            contact__phone_index=crypto.blind_index(phone), contact__phone_proved_at__isnull=False
        )
    actor = Actor(id=f"account:{account.pk}", name=str(account), account_id=account.pk)
    audit.record(actor, "people:contact:prove", stream_of(contact))
    return account


@transaction.atomic
def prove_phone(*, by: Actor, phone: str, language: str = "zh-hans") -> Contact:
    """Put a telephone that was just proved down as the signed-in person's own, and return their contact.

    Raises:
        NotAllowed: nobody is signed in.
        Conflict: it is another account's.
    """
    if by.account_id is None:
        raise NotAllowed
    contact = Contact.objects.select_for_update().filter(account_id=by.account_id).first()
    if contact is None:
        contact = Contact(account_id=by.account_id, language=language, created_at=clock.now())
    name, email = crypto.decrypt(contact.name), crypto.decrypt(contact.email)
    seal(contact, Given(name, phone, email))
    contact.phone_proved_at = clock.now()
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError:
        raise Conflict(_("这个号码已经用在另一个账号上，请用它登录。")) from None
    audit.record(by, "people:contact:prove", stream_of(contact))
    return contact
