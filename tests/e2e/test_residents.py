"""What residents do in a real browser: sign in by a code, follow a place, read news, report with old eyes."""

import re
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.people import MODEL, fits, somebody, stand
from tests.live import Site

SPEECH = """
window.said = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  cancel() {},
  speak(speech) {
    window.said.push(speech.text);
    document.body.dataset.said = window.said.length;
    speech.onstart?.();
    if (!window.hold) setTimeout(() => speech.onend?.(), 5);
  },
} });
"""
"""A voice that notes what it is given: the browser of the tests has none of its own."""


def code_on(page: Page) -> str:
    """Return the code that the demo shows instead of sending it."""
    found = re.search(r"\d{6}", page.locator(".flash.info").inner_text())
    assert found
    return found.group()


def test_a_code_lets_a_resident_in_to_earlier_reports(phone: Page) -> None:
    number = "13712345678"
    phone.goto("/report/")
    phone.fill("#id_text", "楼道灯不亮")
    phone.fill("#id_address", MODEL)
    phone.fill("#id_phone", number)
    phone.check("#id_consent")
    phone.get_by_role("button", name="提交").click()
    case = phone.locator(".big-number").inner_text()
    phone.goto("/me/")
    phone.get_by_role("link", name="用手机号登录").click()
    phone.fill("#id_phone", number)
    phone.get_by_role("button", name="发验证码").click()
    phone.fill("#id_code", code_on(phone))
    phone.get_by_role("button", name="确定").click()
    expect(phone.locator(".flash.success")).to_contain_text("找到您以前反映的 1 件事")
    phone.locator(f'a[href*="{case}"]').first.click()
    expect(phone.locator(".says")).to_have_text("楼道灯不亮")


def test_a_place_is_followed_and_left_with_a_press(phone: Page, live_site: Site) -> None:
    stand(phone, live_site)
    phone.goto("/here/")
    phone.get_by_role("button", name="就在我这里").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(MODEL)
    phone.get_by_role("button", name="这是我的社区").click()
    expect(phone.locator("header .state")).to_contain_text("我的社区")
    phone.get_by_role("link", name="关注这个社区").click()
    phone.fill("#id_email", "wang@city.example")
    phone.check("#id_agree")
    phone.get_by_role("button", name="发验证码").click()
    phone.fill("#id_code", code_on(phone))
    phone.get_by_role("button", name="确定").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("已关注")
    phone.get_by_role("link", name="退订").click()
    phone.get_by_role("button", name="退订").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("已退订")


def test_news_goes_from_the_desk_to_the_residents_and_back(live_site: Site, browser: Any) -> None:
    title = "周五下午清洗水箱"
    with somebody(live_site, browser, "community", phone=False) as desk:
        desk.goto("/desk/news/")
        desk.fill("#id_title", title)
        desk.fill("#id_body", "14:00 到 17:00 停水，请提前存水。")
        desk.get_by_role("button", name="发布").click()
        link = desk.locator("a", has_text=title).first
        address = link.get_attribute("href")
        with live_site.page(browser, phone=True) as resident:
            resident.goto(f"{address}")
            expect(resident.get_by_role("heading", level=1)).to_have_text(title)
            resident.get_by_role("link", name="回到社区").click()
            expect(resident.locator("main")).to_contain_text(title)
        row = desk.locator("li", has_text=title)
        row.locator("summary").click()
        row.locator("input[name=reason]").fill("改到下周")
        row.get_by_role("button", name="撤下").click()
        expect(desk.locator(".flash.success")).to_contain_text("已撤下")
    context = browser.new_context(base_url=live_site.url)
    assert context.request.get(f"{address}").status == 404
    context.close()


def large(page: Page) -> None:
    """Choose large letters."""
    page.goto("/")
    page.get_by_role("button", name="大字").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您要办什么？")


