"""The pages of forgotten keys: found by name, two facts, one press, and what the person reads of it."""

import pytest
from django.test import Client

from linli.care import actions
from linli.care.models import Opening, Plan
from linli.cli.demo.simgate import SimGate
from linli.devices.models import Opener
from linli.orgs.rules import Role
from tests.care.conftest import plan as plan
from tests.care.conftest import town as town
from tests.care.test_openings import agree_to_doors
from tests.care.test_openings import controller as controller
from tests.cases import city
from tests.web.conftest import SignIn
from tests.web.resident.test_care import link

CLEAR = ("吴秀英", "3号楼201", "13812340001", "13812340002", "吴敏")
RIGHT = {"phone": "0001", "kin_name": "吴敏"}
visitor = Client()


def text(browser: Client, address: str) -> str:
    """Return a page as text."""
    return browser.get(address).content.decode()


def asked(plan: Plan, who: str = "elder", **more: str) -> Opening:
    """Return what was asked for on a page behind a secret link."""
    visitor.post(link(plan, who) + "door/", {"gate": "G-N", "key": "k"} | more)
    return Opening.objects.get(plan=plan)


def page_of(opening: Opening) -> str:
    """Return the address of the page of an opening."""
    return f"/worker/care/doors/{opening.code}/"


def test_from_the_elders_page_to_the_open_gate(plan: Plan, controller: SimGate, sign_in: SignIn) -> None:
    browser, own = sign_in(Role.GRID_WORKER), link(plan, "elder")
    assert "请开北门" in text(visitor, own)
    opening = asked(plan)
    page = text(visitor, own)
    assert "请留意电话，社区会打来" in page
    assert "请开北门" not in page
    assert "忘带钥匙 1" in text(browser, "/worker/care/")
    assert "吴** · 北门" in text(browser, "/worker/care/doors/")
    page = text(browser, page_of(opening))
    assert "老人电话的后四位" in page
    assert not any(clear in page for clear in CLEAR)
    assert "现在开门" not in page
    page = browser.post(page_of(opening), RIGHT, follow=True).content.decode()
    assert "现在开门" in page
    assert not any(clear in page for clear in CLEAR)
    assert "请站到门边" in text(visitor, own)
    browser.post(page_of(opening) + "do/open/")
    assert "data-follow" in text(browser, page_of(opening))
    actions.open_waiting()
    assert controller.opened == [1]
    page = text(browser, page_of(opening))
    assert "门开了" in page
    assert "data-follow" not in page
    for who in ("elder", "kin"):
        page = text(visitor, link(plan, who))
        assert "门开了，请进" in page
        assert "测试grid_worker开门" in page


def test_taken_down_for_who_calls(plan: Plan, controller: SimGate, sign_in: SignIn) -> None:
    """By the desk, which finds the person by name, and by whom the person named."""
    agree_to_doors(plan)
    browser = sign_in(Role.STREET_DESK)
    assert "没有这位老人" in browser.post("/worker/care/doors/find/", {"name": "吴"}).content.decode()
    found = browser.post("/worker/care/doors/find/", {"name": "吴秀英"})
    assert found["Location"] == f"/worker/care/doors/for/{plan.code}/"
    page = text(browser, found["Location"])
    assert "女儿 吴*" in page
    assert not any(clear in page for clear in CLEAR)
    refused = browser.post(found["Location"], {"kin": "elder", "way": "", "gate": "G-N"})
    assert (refused.status_code, "在打电话还是在门口" in refused.content.decode()) == (422, True)
    kin = plan.kin.get(place=1)
    browser.post(found["Location"], {"kin": str(kin.pk), "way": "phone", "gate": "G-N", "key": "k"})
    opening = Opening.objects.get()
    assert (opening.relation, opening.way, opening.taken_by) == ("女儿", "phone", "测试street_desk")
    page = text(browser, page_of(opening))
    assert "不能凭自己认得" in page
    assert 'name="sight"' not in page
    assert "开门记录" in text(browser, f"/desk/care/{plan.code}/")
    assert "忘带钥匙 1" in text(browser, "/desk/care/")


