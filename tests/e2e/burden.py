"""How much a worker has to press and type for each main task, counted by the browser itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.outdoors import middle_of_work, say
from tests.live import Site
from tools import browser as machine

TABLE = Path(__file__).resolve().parents[2] / "docs" / "burden.md"
COUNT = """(() => {
  const add = (name, by) => sessionStorage.setItem(name, Number(sessionStorage.getItem(name) ?? 0) + by);
  addEventListener("pointerdown", (event) => { if (event.isTrusted) add("taps", 1); }, true);
  addEventListener("input", (event) => {
    if (event.isTrusted && event.inputType?.startsWith("insert")) add("typed", event.data?.length ?? 1);
  }, true);
})()"""
READ = "['taps', 'typed'].map((name) => Number(sessionStorage.getItem(name) ?? 0))"
SAID = "东门垃圾桶满了"
ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \| (\d+) \| (\d+) \|$", re.M)


@dataclass(frozen=True)
class Task:
    """One main task, in both languages, by whom, what must be there before, and how it is done."""

    name: str
    english: str
    role: str
    do: Callable[[Page, str], None]
    before: str = ""


def _home_to(page: Page, name: str) -> None:
    page.locator(".two-big a", has_text=name).click()
    page.locator("form[data-ready]").wait_for()
    expect(page.locator("[data-where-words]")).to_contain_text("网格")


def _report(place: int) -> Callable[[Page, str], None]:
    def do(page: Page, _number: str) -> None:
        _home_to(page, "上报")
        expect(page.locator("[data-tap]")).to_have_count(10)
        page.locator("[data-tap]").nth(place).click()
        page.locator("[data-submit]").click()

    return do


def _photo(page: Page, number: str) -> None:
    _home_to(page, "上报")
    page.locator("[data-tap]").first.click()
    with page.expect_file_chooser() as chooser:
        page.locator("label.drop").click()
    chooser.value.set_files(TABLE.parent / "screenshots" / "report.png")
    expect(page.locator("[data-shots] img")).to_have_count(1)
    page.locator("[data-submit]").click()


def _settle(page: Page, _number: str) -> None:
    _home_to(page, "随手办结")
    page.locator("[data-tap]").first.click()


def _words(page: Page, _number: str) -> None:
    _home_to(page, "上报")
    page.locator("#id_text").click()
    page.keyboard.type(SAID)
    page.locator("[data-submit]").click()


def _join(page: Page, _number: str) -> None:
    _home_to(page, "上报")
    page.locator("[data-tap]").first.click()
    page.locator("[data-known] li button").first.click()


def _first_move(page: Page, number: str) -> None:
    page.locator(f'[data-number="{number}"] a').click()
    page.locator("#act form button").click()


TASKS = (
    Task("上报最常见的一类事", "Report the commonest matter", "worker", _report(0)),
    Task("上报常见事里的第十类", "Report the tenth of the common matters", "worker", _report(9)),
    Task("上报并拍一张照片", "Report with a photo", "worker", _photo),
    Task("用自己的话上报（七个字）", "Report in words (seven characters)", "worker", _words),
    Task("并到附近已知的一件事", "Join what is known near by", "worker", _join, "handed()"),
    Task("随手办结", "Settle on the spot", "worker", _settle),
    Task("核实一件事属实", "Confirm on the spot", "worker", _first_move, "print(checking().number)"),
    Task("办完一件事", "Finish a case", "worker", _first_move, "print(handed().number)"),
    Task("核查通过一件事", "Verify a case", "inspector", _first_move, "print(done().number)"),
)


def measure(browser: Any, site: Site, task: Task) -> tuple[int, int]:
    """Do `task` on a phone from the day's list, and return how often it was pressed and what was typed."""
    number = say(site, task.before) if task.before else ""
    context: BrowserContext = browser.new_context(
        base_url=site.url,
        viewport={"width": machine.PHONE[0], "height": machine.PHONE[1]},
        is_mobile=True,
        has_touch=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        permissions=["geolocation"],
        geolocation=dict(zip(("longitude", "latitude"), middle_of_work(site), strict=True)),
    )
    try:
        context.add_init_script(COUNT)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.click(f'button[value="demo-{task.role}"]')
        page.wait_for_url("**/worker/")
        page.locator("html[data-outbox]").wait_for(state="attached")
        page.evaluate("sessionStorage.clear()")
        task.do(page, number)
        page.wait_for_url("**/worker/")
        expect(page.locator("[data-flash] .success")).to_be_visible()
        taps, typed = page.evaluate(READ)
        return taps, typed
    finally:
        context.close()


def written() -> dict[str, tuple[int, int]]:
    """Return taps and typed characters of each task as the documents have them."""
    found = ROW.findall(TABLE.read_text(encoding="utf-8"))
    return {name: (int(taps), int(typed)) for name, _english, taps, typed in found}