def press(page: Page, name: str, role: str = "button") -> None:
    """Go to a control with the keyboard alone, by Tab, and press Enter."""
    control = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    control.first.wait_for()
    for _turn in range(60):
        page.keyboard.press("Tab")
        if control.evaluate_all("found => found.includes(document.activeElement)"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_old_eyes_report_by_keyboard_one_question_a_page(phone: Page) -> None:
    large(phone)
    press(phone, "我要反映", "link")
    expect(phone.get_by_role("heading", level=1)).to_have_text("是哪方面的事？")
    press(phone, "垃圾与保洁", "link")
    first = phone.locator("button[name=matter]").first.inner_text()
    press(phone, first)
    expect(phone.get_by_role("heading", level=1)).to_have_text("在哪里？")
    phone.locator("#id_address").focus()
    phone.keyboard.type(f"{MODEL} 3 幢门口")
    phone.keyboard.press("Enter")
    press(phone, "不留号码")
    press(phone, "提交")
    expect(phone.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    assert fits(phone)


def test_steps_need_no_script(live_site: Site, browser: Browser) -> None:
    context = browser.new_context(base_url=live_site.url, java_script_enabled=False, locale="zh-CN")
    context.add_cookies([{"name": "linli_elder", "value": "2", "url": live_site.url}])
    page = context.new_page()
    page.goto("/report/")
    page.get_by_role("link", name="我自己说").click()
    page.fill("#id_text", "路灯不亮")
    page.get_by_role("button", name="下一步").click()
    page.fill("#id_address", MODEL)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="不留号码").click()
    page.get_by_role("button", name="提交").wait_for()
    page.go_back()
    page.get_by_role("button", name="不留号码").wait_for()
    page.go_forward()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    context.close()


SMALL = """
[...document.querySelectorAll("button, a.button, .tabs a, input, select, textarea, summary")]
  .filter((each) => each.getClientRects().length && (each.offsetHeight < 60 || each.offsetWidth < 60))
  .map((each) => `${each.outerHTML.slice(0, 80)} ${each.offsetWidth}x${each.offsetHeight}`)
"""
TINY = """
[...document.querySelectorAll("body *")]
  .filter((each) => each.getClientRects().length && !each.closest(".sr, svg, .skip, option"))
  .filter((each) => [...each.childNodes].some((part) => part.nodeType === 3 && part.textContent.trim()))
  .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 24)
  .map((each) => each.outerHTML.slice(0, 80))
"""


def test_everything_to_press_and_to_read_is_large(phone: Page) -> None:
    large(phone)
    for path in ("/", "/report/", "/report/steps/words/", "/t/", "/here/?change=1", "/help/", "/nearby/"):
        phone.goto(path)
        assert phone.evaluate(SMALL) == [], path
        assert phone.evaluate(TINY) == [], path
        assert fits(phone), path


def test_the_page_is_read_aloud_where_it_is_shown_and_stops(live_site: Site, browser: Any) -> None:
    with live_site.page(browser, phone=True) as page:
        page.add_init_script(SPEECH)
        large(page)
        page.evaluate("window.hold = true")
        page.get_by_role("button", name="朗读").click()
        expect(page.locator(".reading")).to_have_text("您要办什么？")
        page.get_by_role("button", name="停").click()
        expect(page.locator(".reading")).to_have_count(0)
        page.evaluate("[window.hold, window.said] = [false, []]")
        page.get_by_role("button", name="朗读").click()
        expect(page.locator("body")).to_have_attribute("data-said", "6")
        expect(page.locator("[data-aloud]")).to_have_attribute("aria-pressed", "false")
        assert page.evaluate("window.said")[:2] == ["您要办什么？", "我要反映"]


def test_the_map_and_its_list_stay_together(phone: Page) -> None:
    phone.goto("/nearby/?days=90")
    phone.get_by_label("办到哪了").select_option("done")
    phone.wait_for_url("**state=done**")
    phone.get_by_role("link", name="地图").click()
    phone.locator("[data-map][data-ready]").wait_for()
    assert "state=done" in phone.url
    states = set(phone.locator("main .card .state").all_inner_texts())
    assert states == {"已办完"}
