"""Who else opened a case: told to colleagues, not written at every look, gone after its time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.cases import seen
from linli.cases.models import Seen
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import Actor
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def signed(actor: Actor) -> Actor:
    """Return the actor with an account that bears its name."""
    account = Account.objects.create(username=actor.id, display_name=actor.name)
    return replace(actor, account_id=account.pk)


def test_colleagues_know_of_each_other() -> None:
    case = city.handling_case()
    desk, crew = signed(city.DESK), signed(city.CLEANERS)
    assert seen.look(by=desk, case=case) == []
    (look,) = seen.look(by=crew, case=case)
    assert (look.name, look.office, look.at) == ("李受理", "area:320402001", city.MONDAY_9)
    with clock.at(city.MONDAY_9 + timedelta(hours=1)):
        (look,) = seen.look(by=desk, case=case)
    assert (look.name, look.office) == ("王环卫", "body:CLEAN1")
    assert Seen.objects.get(office="area:320402001").at == city.MONDAY_9 + timedelta(hours=1)


def test_looking_twice_is_written_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    case, desk = city.reported(), signed(city.DESK)
    with django_assert_num_queries(2):
        seen.look(by=desk, case=case)
    with django_assert_num_queries(1):
        seen.look(by=desk, case=case)
    assert Seen.objects.count() == 1


def test_looks_are_forgotten() -> None:
    case, desk = city.reported(), signed(city.DESK)
    seen.look(by=desk, case=case)
    assert seen.forget(city.MONDAY_9, 10) == 0
    assert seen.forget(city.MONDAY_9 + timedelta(seconds=1), 10) == 1
    assert not Seen.objects.exists()
