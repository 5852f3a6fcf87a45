"""Breaking the glass: found by name in one's own street, opened with a reason that is typed once."""

import pytest

from linli.care import actions, queries
from linli.care.actions import Arrangement
from linli.care.models import Emergency, Plan
from linli.kernel.accounts import Account
from linli.kernel.audit import AuditEntry
from linli.orgs.models import RoleGrant
from linli.orgs.rules import Role
from tests.care.conftest import plan as plan
from tests.care.conftest import town as town
from tests.cases import city
from tests.web.conftest import SignIn

PAGE = "/worker/care/emergency/"
ASKED = {"name": "吴秀英", "reason": "邻居听到呼救，敲门没人应"}


def test_opened_by_a_worker_of_the_next_grid(plan: Plan, sign_in: SignIn) -> None:
    """Name, address and telephones at once; opened again for the same reason it is one emergency."""
    Plan.objects.filter(pk=plan.pk).update(grid_code=city.G3)
    browser = sign_in(Role.GRID_WORKER)
    assert browser.get("/worker/care/").status_code == 200
    assert PAGE in browser.get("/worker/care/").content.decode()
    for _again in range(2):
        page = browser.post(PAGE, ASKED).content.decode()
        for clear in ("吴秀英", "3号楼201", "13812340001", "13812340002"):
            assert clear in page
    (one,) = queries.unreviewed(city.DESK)
    assert (one.reason, one.opened_name) == (ASKED["reason"], "测试grid_worker")
    assert AuditEntry.objects.filter(verb="care:plan:break_glass", stream=f"care:{plan.code}").count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "请填写老人的姓名"),
        ({"reason": "急"}, "至少4个字"),
        ({"name": "吴秀"}, "没有这个姓名"),
        ({"address": "9号楼"}, "没有这个姓名"),
    ],
)
def test_nothing_opens_on_a_guess(plan: Plan, sign_in: SignIn, changed: dict[str, str], said: str) -> None:
    """A part of a name opens nothing; a name that is not found is kept in the audit."""
    answer = sign_in(Role.GRID_WORKER).post(PAGE, {**ASKED, **changed})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert "3号楼201" not in answer.content.decode()
    assert not Emergency.objects.exists()
    sought = AuditEntry.objects.filter(verb="care:plan:seek").count()
    assert sought == (1 if "没有这个姓名" in said else 0)


def test_the_address_tells_namesakes_apart(plan: Plan, sign_in: SignIn) -> None:
    actions.make_plan(
        by=city.DESK, grid_code=city.G2, name="吴秀英", arranged=Arrangement(address="幸福小区8号楼101")
    )
    browser = sign_in(Role.GRID_WORKER)
    assert "同名" in browser.post(PAGE, ASKED).content.decode()
    assert "8号楼101" in browser.post(PAGE, {**ASKED, "address": "8号楼"}).content.decode()


def test_not_in_another_street_nor_by_others(plan: Plan, sign_in: SignIn) -> None:
    for role in (Role.DEPARTMENT, Role.INSPECTOR, Role.RESIDENT):
        assert sign_in(role).post(PAGE, ASKED).status_code == 403
    browser = sign_in(Role.GRID_WORKER)
    far = Account.objects.get(username=f"{Role.GRID_WORKER}-one")
    RoleGrant.objects.filter(account=far).update(area_code=city.G4)
    assert "没有这个姓名" in browser.post(PAGE, ASKED).content.decode()
    assert not Emergency.objects.exists()
