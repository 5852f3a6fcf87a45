"""The forms of the desk that make and change care plans: all or nothing, once, each fault at its field."""

from typing import Any

import pytest
from django.test import Client

from linli.care import queries
from linli.care.models import Consent, Plan
from linli.channels.models import Gateway, Notice
from linli.devices import groups
from linli.kernel import crypto
from linli.kernel.actor import SYSTEM
from linli.orgs.rules import Role
from linli.people.models import Contact
from tests.care.conftest import plan as plan
from tests.care.conftest import town as town
from tests.cases import city
from tests.web.conftest import SignIn

NEW = "/desk/care/new/"


def answers(**changed: Any) -> dict[str, Any]:
    """Return what a desk answers for a new plan, changed by `changed`."""
    given: dict[str, Any] = {
        "key": "one-form",
        "name": "周阿婆",
        "phone": "13812340011",
        "grid_code": city.G1,
        "address": "2号楼101",
        "giver": "self",
        "how": "paper",
        "signals": ["gate", "water"],
        "purposes": ["alert", "contacts", "health"],
        "since": "2026-11-23",
        "until": "2027-11-22",
        "risk": "high",
        "ladder": "door",
        "quiet_from": "21:00",
        "quiet_until": "06:30",
        "health": "高血压",
        "kin1_name": "周强",
        "kin1_phone": "13812340012",
        "kin1_relation": "儿子",
        "kin1_has_key": "on",
    }
    return {**given, **changed}


def words(browser: Client, address: str, given: dict[str, Any], status: int) -> str:
    """Send a form and return the page that came back with `status`."""
    answer = browser.post(address, given, follow=status == 200)
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def test_a_plan_is_made_once(town: None, sign_in: SignIn) -> None:
    """With everything that was answered; the same form sent again is the same plan."""
    browser = sign_in(Role.STREET_DESK)
    page = browser.get(NEW).content.decode()
    assert "幸福" in page or city.G1 in page
    for _again in range(2):
        assert "关照计划建好了" in words(browser, NEW, answers(), 200)
    made = Plan.objects.get()
    agreed = queries.agreement(made)
    assert agreed is not None
    assert sorted(agreed.purposes) == ["alert", "contacts", "health"]
    assert (made.risk, made.ladder, f"{made.quiet_from:%H:%M}") == ("high", "door", "21:00")
    assert made.health
    assert [(each.relation, each.has_key) for each in made.kin.all()] == [("儿子", True)]
    assert Consent.objects.count() == 1
    assert "已用于另一个请求" in words(browser, NEW, answers(name="另一位"), 422)
    assert "已有关照计划" in words(browser, NEW, answers(key="two"), 422)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"address": ""}, "请填写住址"),
        ({"grid_code": ""}, "请选择老人住在哪个网格"),
        ({"signals": []}, "至少选择一种信号"),
        ({"purposes": ["contacts"]}, "不同意“没有动静时询问和上门”"),
        ({"purposes": ["alert"]}, "没有同意留存健康情况"),
        ({"giver": "guardian", "giver_name": "周强"}, "请写明依据"),
        ({"giver": "guardian", "ground": "法院判决2026-12"}, "请填写同意人的姓名"),
        ({"until": "2031-01-01"}, "最长两年"),
        ({"since": "昨天"}, "2026-01-31的样子"),
        ({"quiet_from": "晚上"}, "22:00的样子"),
        ({"ladder": "rope"}, "rope"),
        ({"kin1_phone": "12"}, "号码"),
        ({"kin1_relation": ""}, "与老人的关系"),
    ],
)
def test_a_fault_saves_nothing(town: None, sign_in: SignIn, changed: dict[str, Any], said: str) -> None:
    page = words(sign_in(Role.STREET_DESK), NEW, answers(**changed), 422)
    assert said in page
    assert "2号楼101" in page or "address" in changed
    assert not Plan.objects.exists()
    assert not Contact.objects.exists()
    assert not Consent.objects.exists()


def test_all_faults_are_told_at_once(town: None, sign_in: SignIn) -> None:
    page = words(sign_in(Role.STREET_DESK), NEW, {"kin1_name": "周强"}, 422)
    for said in (
        "请填写住址",
        "请填写老人的姓名",
        "请选择由谁同意",
        "至少选择一种信号",
        "请填写联系人的电话",
    ):
        assert said in page


def test_others_make_no_plans(plan: Plan, sign_in: SignIn) -> None:
    worker = sign_in(Role.GRID_WORKER)
    inspector = sign_in(Role.INSPECTOR)
    assert worker.get(NEW).status_code == 403
    for part in ("change", "consent", "kin", "names"):
        assert worker.get(f"/desk/care/{plan.code}/{part}/").status_code == 403
        assert inspector.get(f"/desk/care/{plan.code}/{part}/").status_code == 404


