"""The pages behind secret links: a last sign without hour or place, leave, who looked, withdrawal."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from linli.care import actions, queries
from linli.care.models import Alert, Plan
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.orgs.rules import Role
from tests.care.conftest import plan as plan
from tests.care.conftest import town as town
from tests.cases import city

browser = Client()


def link(plan: Plan, who: str) -> str:
    """Return the address of the elder's page, or of the daughter's."""
    if who == "elder":
        return f"/care/{plan.code}/{queries.elder_key(plan)}/"
    kin = plan.kin.get(place=1)
    return f"/care/{kin.page}/{queries.kin_key(kin)}/"


def text(address: str) -> str:
    """Return a page as text."""
    return browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("hours_ago", "said"),
    [(1, "今天上午有动静"), (13, "今天还没有，昨天有动静"), (50, "今天还没有动静")],
)
def test_the_last_sign_in_words(plan: Plan, hours_ago: int, said: str) -> None:
    """At nine in the morning; no hour is told."""
    actions.hear(plan=plan, at=clock.now() - timedelta(hours=hours_ago), signal="gate")
    page = text(link(plan, "kin"))
    assert said in page
    assert "吴秀英" not in page


def test_in_the_afternoon(plan: Plan) -> None:
    with clock.at(city.MONDAY_9 + timedelta(hours=7)):
        actions.hear(plan=plan, at=clock.now(), signal="gate")
        assert "今天下午有动静" in text(link(plan, "kin"))


@pytest.mark.parametrize("who", ["elder", "kin"])
def test_fine_ends_the_alert(plan: Plan, who: str) -> None:
    reason = {"zh-hans": "没有动静"}
    actions.expect(plan=plan, ask_at=clock.now(), visit_at=clock.now(), reason=reason)
    actions.raise_due()
    page = text(link(plan, who))
    assert ("我很好" in page) == (who == "elder")
    browser.post(link(plan, who) + "fine/")
    assert Alert.objects.get().outcome == "safe"


def test_leave_and_return(plan: Plan) -> None:
    address = link(plan, "kin")
    browser.post(address + "away/", {"kind": "hospital", "days": "7"})
    running = queries.leave(plan)
    assert running is not None
    assert (running.kind, running.back_at) == ("hospital", clock.now() + timedelta(days=7))
    assert "住院" in text(address)
    browser.post(address + "back/")
    assert queries.leave(plan) is None
    assert (
        "请选择外出的情形" in browser.post(address + "away/", {"kind": "moon"}, follow=True).content.decode()
    )


def test_who_looked_is_told(plan: Plan) -> None:
    actions.look(by=city.WORKER, plan=plan, reason="上门探访前核对")
    for who in ("elder", "kin"):
        assert "陈网格：上门探访前核对" in text(link(plan, who))


def test_an_emergency_and_its_review_are_told(plan: Plan) -> None:
    """Who opened it and why, and what the review says; to the person and to the family."""
    next_door = city.actor("高网格", Role.GRID_WORKER, city.G3)
    actions.break_glass(by=next_door, plan=plan, reason="邻居听到呼救")
    for who in ("elder", "kin"):
        page = text(link(plan, who))
        assert "高网格：邻居听到呼救" in page
        assert "等待复核" in page
    actions.review(by=city.DESK, emergency=plan.emergencies.get(), justified=False, review="可以先打电话")
    for who in ("elder", "kin"):
        assert "复核认为没有必要：可以先打电话" in text(link(plan, who))


def test_all_looks_are_told(plan: Plan) -> None:
    for number in range(25):
        actions.look(by=city.WORKER, plan=plan, reason=f"第{number:02d}次探访前核对")
    page = text(link(plan, "kin"))
    assert all(f"第{number:02d}次探访" in page for number in range(25))


def test_no_track_is_shown(plan: Plan) -> None:
    """Not the hour, not the device, not the direction of any sign."""
    for hours in (9, 5, 1):
        actions.hear(plan=plan, at=clock.now() - timedelta(hours=hours, minutes=17), signal="gate")
    for who in ("elder", "kin"):
        page = text(link(plan, who)).split("同意了什么")[0]
        assert "今天上午有动静" in page
        assert not any(trace in page for trace in ("07:43", "7:43", "03:43", "23:43", "门禁", "gate"))


def test_withdrawn_in_one_tap(plan: Plan) -> None:
    address = link(plan, "elder")
    browser.post(address + "withdraw/")
    plan.refresh_from_db()
    assert plan.ended_at is not None
    assert "关照已经停止" in text(address)
    assert "已经结束" in browser.post(address + "away/", follow=True).content.decode()


def test_wrong_links_open_nothing(plan: Plan) -> None:
    assert browser.get(f"/care/{plan.code}/wrong/").status_code == 404
    assert browser.post(link(plan, "kin") + "dance/").status_code == 404
    assert browser.get(link(plan, "kin") + "fine/").status_code == 405


def test_the_demo_shows_both_pages_at_its_door_and_nobody_else_does(plan: Plan, settings: Settings) -> None:
    Account.objects.create(username="demo-desk")
    settings.DEMO = False
    assert link(plan, "elder") not in text("/accounts/login/")
    settings.DEMO = True
    page = text("/accounts/login/")
    assert link(plan, "elder") in page
    assert link(plan, "kin") in page
    assert browser.get(link(plan, "elder")).status_code == 200
