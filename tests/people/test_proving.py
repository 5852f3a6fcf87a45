"""A telephone that was proved leads into one account, and into none that works here."""

from typing import Any

import pytest

from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, NotAllowed
from linli.people import actions, queries
from linli.people.models import Contact

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


def enter() -> Account:
    """Come in by telephone."""
    return actions.enter_by_phone(phone=PHONE, language="en")


def actor(account: Account) -> Actor:
    """Return who acts when an account is signed in."""
    return Actor(id=f"account:{account.pk}", name="", account_id=account.pk)


def test_the_first_time_opens_an_account_and_the_next_finds_it() -> None:
    account = enter()
    assert enter() == account
    assert (str(account), account.language) == ("138****8000", "en")
    assert not account.has_usable_password()
    assert PHONE not in account.username
    assert AuditEntry.objects.filter(verb="people:contact:prove").count() == 1


def test_a_number_that_somebody_only_wrote_down_leads_nowhere() -> None:
    other = Account.objects.create(username="other")
    actions.remember_contact(by=actor(other), phone=PHONE)
    assert enter() != other


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_staff": True}])
def test_shut_and_working_accounts_are_not_entered(state: dict[str, Any]) -> None:
    Account.objects.filter(pk=enter().pk).update(**state)
    with pytest.raises(NotAllowed):
        enter()


def test_an_account_adds_its_number_and_nobody_elses() -> None:
    mine, late = (Account.objects.create(username=name) for name in ("mine", "late"))
    contact = actions.prove_phone(by=actor(mine), phone=PHONE)
    assert contact.phone_proved_at is not None
    assert enter() == mine
    with pytest.raises(Conflict):
        actions.prove_phone(by=actor(late), phone=PHONE)
    with pytest.raises(NotAllowed):
        actions.prove_phone(by=ANONYMOUS, phone=PHONE)


def test_another_number_has_to_be_proved_anew() -> None:
    mine = Account.objects.create(username="mine")
    contact = actions.prove_phone(by=actor(mine), phone=PHONE)
    actions.correct_contact(by=actor(mine), contact=contact, phone="13900139000")
    contact.refresh_from_db()
    assert contact.phone_proved_at is None
    assert enter() != mine


def test_contacts_without_a_number_are_never_alike() -> None:
    Contact.objects.create(created_at="2026-11-23T00:00:00Z")
    assert not queries.contacts_of_index("").exists()
    assert queries.home_of(ANONYMOUS) == ""
