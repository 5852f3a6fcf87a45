"""With the keyboard alone a resident reports, follows and judges; no mouse, no finger."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e import hands
from tests.e2e.people import MODEL
from tests.live import Site

MOST_TABS = 60


def reach(page: Page, control: Locator) -> None:
    """Go to a control by Tab."""
    control.first.wait_for()
    for _turn in range(MOST_TABS):
        page.keyboard.press("Tab")
        if control.evaluate_all("found => found.includes(document.activeElement)"):
            return
    raise AssertionError(f"Tab never reaches {control}")


def write(page: Page, label: str, text: str) -> None:
    """Go to the field with a label and type."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def press(page: Page, control: Locator) -> None:
    """Go to a control and press Enter; what has the focus can be seen."""
    reach(page, control)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")


def test_report_follow_and_judge_by_keyboard(live_site: Site, browser: Any) -> None:
    with live_site.page(browser, phone=False) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        press(page, page.get_by_role("link", name="我要反映", exact=True))
        write(page, "用一两句话说说", "东门垃圾桶满了，没人清")
        write(page, "地址或附近的标志", f"{MODEL}东门")
        reach(page, page.locator("#id_public"))
        page.keyboard.press("Space")
        press(page, page.get_by_role("button", name="提交", exact=True))
        expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
        number, secret = page.locator(".big-number").inner_text(), page.url.split("?")[0]
        hands.carry(live_site, number)
        page.goto("/")
        write(page, "反映编号", number)
        page.keyboard.press("Enter")
        expect(page.locator("h1 ~ .row .state, header .state").first).to_contain_text("已办完")
        page.goto(secret)
        expect(page.locator(".timeline")).to_contain_text(hands.DONE)
        reach(page, page.locator(".faces input"))
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Space")
        press(page, page.get_by_role("button", name="提交评价", exact=True))
        expect(page.locator(".flash.success")).to_contain_text("谢谢您的评价")
        expect(page.locator(".timeline")).to_contain_text("谢谢您的评价")


def test_a_choice_shows_without_colours(phone: Page) -> None:
    phone.emulate_media(forced_colors="active", reduced_motion="reduce")
    phone.goto("/report/")
    phone.fill("#id_text", "路灯不亮")
    chip = phone.locator(".chip input:checked + span").first
    chip.wait_for()
    assert chip.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    moving = "document.getAnimations().filter((each) => each.playState === 'running').length"
    assert phone.evaluate(moving) == 0
