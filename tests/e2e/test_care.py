"""A silence in a real browser: the desk makes the plan, the alert climbs, worker and family answer it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import somebody
from tests.live import Site

ELDER = "欧阳秀兰"
PREPARED = """
from linli.care.models import Plan
print("grid=" + Plan.objects.order_by("pk").first().grid_code)
"""
SILENT = """
from time import monotonic, sleep
from linli.care import actions, queries
from linli.care.actions import climbing
from linli.care.models import Alert, Plan
from linli.kernel import clock, outbox
plan, now = Plan.objects.get(code="{code}"), clock.now()
said = {{"zh-hans": "很久没有动静，请先电话。", "en": "Nothing for long, please call."}}
actions.expect(plan=plan, ask_at=now, visit_at=now, reason=said)
actions.raise_due()
alert = Alert.objects.get(plan=plan)
for _step in range(12):
    if alert.steps.filter(rung="grid", kind="called").exists():
        break
    with clock.at(max(alert.next_at, now)):
        climbing.climb_one(alert.pk)
    alert.refresh_from_db()
until = monotonic() + 60
while not alert.case_number and monotonic() < until:
    outbox.deliver()
    alert.refresh_from_db()
    sleep(0.1)
kin = plan.kin.get(place=1)
print(f"alert={{alert.code}}")
print(f"case={{alert.case_number}}")
print(f"family=/care/{{kin.page}}/{{queries.kin_key(kin)}}/")
"""


def told(printed: str) -> dict[str, str]:
    """Return what a command printed as name=value."""
    return dict(re.findall(r"^(\w+)=(\S+)$", printed, re.M))


@pytest.fixture(scope="module")
def plan(live_site: Site, browser: Any) -> str:
    """The code of a plan that the desk makes in the browser; no device hears the person."""
    grid = told(live_site.run("shell", "-c", PREPARED))["grid"]
    with somebody(live_site, browser, "community", phone=False) as desk:
        desk.goto("/desk/care/new/")
        desk.fill("#id_name", ELDER)
        desk.select_option("#id_grid_code", grid)
        desk.fill("#id_address", "1号楼1单元101")
        for label in ("本人", "纸质签字", "接听电话", "没有动静时询问和上门", "联系不上时告诉家人"):
            desk.get_by_label(label, exact=True).check()
        desk.fill("#id_kin1_name", "欧阳强")
        desk.fill("#id_kin1_phone", "13912340077")
        desk.fill("#id_kin1_relation", "儿子")
        for field in ("#id_quiet_from", "#id_quiet_until"):  # the same: asked at any hour of the test's run
            desk.fill(field, "03:00")
        desk.get_by_role("button", name="建立关照计划").click()
        expect(desk.locator(".flash.success")).to_contain_text("关照计划建好了")
        return desk.url.rstrip("/").rsplit("/", 1)[-1]


def call_in_a_helper(desk: Page, number: str) -> None:
    """Give the alert's case to a body and call in another one, with a deadline of its own."""
    desk.goto(f"/desk/cases/{number}/do/dispatch/")
    first = desk.locator("#id_body option:not([value=''])").nth(0).get_attribute("value")
    desk.select_option("#id_body", first)
    desk.locator(".act-form button.primary").click()
    expect(desk.locator(".flash.success")).to_contain_text("已办：派遣")
    desk.goto(f"/desk/cases/{number}/do/add_helper/")
    other = desk.locator(f"#id_body option:not([value='']):not([value='{first}'])").nth(0)
    desk.select_option("#id_body", other.get_attribute("value"))
    desk.fill("#id_until", "2099-03-02T09:30")
    desk.locator(".act-form button.primary").click()
    expect(desk.locator(".flash.success")).to_contain_text("已办：增加协办")


def test_an_alert_climbs_until_a_worker_answers(live_site: Site, browser: Any, plan: str) -> None:
    known = told(live_site.run("shell", "-c", SILENT.format(code=plan)))
    page_of_alert = f"/worker/alerts/{known['alert']}/"
    with somebody(live_site, browser, "community", phone=False) as desk:
        desk.goto("/desk/care/")
        expect(desk.locator(f'a[href="{page_of_alert}"]')).to_be_visible()
        call_in_a_helper(desk, known["case"])
        desk.goto(f"/desk/cases/{known['case']}/")
        expect(desk.locator("main")).to_contain_text("2099")
        expect(desk.locator("main")).not_to_contain_text(ELDER)
    with live_site.page(browser, phone=True) as family:
        family.goto(known["family"])
        expect(family.locator("main")).to_contain_text("一段时间没有动静，请打个电话问问")
        expect(family.locator(".big-number")).to_have_text("今天还没有动静")
    with somebody(live_site, browser, "worker", phone=True) as worker:
        worker.goto("/worker/care/")
        worker.locator(f'a[href="{page_of_alert}"]').click()
        expect(worker.locator(".says")).to_contain_text("很久没有动静")
        expect(worker.locator(".timeline")).to_contain_text("已通知")
        worker.get_by_role("button", name="看姓名、住址和电话").click()
        expect(worker.locator(".facts")).to_contain_text(ELDER)
        worker.goto(page_of_alert)
        worker.get_by_role("button", name="平安", exact=True).click()
        expect(worker.locator(".timeline")).to_contain_text("已解除")
    with live_site.page(browser, phone=True) as family:
        family.goto(known["family"])
        expect(family.locator(".big-number")).to_have_text(re.compile("(上午|下午|晚上|昨天)有动静"))
        expect(family.locator("main")).to_contain_text("处理没有动静的告警")
