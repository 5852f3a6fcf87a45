"""The desk's pages about elders: masked lists, a look with a reason, withdrawal, reviews of emergencies."""

from datetime import timedelta

import pytest

from linli.care import actions
from linli.care.models import Plan
from linli.kernel import clock
from linli.orgs import rules as orgs
from linli.orgs.rules import Role
from tests.care.conftest import plan as plan
from tests.care.conftest import town as town
from tests.cases import city
from tests.web.conftest import SignIn

CLEAR = ("吴秀英", "3号楼201", "13812340001", "13812340002")


def test_the_lists(plan: Plan, sign_in: SignIn) -> None:
    """Alerts, missed visits, consents that run out and plans of the area, all masked; elsewhere none."""
    actions.expect(plan=plan, ask_at=clock.now(), visit_at=clock.now(), reason={})
    actions.raise_due()
    Plan.objects.filter(pk=plan.pk).update(next_visit_on=clock.today() - timedelta(days=1))
    browser = sign_in(Role.STREET_DESK)
    page = browser.get("/desk/care/").content.decode()
    assert page.count("吴**") == 3
    assert not any(clear in page for clear in CLEAR)
    with clock.at(clock.now() + timedelta(days=350)):
        assert browser.get("/desk/care/").content.decode().count("吴**") == 4
    assert sign_in(Role.DEPARTMENT).get("/desk/care/").status_code == 403


def test_one_plan(plan: Plan, sign_in: SignIn) -> None:
    """Masked; in clear once why is said."""
    browser, address = sign_in(Role.STREET_DESK), f"/desk/care/{plan.code}/"
    actions.record_visit(by=city.WORKER, plan=plan, key="k", outcome="well")
    page = browser.get(address).content.decode()
    assert "纸质签字" in page
    assert not any(clear in page for clear in CLEAR)
    refused = browser.post(address, {"reason": "看"})
    assert (refused.status_code, any(clear in refused.content.decode() for clear in CLEAR)) == (422, False)
    opened = browser.post(address, {"reason": "核对住址，安排探访"}).content.decode()
    assert all(clear in opened for clear in CLEAR)
    assert sign_in(Role.INSPECTOR).get(address).status_code == 404


def test_withdrawn_at_the_desk(plan: Plan, sign_in: SignIn) -> None:
    """By one tap of the desk, not of a worker."""
    address = f"/desk/care/{plan.code}/withdraw/"
    assert sign_in(Role.GRID_WORKER).post(address).status_code == 403
    desk = sign_in(Role.STREET_DESK)
    assert desk.post(address).status_code == 302
    plan.refresh_from_db()
    assert plan.ended_at is not None
    assert "已结束" in desk.get(f"/desk/care/{plan.code}/").content.decode()


@pytest.mark.parametrize("justified", ["yes", "no"])
def test_an_emergency_is_reviewed(plan: Plan, sign_in: SignIn, justified: str) -> None:
    next_door = city.actor("高网格", orgs.Role.GRID_WORKER, city.G3)
    actions.break_glass(by=next_door, plan=plan, reason="邻居听到呼救")
    emergency, browser = plan.emergencies.get(), sign_in(Role.STREET_DESK)
    listed = "/desk/care/emergencies/"
    assert listed in browser.get("/desk/care/").content.decode()
    page = browser.get(listed).content.decode()
    assert "邻居听到呼救" in page
    assert not any(clear in page for clear in CLEAR)
    address = f"/desk/care/emergencies/{emergency.pk}/"
    assert "至少4个字" in browser.post(address, {"review": "行"}, follow=True).content.decode()
    browser.post(address, {"review": "与邻居核对过", "justified": justified})
    emergency.refresh_from_db()
    assert emergency.justified is (justified == "yes")
    assert browser.post(address, {"review": "再来一次吧"}).status_code == 404
    assert "与邻居核对过" in browser.get(listed).content.decode()
    assert sign_in(Role.GRID_WORKER).get(listed).status_code == 403
