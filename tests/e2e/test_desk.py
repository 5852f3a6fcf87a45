"""The desk in a real browser: views, many at once, by keyboard alone, live, drawn on a map, on paper."""

import io
import re
from pathlib import Path
from typing import Any

import docx
from playwright.sync_api import Page, expect

from linli.kernel import tables
from tests.e2e.people import barriers, fits, somebody
from tests.live import Site


def take(page: Page, text: str) -> str:
    """Take down a call in the model community and return the number of its case."""
    page.goto("/desk/ticket/")
    page.fill("#id_text", text)
    page.fill("#id_address", "聚新家园社区 3 幢门口")
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url(re.compile(r"/desk/cases/"))
    return page.url.split("/")[-2]


def numbers(page: Page) -> list[str]:
    """Return the numbers of the cases in the list."""
    boxes = page.locator("#list input[name=n]").evaluate_all("all => all.map(box => box.value)")
    return [box.split(".")[0] for box in boxes]


def test_a_view_is_kept_and_the_inbox_begins_with_it(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "inspector", phone=False) as page:
        page.goto("/desk/?tab=handled&days=30")
        page.get_by_text("存为视图").click()
        page.fill("#view-name", "要核查的")
        page.get_by_label("打开案件时先看这个").check()
        page.get_by_role("button", name="保存").click()
        expect(page.locator(".flash.success")).to_contain_text("要核查的")
        page.goto("/desk/")
        expect(page.get_by_role("link", name="要核查的")).to_have_attribute("aria-current", "page")
        expect(page.locator(".strip [aria-current]")).to_have_text("待核查")
        page.get_by_role("link", name="管理视图").click()
        page.get_by_role("button", name="删除").click()
        page.locator("dialog[data-ask]").get_by_role("button", name="确定").click()
        expect(page.get_by_text("还没有存下的视图")).to_be_visible()


def test_many_are_filed_at_once_and_the_one_that_fails_says_why(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "street", phone=False) as page:
        good = [take(page, "小区东门垃圾桶满了，没人清") for _each in range(2)]
        bad = take(page, "@@@")
        page.goto("/desk/?tab=reported")
        for number in (*good, bad):
            page.locator(f'#list input[value^="{number}"]').check()
        expect(page.locator("[data-count]")).to_have_text("已选 3 件")
        page.get_by_role("button", name="批量办理选中的").click()
        assert barriers(page) == []
        page.get_by_role("button", name="受理立案").click()
        page.get_by_role("button", name="受理立案 3 件").click()
        expect(page.locator(".flash.success")).to_contain_text("2 件已办")
        row = page.locator(".failed tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text(bad)
        expect(row).to_contain_text("请选择事项")
        page.get_by_role("link", name="回到列表").click()
        page.wait_for_url(re.compile(r"/desk/\?tab=reported"))
        assert bad in numbers(page)
        assert not set(good) & set(numbers(page))


def press_the_primary(page: Page, done: str) -> None:
    """Go to the form of the open case by key, walk to its button, press it, and wait for the thanks."""
    page.keyboard.press("e")
    for _step in range(14):
        if page.evaluate("document.activeElement.matches('.act-form button.primary')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#pane .flash.success")).to_contain_text(f"已办：{done}")


def test_a_case_is_filed_and_dispatched_by_keyboard_alone(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "street", phone=False) as page:
        number = take(page, "小区东门垃圾桶满了，没人清")
        page.goto(f"/desk/?tab=all&q={number}")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator("#pane .case-head")).to_contain_text(number)
        expect(page.locator("#pane .advised")).to_contain_text("内容里有")
        press_the_primary(page, "受理立案")
        press_the_primary(page, "派遣")
        expect(page.locator("#pane .state").first).to_contain_text("处置中")
        expect(page.locator(f'#list [data-row]:has(input[value^="{number}"])')).to_contain_text("处置中")
        assert f"open={number}" in page.url
        page.go_back()
        expect(page.locator("#pane")).to_contain_text("点左边一件")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.locator("[data-keys-on]").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        expect(page.locator("#q")).not_to_be_focused()


def test_a_new_case_is_announced_and_nothing_jumps(live_site: Site, browser: Any) -> None:
    with (
        somebody(live_site, browser, "street", phone=False) as page,
        somebody(live_site, browser, "community", phone=False) as colleague,
    ):
        page.goto("/desk/?tab=reported&q=垃圾")
        before = numbers(page)
        number = take(colleague, "小区东门垃圾桶满了，没人清")
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator(".chip-news")).to_contain_text("条新的")
        assert numbers(page) == before
        page.keyboard.press("n")
        expect(page.locator("#list input[name=n]").first).to_have_attribute("value", re.compile(f"^{number}"))


def test_an_area_drawn_on_the_map_is_the_list_and_the_sheet(
    live_site: Site, browser: Any, tmp_path: Path
) -> None:
    with somebody(live_site, browser, "street", phone=False) as page:
        page.goto("/desk/map/?tab=ended")
        page.locator("#desk-map[data-shown]").wait_for()
        page.get_by_role("button", name="画矩形").click()
        box = page.locator("#desk-map").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.5)
        page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.7)
        page.wait_for_url(re.compile("ring="))
        inside = numbers(page)
        assert 0 < len(inside) < 100
        page.locator("#desk-map[data-shown]").wait_for()
        with page.expect_download() as download:
            page.get_by_role("link", name="导出 Excel").click()
        file = tmp_path / "list.xlsx"
        download.value.save_as(file)
        assert [row.values["编号"] for row in tables.read(file).rows] == inside
        assert barriers(page) == []
        page.get_by_role("link", name="列表", exact=True).click()
        expect(page.get_by_text("只看地图上画的范围")).to_be_visible()
        assert numbers(page) == inside


def test_the_form_opens_in_word_and_holds_the_case(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "street", phone=True) as page:
        number = take(page, "小区东门垃圾桶满了，没人清")
        assert fits(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="办理单").click()
        assert download.value.suggested_filename == f"{number}.docx"
        found = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
        text = "\n".join(cell.text for table in found.tables for row in table.rows for cell in row.cells)
        assert "小区东门垃圾桶满了，没人清" in text
        assert "热线" in text
        assert any(number in paragraph.text for paragraph in found.paragraphs)
