"""The people and buildings one serves: masked, within one's grids, each look with a reason and logged."""

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.audit import AuditEntry
from linli.orgs.rules import Role
from linli.people import actions as people
from linli.people.models import Resident
from linli.places.models import Building, Dwelling, Unit
from linli.web.worker import serving
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def home(code: str, grid: str, name: str, phone: str) -> Resident:
    building = Building.objects.create(code=code, grid_code=grid, name=f"{code}幢", address=f"幸福路{code}幢")
    unit = Unit.objects.create(code=f"{code}-2", building=building, name="2单元")
    dwelling = Dwelling.objects.create(
        code=f"{code}-301", building=building, unit=unit, name="301室", floor=3
    )
    household = people.open_household(by=SYSTEM, dwelling=dwelling)
    contact = people.remember_contact(by=SYSTEM, name=name, phone=phone)
    assert contact is not None
    return people.move_in(by=SYSTEM, household=household, contact=contact, relation="head")


def test_ones_own_grid_shows_who_lives_where_masked(sign_in: SignIn) -> None:
    home("10", city.G1, "张三丰", "13800001111")
    home("2", city.G1, "李四", "13800002222")
    home("3", city.G4, "王五", "13800003333")
    page = sign_in(Role.GRID_WORKER).get("/worker/people/").content.decode()
    assert page.index("2幢") < page.index("10幢")
    assert "2单元301室" in page
    assert "张**" in page
    assert "138****1111" in page
    assert "张三丰" not in page
    assert "13800001111" not in page
    assert "王*" not in page


def test_another_grid_is_not_ones_own(sign_in: SignIn) -> None:
    other = home("3", city.G4, "王五", "13800003333")
    browser = sign_in(Role.GRID_WORKER)
    assert browser.get(f"/worker/people/{city.G4}/").status_code == 403
    assert browser.get(f"/worker/people/{other.pk}/look/").status_code == 404


def test_a_look_needs_a_reason_and_is_logged(sign_in: SignIn) -> None:
    resident = home("10", city.G1, "张三丰", "13800001111")
    browser, address = sign_in(Role.GRID_WORKER), f"/worker/people/{resident.pk}/look/"
    before = browser.get(address).content.decode()
    assert "2单元301室 张**" in before
    assert "13800001111" not in before
    assert browser.post(address, {"reason": "看"}).status_code == 422
    answer = browser.post(address, {"reason": "上门前先电话联系"})
    assert "13800001111" in answer.content.decode()
    assert "Linli-Keep" not in answer
    assert AuditEntry.objects.get(verb="people:contact:look").reason == "上门前先电话联系"


def test_a_street_lists_its_grids_and_a_district_none() -> None:
    assert [code for code, _name in serving.grids(("320402001",))] == [city.G1, city.G2, city.G3]
    assert serving.grids(("320402", "")) == []
