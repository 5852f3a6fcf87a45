"""One report goes the whole way in a real browser, from a resident's phone to the city's map."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.people import somebody, stand
from tests.live import Site

SAID = "小区东门垃圾桶满了，没人清"


def report(page: Page, site: Site) -> tuple[str, str]:
    """Report on a phone, the place told by the phone; return the number and the secret address."""
    stand(page, site)
    page.goto("/")
    page.get_by_role("link", name="我要反映").click()
    page.fill("#id_text", SAID)
    page.get_by_text("看起来是这类事").wait_for()
    page.get_by_role("button", name="就在我这里").click()
    expect(page.locator("[data-where-words]")).to_contain_text("聚新家园")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    return page.locator(".big-number").inner_text(), page.url.split("?")[0]


def open_case(page: Page, number: str) -> None:
    """Find the case by its number at the desk and open it beside the list."""
    page.goto(f"/desk/?tab=all&q={number}")
    page.locator("#list a", has_text="").first.click()
    expect(page.locator("#pane")).to_contain_text(number)


def press(page: Page, name: str) -> None:
    """Press the primary button of the move `name` and wait for its thanks."""
    page.locator(".act-form").get_by_role("button", name=name).click()
    expect(page.locator(".flash.success")).to_contain_text(f"已办：{name}")


def test_from_a_residents_phone_to_the_citys_map(live_site: Site, browser: Any) -> None:
    with live_site.page(browser, phone=True) as resident:
        number, secret = report(resident, live_site)
    with somebody(live_site, browser, "street", phone=False) as desk:
        open_case(desk, number)
        press(desk, "受理立案")
        crew = desk.locator("#id_body option", has_text="环卫所").first.get_attribute("value")
        desk.select_option("#id_body", crew)
        press(desk, "派遣")
    with somebody(live_site, browser, "department", phone=True) as worker:
        worker.goto(f"/worker/cases/{number}/")
        worker.fill("#id_note", "已清运，桶已冲洗")
        press(worker, "处置完成")
    with somebody(live_site, browser, "inspector", phone=True) as inspector:
        inspector.goto(f"/worker/cases/{number}/")
        press(inspector, "核查通过")
    with somebody(live_site, browser, "street", phone=False) as desk:
        open_case(desk, number)
        press(desk, "结案")
    with live_site.page(browser, phone=True) as resident:
        resident.goto(secret)
        expect(resident.locator(".timeline")).to_contain_text("已清运，桶已冲洗")
        resident.locator(".faces label", has_text=re.compile("^很满意$")).click()
        resident.get_by_role("button", name="提交评价").click()
        expect(resident.locator(".flash.success")).to_contain_text("谢谢您的评价")
    with somebody(live_site, browser, "leader", phone=False) as leader:
        leader.goto("/city/?show=open")
        leader.locator("[data-map][data-ready]").wait_for()
        leader.goto(f"/desk/?tab=ended&q={number}")
        expect(leader.locator("#list")).to_contain_text("已结案")


def test_a_small_thing_takes_one_tap(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "worker", phone=True) as worker:
        worker.get_by_role("link", name="随手办结").click()
        worker.locator("button.tap").first.click()
        expect(worker.locator(".flash.success")).to_contain_text("记下了")


def test_two_at_the_desk_one_is_told(live_site: Site, browser: Any) -> None:
    with live_site.page(browser, phone=True) as resident:
        number, _secret = report(resident, live_site)
    with (
        somebody(live_site, browser, "street", phone=False) as first,
        somebody(live_site, browser, "community", phone=False) as second,
    ):
        first.goto(f"/desk/cases/{number}/")
        second.goto(f"/desk/cases/{number}/")
        press(first, "受理立案")
        second.locator(".act-form").get_by_role("button", name="受理立案").click()
        expect(second.locator(".flash.warning")).to_be_visible()
        expect(second.locator(".state").first).to_contain_text("待派遣")