@pytest.mark.parametrize(
    ("said", "told"),
    [({"phone": "0001"}, "两项"), ({"phone": "01", "door": "201"}, "四位数字"), ({}, "两项")],
)
def test_a_slip_is_told_and_refuses_nothing(
    plan: Plan, controller: SimGate, sign_in: SignIn, said: dict[str, str], told: str
) -> None:
    browser, opening = sign_in(Role.GRID_WORKER), asked(plan)
    answer = browser.post(page_of(opening), said)
    assert answer.status_code == 422
    assert told in answer.content.decode().split('role="alert"')[1]
    assert Opening.objects.get().state == "asked"


def test_a_wrong_answer_refuses(plan: Plan, controller: SimGate, sign_in: SignIn) -> None:
    browser, opening = sign_in(Role.GRID_WORKER), asked(plan)
    page = browser.post(page_of(opening), RIGHT | {"phone": "9999"}, follow=True).content.decode()
    assert "没对上：老人电话的后四位" in page
    assert "没有核对上" in text(visitor, link(plan, "kin"))
    assert "已经有了变化" in browser.post(page_of(opening), RIGHT, follow=True).content.decode()
    again = asked_again(plan)
    assert "今天已有1次没有核对上" in text(browser, page_of(again))


def asked_again(plan: Plan) -> Opening:
    """Return what is asked for after a first asking has ended."""
    visitor.post(link(plan, "elder") + "door/", {"gate": "G-N", "key": "again"})
    return Opening.objects.get(plan=plan, state="asked")


def test_called_back_refused_or_dropped(plan: Plan, controller: SimGate, sign_in: SignIn) -> None:
    browser, opening = sign_in(Role.GRID_WORKER), asked(plan, phone="13900000009")
    assert "tel:13900000009" in browser.post(page_of(opening) + "do/call/").content.decode()
    assert browser.post(page_of(opening) + "do/dance/").status_code == 404
    assert "等核对身份" in browser.post(page_of(opening) + "do/open/", follow=True).content.decode()
    browser.post(page_of(opening) + "do/refuse/")
    assert Opening.objects.get().state == "refused"
    again = asked_again(plan)
    visitor.post(link(plan, "elder") + "nodoor/")
    again.refresh_from_db()
    assert again.state == "dropped"
    assert "已经取消" in text(visitor, link(plan, "elder"))


def test_a_gate_that_does_not_answer(plan: Plan, controller: SimGate, sign_in: SignIn) -> None:
    """Said plainly, with what to do, and who has a key."""
    actions.name_kin(
        by=city.DESK,
        plan=plan,
        name="孙师傅",
        phone="13812340009",
        relation="楼下邻居",
        has_key=True,
    )
    browser, opening = sign_in(Role.GRID_WORKER), asked(plan)
    browser.post(page_of(opening), RIGHT)
    browser.post(page_of(opening) + "do/open/")
    controller.shutdown()
    controller.server_close()
    actions.open_waiting()
    page = text(browser, page_of(opening))
    assert "门禁没有应答" in page
    assert "请派人带钥匙去" in page
    assert "楼下邻居 孙**" in page
    assert "门没能打开" in text(visitor, link(plan, "elder"))


def test_without_consent_or_gate_nothing_is_offered(plan: Plan, controller: SimGate, sign_in: SignIn) -> None:
    """Not to the family unless it was agreed to; nobody in a grid whose gates do not open."""
    assert "请开北门" not in text(visitor, link(plan, "kin"))
    refused = visitor.post(link(plan, "kin") + "door/", {"gate": "G-N"}, follow=True)
    assert "没有同意过" in refused.content.decode()
    agree_to_doors(plan)
    assert "请开北门" in text(visitor, link(plan, "kin"))
    Opener.objects.all().delete()
    assert "进不了大门" not in text(visitor, link(plan, "elder"))
    assert "还不能远程开" in text(sign_in(Role.GRID_WORKER), f"/worker/care/doors/for/{plan.code}/")


def test_elsewhere_nothing_shows(plan: Plan, controller: SimGate, sign_in: SignIn) -> None:
    opening = asked(plan)
    for role in (Role.DEPARTMENT, Role.INSPECTOR, Role.RESIDENT):
        browser = sign_in(role)
        assert browser.get(page_of(opening)).status_code == 404
        assert browser.post(page_of(opening) + "do/open/").status_code == 404
        for path in ("", "find/"):
            assert browser.get(f"/worker/care/doors/{path}").status_code == 403
    assert sign_in(Role.GRID_WORKER).get(page_of(opening) + "do/open/").status_code == 405
