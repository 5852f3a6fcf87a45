"""The pages are for everybody: without a mouse, without script, with large letters, with a screen reader."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import barriers, fits, somebody
from tests.live import Site

STAFF = [
    ("street", "/desk/"),
    ("street", "/desk/ticket/"),
    ("department", "/worker/"),
    ("worker", "/worker/"),
    ("worker", "/worker/settle/"),
    ("worker", "/worker/report/"),
    ("inspector", "/worker/"),
    ("leader", "/city/"),
    ("leader", "/city/?wall=1"),
    ("leader", "/city/coverage/"),
    ("leader", "/notices/"),
]


@pytest.mark.parametrize(("role", "path"), STAFF)
@pytest.mark.parametrize("phone", [True, False])
def test_pages_of_staff_keep_nobody_out(
    live_site: Site, browser: Any, role: str, path: str, phone: bool
) -> None:
    with somebody(live_site, browser, role, phone=phone) as page:
        page.goto(path)
        assert barriers(page) == []
        assert fits(page)


def test_a_case_and_its_forms_keep_nobody_out(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "street", phone=False) as page:
        page.goto("/desk/")
        page.locator("#list a").first.click()
        page.locator("#pane .case-head").wait_for()
        assert barriers(page) == []


def test_the_desk_is_worked_by_keyboard(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "street", phone=False) as page:
        page.goto("/desk/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("j")
        expect(page.locator("#list a").nth(1)).to_be_focused()
        page.keyboard.press("Enter")
        page.locator("#pane .case-head").wait_for()
        page.keyboard.press("/")
        expect(page.locator("#q")).to_be_focused()


def test_large_letters_are_large(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("button", name="大字").click()
    phone.wait_for_load_state()
    size = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    low = phone.evaluate(
        "Math.min(...[...document.querySelectorAll('main .button, .tabs a')].map(e => e.offsetHeight))"
    )
    assert size >= 24
    assert low >= 60
    assert fits(phone)


def test_a_report_needs_no_script(live_site: Site, browser: Any) -> None:
    context = browser.new_context(base_url=live_site.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/report/")
    page.fill("#id_text", "聚新家园社区路灯不亮")
    page.fill("#id_address", "聚新家园社区 3 幢门口")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    context.close()


def test_what_was_typed_stays_until_it_is_sent(phone: Page) -> None:
    phone.goto("/report/")
    phone.fill("#id_text", "写了一半的话")
    phone.goto("/")
    phone.goto("/report/")
    expect(phone.locator("#id_text")).to_have_value("写了一半的话")


def test_faults_are_told_at_the_top_and_lead_to_their_field(live_site: Site, browser: Any) -> None:
    context = browser.new_context(base_url=live_site.url, locale="zh-CN")
    page = context.new_page()
    page.goto("/report/")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".summary")).to_be_focused()
    page.locator(".summary a").first.click()
    expect(page.locator("#id_text")).to_be_focused()
    assert barriers(page) == []
    context.close()


def test_markup_in_a_report_runs_nowhere(live_site: Site, browser: Any) -> None:
    ran: list[str] = []
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>𠮷😀垃圾没人收"
    with live_site.page(browser, phone=True) as page:
        page.on("dialog", lambda dialog: ran.append(dialog.message))
        page.goto("/report/")
        page.fill("#id_text", evil)
        page.fill("#id_address", "聚新家园社区<b>门口</b>")
        page.get_by_role("button", name="提交").click()
        expect(page.locator(".says")).to_have_text(evil)
        number = page.locator(".big-number").inner_text()
    with somebody(live_site, browser, "leader", phone=False) as page:
        page.on("dialog", lambda dialog: ran.append(dialog.message))
        page.goto(f"/desk/cases/{number}/")
        expect(page.locator(".facts .says").first).to_have_text(evil)
    assert ran == []


def test_the_language_changes_with_one_press(phone: Page) -> None:
    phone.goto("/help/")
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("How to use it, whom to ask")
    phone.get_by_role("button", name="中文").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("怎么用、找谁帮忙")
