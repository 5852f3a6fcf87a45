"""The leader's screen in a real browser: down to the grid and up, numbers and their lists, nets, report."""

import re
from pathlib import Path
from typing import Any

import docx
import pytest
import python_calamine
from playwright.sync_api import Page, expect

from tests.e2e.people import barriers, fits, follow, middle_of, somebody
from tests.e2e.test_story import report
from tests.live import Site

DRAWN = "[data-map][data-ready]"


def press_map(page: Page, lon: float, lat: float) -> None:
    """Press the map where a place is, and wait for the next page."""
    page.locator(DRAWN).wait_for()
    box = page.locator("[data-map]").bounding_box()
    assert box is not None
    find = (
        "([lon, lat]) => { const at = document.querySelector('[data-map]').linliMap"
        ".latLngToContainerPoint([lat, lon]); return [at.x, at.y]; }"
    )
    x, y = page.evaluate(find, [lon, lat])
    with page.expect_navigation():
        page.mouse.click(box["x"] + x, box["y"] + y)


def area_of(page: Page) -> str:
    """Return the area that the address names."""
    found = re.search(r"area=(\d*)", page.url)
    return found[1] if found else ""


def test_down_to_the_grid_and_back_up(live_site: Site, browser: Any) -> None:
    lon, lat = middle_of(live_site)
    with somebody(live_site, browser, "leader", phone=False) as page:
        page.goto("/city/?show=open")
        # off the points, which would open instead
        for length in (9, 12, 15):
            press_map(page, lon + 0.0004, lat + 0.0004)
            assert len(area_of(page)) == length
        expect(page.locator("#areas-title")).to_be_visible()
        page.keyboard.press("Backspace")
        page.wait_for_url(re.compile(r"area=\d{12}(&|$)"))
        page.locator(".crumbs a").first.click()
        page.wait_for_url(lambda url: not re.search(r"area=\d", url))


def test_down_by_keyboard_alone(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "leader", phone=False) as page:
        page.goto("/city/")
        for length in (9, 12, 15):
            link = page.locator(".at-areas tbody a").first
            link.focus()
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert len(area_of(page)) == length


def test_another_indicator_and_what_it_means(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "leader", phone=False) as page:
        page.goto("/city/")
        page.locator(DRAWN).wait_for()
        page.locator(".views").get_by_role("link", name="30 天结案率").click()
        expect(page.locator("#map-title")).to_have_text("各街道、镇 · 30 天结案率")
        page.locator(DRAWN).wait_for()
        expect(page.locator(".legend")).to_contain_text("85%–95%")
        tile = page.locator("[data-tile=closed_30]")
        tile.locator("summary").click()
        expect(tile.locator("details")).to_contain_text("近 30 天上报并立案的案件中，已经结案的比例。")
        page.keyboard.press("Escape")
        expect(tile.locator("details > div")).to_be_hidden()
        tile.locator("a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("30 天结案率")
        expect(page.locator("#behind .card").first).to_be_visible()
        page.get_by_role("link", name="立案（含随手办结）").click()
        page.wait_for_url(re.compile("part=whole"))
        page.locator("#behind .card a").first.click()
        page.wait_for_url(re.compile("/desk/cases/"))


def test_the_screen_keeps_itself_fresh_without_a_jump(live_site: Site, browser: Any) -> None:
    with somebody(live_site, browser, "leader", phone=False) as page:
        page.goto("/city/")
        page.locator(DRAWN).wait_for()
        page.locator("[data-tile=open] summary").click()
        page.evaluate("scrollTo(0, 150)")
        with live_site.page(browser, phone=True) as resident:
            number, _secret = report(resident, live_site)
        page.evaluate("dispatchEvent(new Event('linli:look'))")
        expect(page.locator(f"[data-part=feed] a[href*='{number}']")).to_be_visible()
        assert page.evaluate("scrollY") == 150
        expect(page.locator("[data-tile=open] details")).to_have_attribute("open", "")


def test_nets_are_switched_on_and_off(live_site: Site, browser: Any) -> None:
    lon, lat = middle_of(live_site)
    with somebody(live_site, browser, "leader", phone=False) as page:
        page.goto("/city/?show=open")
        for _level in range(2):
            press_map(page, lon + 0.0004, lat + 0.0004)
        page.get_by_role("link", name="三张网").click()
        expect(page.locator("#net-map")).to_have_attribute("data-nets", "party service safety")
        marks = page.locator(".net-marks .net-mark.party")
        grids = marks.count()
        assert grids == page.locator(".net-table tbody tr").count() > 0
        page.locator("[data-net=party]").uncheck()
        expect(marks).to_have_count(0)
        expect(page.locator("[data-net-panel=party]")).to_be_hidden()
        page.locator("[data-net=party]").check()
        expect(marks).to_have_count(grids)


def test_the_monthly_report_is_taken_and_opens(live_site: Site, browser: Any, tmp_path: Path) -> None:
    with somebody(live_site, browser, "leader", phone=False) as page:
        page.goto("/city/report/")
        title = page.get_by_role("heading", level=1).inner_text()
        page.select_option("#month", index=0)
        page.get_by_role("button", name="看这份").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(title)
        sentence = page.locator("section.panel li").first.inner_text()
        for button, ending in (("下载 Word", "docx"), ("下载 Excel", "xlsx")):
            with page.expect_download() as taken:
                page.get_by_role("link", name=button).click()
            taken.value.save_as(tmp_path / f"report.{ending}")
    paragraphs = [each.text for each in docx.Document(str(tmp_path / "report.docx")).paragraphs]
    assert sentence in paragraphs
    book = python_calamine.load_workbook(tmp_path / "report.xlsx")
    assert [sentence] in book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_nothing_keeps_anybody_out(live_site: Site, browser: Any, phone: bool) -> None:
    with somebody(live_site, browser, "leader", phone=phone) as page:
        page.goto("/city/?wall=1")
        page.locator(DRAWN).wait_for()
        assert barriers(page) == []
        page.goto("/city/?show=open")
        page.locator(DRAWN).wait_for()
        assert fits(page)
        assert barriers(page) == []
        for _level in ("district", "street"):
            follow(page, page.locator(".at-areas tbody a").first)
        for link in ("三张网", "月报", "指标说明"):
            follow(page, page.get_by_role("link", name=link, exact=True))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert fits(page)
            assert barriers(page) == []
            page.go_back()
