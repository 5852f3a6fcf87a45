"""Verbs on people: remembered once, looked at only with a reason, households."""

from datetime import date

import pytest

from linli.kernel import crypto
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from linli.kernel.permissions import Permission
from linli.people import actions, queries, rules
from linli.people.models import Contact, Household
from linli.places.models import Building, Dwelling

pytestmark = pytest.mark.django_db
GRID = "320412001001001"
DESK = Actor(
    id="account:800000",
    name="王芳",
    grants=(Grant(frozenset({Permission.PEOPLE_LOOK, Permission.PEOPLE_EDIT}), "320412001001"),),
)


def remembered(**fields: str) -> Contact:
    """Remember somebody who gave these."""
    contact = actions.remember_contact(by=ANONYMOUS, **fields)
    assert contact is not None
    return contact


def test_nothing_is_kept_in_clear() -> None:
    """Name, telephone and e-mail are sealed; the telephone shows masked."""
    contact = remembered(name="欧阳娜娜", phone="13812345678", email="a@example.org")
    stored = Contact.objects.values_list().get(pk=contact.pk)
    assert not any(clear in str(stored) for clear in ("欧阳", "13812345678", "a@example.org"))
    assert queries.masked(contact) == queries.Masked("欧***", "138****5678")


def test_the_same_person_is_one_contact() -> None:
    """However the number is written; with another name it is somebody else, and the first stays as it was."""
    first = remembered(name="张三", phone="13812345678")
    assert remembered(name="张三", phone="+86 138-1234-5678") == first
    other = remembered(name="李四", phone="13812345678")
    assert other != first
    first.refresh_from_db()
    assert crypto.decrypt(first.name) == "张三"
    assert set(queries.contacts_of_phone("138 1234 5678")) == {first, other}
    assert remembered(email="A@Example.org") == remembered(email="a@example.org")


def test_nobody_when_nothing_is_given() -> None:
    """A name alone reaches nobody, so nothing is kept."""
    assert actions.remember_contact(by=ANONYMOUS) is None
    assert actions.remember_contact(by=ANONYMOUS, name="张三") is None
    assert not Contact.objects.exists()


def test_an_account_is_one_contact() -> None:
    """Whatever it gives; what it told once is not overwritten by a form."""
    account = Account.objects.create_user("zs")
    by = Actor(id="account:1", name="", account_id=account.pk)
    blank = actions.remember_contact(by=by)
    assert blank is not None
    filled = actions.remember_contact(by=by, name="张三", phone="13812345678")
    again = actions.remember_contact(by=by, name="张三", phone="13912345678")
    assert blank == filled == again
    assert again is not None
    assert again.phone_mask == "138****5678"
    assert queries.contact_of(account.pk) == blank


def test_bad_input_names_every_field() -> None:
    """Telephone, e-mail and name at once; nothing is kept."""
    with pytest.raises(InvalidInput) as fault:
        actions.remember_contact(by=ANONYMOUS, name="长" * 61, phone="12", email="not a mail")
    assert {error.field for error in fault.value.errors} == {"name", "phone", "email"}
    assert not Contact.objects.exists()


def test_rare_characters_survive() -> None:
    """Characters outside the basic plane come back as they went in."""
    contact = remembered(name="𬱖𫖯😀", phone="13812345678")
    clear = actions.look(by=DESK, contact=contact, reason="核实报修地址", area_code=GRID)
    assert clear == rules.Clear("𬱖𫖯😀", "13812345678", "")


def test_a_look_needs_a_reason_and_is_kept() -> None:
    """Without a reason, or elsewhere, nothing shows; with one, the person sees who looked and why."""
    account = Account.objects.create_user("zs")
    own = Actor(id=f"account:{account.pk}", name="张三", account_id=account.pk)
    contact = actions.remember_contact(by=own, name="张三", phone="13812345678")
    assert contact is not None
    for reason in ("", "   ", "aaaa", "看看", "x" * 201):
        with pytest.raises(InvalidInput, match="reason"):
            actions.look(by=DESK, contact=contact, reason=reason, area_code=GRID)
    with pytest.raises(NotAllowed):
        actions.look(by=DESK, contact=contact, reason="核实报修地址", area_code="320412001002001")
    with pytest.raises(NotAllowed):
        actions.look(by=ANONYMOUS, contact=contact, reason="核实报修地址", area_code=GRID)
    assert not AuditEntry.objects.exists()
    actions.look(by=DESK, contact=contact, reason="核实报修地址", area_code=GRID)
    actions.look(by=own, contact=contact, reason="看看自己的信息", area_code="")
    (look,) = queries.looks(own, contact)
    assert (look.who, look.reason) == ("王芳", "核实报修地址")
    with pytest.raises(NotFound):
        queries.looks(DESK, contact)
    entry = AuditEntry.objects.filter(stream=f"contact:{contact.pk}").order_by("seq")[0]
    assert "13812345678" not in str(entry.content())


