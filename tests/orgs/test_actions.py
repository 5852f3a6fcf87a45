"""Verbs on organisations and workers: permission, rule, write, audit."""

from datetime import date

import pytest

from linli.kernel import crypto
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.orgs import actions, rules
from linli.orgs.models import Organisation, Post, Worker
from linli.orgs.rules import Role

pytestmark = pytest.mark.usefixtures("city")
GRID = "320412001001001"
STREET = Actor(id="account:9", name="街道", grants=tuple(rules.grants_of(Role.STREET_DESK, "320412001")))
DESK = Actor(id="account:8", name="社区", grants=tuple(rules.grants_of(Role.COMMUNITY_DESK, "320412001001")))


def property_manager(**more: object) -> Organisation:
    """Enter one in the first community."""
    fields = {"code": "wy", "name": "物业", "kind": "property_manager", "area_code": "320412001001", **more}
    return actions.open_organisation(by=STREET, **fields)  # type: ignore[arg-type]


def test_opening_an_organisation() -> None:
    """It is written with its credit code compacted, and the act is in the audit."""
    body = property_manager(uscc="91110000600037341l", duties=["sanitation", "sanitation"])
    assert (body.uscc, body.duties) == ("91110000600037341L", ["sanitation"])
    entry = AuditEntry.objects.get(stream="organisation:wy")
    assert (entry.actor, entry.verb) == ("account:9", "orgs:organisation:open")


def test_every_fault_is_named() -> None:
    """Code, name, kind, credit code and area are all told at once, and nothing is saved."""
    with pytest.raises(InvalidInput) as fault:
        property_manager(
            code="中文", name="", kind="ministry", uscc="123", area_code="320412001009", phone="打我"
        )
    assert {error.field for error in fault.value.errors} == {
        "code",
        "name",
        "kind",
        "uscc",
        "area_code",
        "phone",
    }
    assert not Organisation.objects.exists()


def test_codes_are_taken_once() -> None:
    """Neither the code nor the credit code can be entered twice."""
    property_manager(uscc="91110000600037341L")
    with pytest.raises(InvalidInput) as fault:
        property_manager(uscc="91110000600037341L")
    assert {error.field for error in fault.value.errors} == {"code", "uscc"}


def test_editing_needs_the_permission_here() -> None:
    """A community desk edits no organisation; a street none in another district, nor moves one there."""
    with pytest.raises(NotAllowed):
        actions.open_organisation(by=DESK, code="x", name="x", kind="company", area_code="320412001001")
    body = property_manager()
    with pytest.raises(NotAllowed):
        actions.change_organisation(by=STREET, organisation=body, area_code="320402")
    assert actions.change_organisation(by=STREET, organisation=body, name="新名").name == "新名"


def test_no_circle_of_parents() -> None:
    """An organisation cannot hang under what hangs under it."""
    top = property_manager()
    below = property_manager(code="wy2", parent=top)
    with pytest.raises(InvalidInput, match="parent"):
        actions.change_organisation(by=STREET, organisation=top, parent=below)


def test_retiring_waits_for_its_people() -> None:
    """With workers it stays; without them it goes, with the reason in the audit."""
    body = property_manager()
    worker = actions.enlist_worker(by=STREET, area_code=GRID, name="张三", organisation=body)
    with pytest.raises(Conflict):
        actions.retire_organisation(by=STREET, organisation=body, reason="合并")
    actions.dismiss_worker(by=STREET, worker=worker, reason="调离")
    assert actions.retire_organisation(by=STREET, organisation=body, reason="合并").retired_on is not None
    assert AuditEntry.objects.get(verb="orgs:organisation:retire").reason == "合并"


def test_a_worker_s_telephone_is_sealed() -> None:
    """The column holds no digit of it; it is found by its index and shows masked; twice is refused."""
    worker = actions.enlist_worker(by=STREET, area_code=GRID, name=" 张三 ", phone="138 1234 5678")
    assert worker.name == "张三"
    assert "13812345678" not in worker.phone
    assert crypto.decrypt(worker.phone) == "13812345678"
    assert worker.phone_mask == "138****5678"
    with pytest.raises(InvalidInput, match="phone"):
        actions.enlist_worker(by=STREET, area_code=GRID, name="李四", phone="+8613812345678")
    with pytest.raises(InvalidInput, match="phone"):
        actions.enlist_worker(by=STREET, area_code=GRID, name="李四", phone="12")
    with pytest.raises(InvalidInput, match="name"):
        actions.change_worker(by=SYSTEM, worker=worker, name="")


def test_only_over_one_s_own_workers() -> None:
    """A worker who serves elsewhere, or nowhere, is not this street's to change."""
    elsewhere = Worker.objects.create(name="远")
    Post.objects.create(
        worker=elsewhere, area_code="320402001001001", duty="volunteer", since=date(2026, 1, 1)
    )
    for worker in (elsewhere, Worker.objects.create(name="闲")):
        with pytest.raises(NotAllowed):
            actions.change_worker(by=STREET, worker=worker, name="改")
        assert actions.change_worker(by=SYSTEM, worker=worker, name="改").name == "改"


def test_linking_an_account() -> None:
    """It becomes staff; an account belongs to one worker; only who manages accounts may link."""
    account = Account.objects.create_user("zs")
    worker, second = Worker.objects.create(name="张三"), Worker.objects.create(name="李四")
    with pytest.raises(NotAllowed):
        actions.link_account(by=STREET, worker=worker, account=account)
    actions.link_account(by=SYSTEM, worker=worker, account=account)
    account.refresh_from_db()
    assert account.is_staff
    with pytest.raises(Conflict):
        actions.link_account(by=SYSTEM, worker=second, account=account)
    assert actions.link_account(by=SYSTEM, worker=worker, account=None).account is None