def test_the_arrangement_is_changed_without_reading_it(plan: Plan, sign_in: SignIn) -> None:
    """What is sealed is not shown, stays when nothing is written, and goes when it is ticked."""
    browser, address = sign_in(Role.STREET_DESK), f"/desk/care/{plan.code}/change/"
    given = {"risk": "key", "ladder": "door", "quiet_from": "20:00", "quiet_until": "08:00"}
    words(browser, address, given | {"health": "糖尿病"}, 200)
    page = browser.get(address).content.decode()
    assert "糖尿病" not in page
    assert "3号楼201" not in page
    words(browser, address, given | {"risk": "high"}, 200)
    now = Plan.objects.get()
    assert (now.risk, now.ladder, bool(now.health)) == ("high", "door", True)
    assert crypto.decrypt(now.address) == "幸福小区3号楼201"
    words(browser, address, given | {"no_health": "on"}, 200)
    assert not Plan.objects.get().health
    assert "没有同意留存钥匙" in words(browser, address, given | {"keys": "邻居有"}, 422)


def test_consent_anew(plan: Plan, sign_in: SignIn) -> None:
    """It takes the place of the old one, once; the elder's own name need not be typed."""
    browser, address = sign_in(Role.STREET_DESK), f"/desk/care/{plan.code}/consent/"
    assert "代替原来的" in browser.get(address).content.decode()
    given = {name: value for name, value in answers().items() if not name.startswith("kin")}
    for _again in range(2):
        words(browser, address, given | {"signals": ["water"], "purposes": ["alert"]}, 200)
    agreed = queries.agreement(plan)
    assert agreed is not None
    assert (agreed.signals, plan.consents.count()) == (frozenset({"water"}), 2)
    assert "逐项选择用途" in words(browser, address, {"key": "x", "giver": "self", "how": "paper"}, 422)


def test_those_to_be_called(plan: Plan, sign_in: SignIn) -> None:
    """Added once, called earlier, taken away."""
    browser, address = sign_in(Role.STREET_DESK), f"/desk/care/{plan.code}/kin/"
    given = {"key": "k", "name": "吴强", "phone": "13812340009", "relation": "儿子"}
    for _again in range(2):
        words(browser, address, given, 200)
    assert "已经登记" in words(browser, address, given | {"key": "other"}, 422)
    assert "联系人的电话" in words(browser, address, given | {"key": "no", "phone": ""}, 422)
    last = plan.kin.get(place=3)
    words(browser, f"{address}{last.pk}/raise/", {}, 200)
    assert [each.relation for each in plan.kin.order_by("place")] == ["女儿", "儿子", "邻居"]
    first = plan.kin.get(place=1)
    words(browser, f"{address}{first.pk}/raise/", {}, 200)
    words(browser, f"{address}{first.pk}/drop/", {}, 200)
    assert [each.relation for each in plan.kin.order_by("place")] == ["儿子", "邻居"]
    assert browser.post(f"{address}{first.pk}/drop/").status_code == 404


def test_a_pseudonym_is_matched_and_taken_away(plan: Plan, sign_in: SignIn) -> None:
    """Only for a signal that was agreed to; its end is shown, the rest stays sealed."""
    groups.open_group(by=SYSTEM, code="estate-gates", name="幸福小区门禁", area_code=city.G1[:12])
    browser, address = sign_in(Role.STREET_DESK), f"/desk/care/{plan.code}/names/"
    page = browser.get(address).content.decode()
    assert "幸福小区门禁" in page
    assert "用水" not in page
    given = {"group": "estate-gates", "pseudonym": "P0077", "signal": "gate"}
    words(browser, address, given, 200)
    assert queries.plans_of("estate-gates", ["P0077"]) == {"P0077": (plan.pk, "gate")}
    shown = browser.get(f"/desk/care/{plan.code}/").content.decode()
    assert "··77" in shown
    assert "P0077" not in shown
    assert "另一种信号" in words(browser, address, given | {"signal": "button"}, 422)
    assert "water" in words(browser, address, given | {"signal": "water"}, 422)
    row = plan.pseudonyms.get()
    words(browser, f"{address}{row.pk}/drop/", {}, 200)
    assert not plan.pseudonyms.exists()
    assert browser.post(f"{address}{row.pk}/drop/").status_code == 404


def test_everybody_is_sent_their_own_page(plan: Plan, sign_in: SignIn) -> None:
    """By message only, once a day; without a gateway it says so."""
    browser, address = sign_in(Role.STREET_DESK), f"/desk/care/{plan.code}/pages/"
    assert "还没有设置短信网关" in browser.post(address, follow=True).content.decode()
    settings = crypto.encrypt('{"url": "https://sms.example.org/"}')
    Gateway.objects.create(name="sms", kind=Gateway.Kind.WEBHOOK, settings=settings)
    for _again in range(2):
        page = words(browser, address, {}, 200)
        assert "链接已发出" in page
        assert queries.elder_key(plan) not in page
    assert Notice.objects.filter(event="care.page").count() == 3
    assert sign_in(Role.GRID_WORKER).post(address).status_code == 403


def test_a_plan_ends(plan: Plan, sign_in: SignIn) -> None:
    browser, address = sign_in(Role.STREET_DESK), f"/desk/care/{plan.code}/end/"
    assert "请写明结束的原因" in browser.post(address, {"reason": "x"}, follow=True).content.decode()
    words(browser, address, {"reason": "moved"}, 200)
    ended = Plan.objects.get()
    assert (bool(ended.ended_at), ended.ended_why) == (True, "搬走了")
    assert "已经结束" in words(
        browser,
        f"/desk/care/{plan.code}/kin/",
        {"name": "某人", "phone": "13812340019", "relation": "友"},
        422,
    )