def test_correcting_one_s_own() -> None:
    """The person decides how and whether to be reached; others may not."""
    account = Account.objects.create_user("zs")
    own = Actor(id="account:1", name="", account_id=account.pk)
    contact = actions.remember_contact(by=own, name="张三", phone="13812345678")
    assert contact is not None
    changed = actions.correct_contact(
        by=own, contact=contact, name="张三", phone="13912345678", may_contact=False, channel="sms"
    )
    assert (changed.phone_mask, changed.may_contact, changed.channel) == ("139****5678", False, "sms")
    with pytest.raises(NotAllowed):
        actions.correct_contact(by=DESK, contact=contact, phone="13912345678")
    for channel, field in (("sms", "phone"), ("email", "email"), ("pigeon", "channel")):
        with pytest.raises(InvalidInput, match=field):
            actions.correct_contact(by=own, contact=contact, channel=channel)


@pytest.fixture
def household() -> Household:
    """One behind a door in the grid."""
    building = Building.objects.create(code="b", grid_code=GRID, name="1幢", address="聚新家园1幢")
    dwelling = Dwelling.objects.create(code="b-101", building=building, name="101")
    return actions.open_household(by=DESK, dwelling=dwelling, since=date(2026, 1, 1))


def test_a_household(household: Household) -> None:
    """One a door; the identity number is sealed; who moved out may move in again."""
    assert actions.open_household(by=DESK, dwelling=household.dwelling) == household
    contact = remembered(name="张三", phone="13812345678")
    resident = actions.move_in(
        by=DESK, household=household, contact=contact, relation="head", identity="11010519491231002x"
    )
    assert "110105" not in resident.identity
    assert crypto.decrypt(resident.identity) == "11010519491231002X"
    with pytest.raises(Conflict):
        actions.move_in(by=DESK, household=household, contact=contact, relation="head")
    with pytest.raises(InvalidInput):
        actions.move_out(by=DESK, resident=resident, until=date(2020, 1, 1))
    actions.move_out(by=DESK, resident=resident)
    actions.move_in(by=DESK, household=household, contact=contact, relation="tenant")
    assert household.residents.count() == 2


def test_faults_of_a_household(household: Household) -> None:
    """A wrong check character, an unknown relation, another's grid."""
    contact = remembered(name="张三", phone="13812345678")
    with pytest.raises(InvalidInput) as fault:
        actions.move_in(
            by=DESK, household=household, contact=contact, relation="boss", identity="110105194912310021"
        )
    assert {error.field for error in fault.value.errors} == {"relation", "identity"}
    with pytest.raises(NotAllowed):
        actions.open_household(by=ANONYMOUS, dwelling=household.dwelling)


def test_one_chooses_how_to_be_told() -> None:
    """What is not given stays; a proved telephone is not changed here; a changed one is proved no more."""
    account = Account.objects.create(username="r")
    me = Actor(id=f"account:{account.pk}", name="", account_id=account.pk)
    with pytest.raises(InvalidInput, match="phone"):
        actions.choose_channel(by=me, channel="sms", language="zh-hans")
    contact = actions.choose_channel(by=me, channel="sms", phone="13812345678", language="zh-hans")
    contact = actions.choose_channel(by=me, channel="email", email="a@b.example", language="zh-hans")
    assert (contact.channel, contact.phone_mask) == ("email", "138****5678")
    contact = actions.prove_phone(by=me, phone="13812345678")
    with pytest.raises(InvalidInput, match="phone"):
        actions.choose_channel(by=me, channel="sms", phone="13912345678", language="zh-hans")
    contact = actions.correct_contact(by=me, contact=contact, phone="13912345678")
    assert contact.phone_proved_at is None
    with pytest.raises(NotAllowed):
        actions.choose_channel(by=ANONYMOUS, channel="in_app", language="zh-hans")
