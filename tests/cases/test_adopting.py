"""Reports made without an account come to the account that proves the telephone, and to no other."""

import pytest

from linli.cases import actions, queries
from linli.cases.models import Case
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS, Actor
from linli.people import actions as people
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
PHONE, OTHER = "13800138000", "13900139000"


def reported_from(phone: str) -> Case:
    """Return a report without an account, with a telephone."""
    contact = people.remember_contact(by=ANONYMOUS, name="王", phone=phone)
    assert contact is not None
    return city.reported(reporter=contact.pk)


def entered(phone: str) -> Actor:
    """Return somebody who signed in by telephone."""
    account = people.enter_by_phone(phone=phone, language="zh-hans")
    return Actor(id=f"account:{account.pk}", name="", account_id=account.pk)


def test_earlier_reports_are_found_once() -> None:
    case, strange = reported_from(PHONE), reported_from(OTHER)
    me = entered(PHONE)
    assert [actions.adopt(by=me), actions.adopt(by=me)] == [1, 0]
    assert me.account_id is not None
    assert queries.reported_by(me.account_id) == [case]
    strange.refresh_from_db()
    assert strange.reporter_account_id is None


def test_a_number_that_was_not_proved_finds_nothing() -> None:
    reported_from(PHONE)
    account = Account.objects.create(username="li")
    me = Actor(id=f"account:{account.pk}", name="", account_id=account.pk)
    people.remember_contact(by=me, phone=PHONE)
    assert actions.adopt(by=me) == 0
    assert actions.adopt(by=ANONYMOUS) == 0


def test_reports_of_another_account_stay_with_it() -> None:
    case = reported_from(PHONE)
    owner = Account.objects.create(username="owner")
    Case.objects.filter(pk=case.pk).update(reporter_account=owner)
    assert actions.adopt(by=entered(PHONE)) == 0


def test_public_cases_of_an_area() -> None:
    here, _hidden = city.reported(), city.reported(public=False)
    city.reported(lon=city.IN_G4[0], lat=city.IN_G4[1])
    assert queries.public_in(city.G1[:12], 5) == [here]
