"""What a worker's phone does when the city answers otherwise than hoped, and what it does by itself."""

import re
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, Route, expect

from linli.cases import catalogue
from linli.kernel import geo, ids
from tests.cases.catalogue.test_suggest import EXAMPLES
from tests.e2e.outdoors import Phone, enter, middle_of_work, phone_of, say, sent, waiting
from tests.e2e.test_offline import REPORTED, photo, report_in_words
from tests.live import Site

SEND = "**/worker/send/"
PLACES = """() => [...document.querySelectorAll("[data-list]")].map((list) =>
  [...list.children].map(({ dataset: of }) => [of.number, +of.band, +(of.lon ?? 0), +(of.lat ?? 0)]))"""
GUESSED = """async ([script, texts]) => {
  const { suggest } = await import(script);
  const { rows } = await (await fetch("/worker/words.json")).json();
  return texts.map((text) => suggest(rows, text));
}"""
ODD_TEXTS = (
    "",
    "我",
    "。。。",
    "🙂🙂",
    "ＷＣ　门口！路灯＿不亮",
    "Ｂｉｎ is full. 垃圾 桶-满 了",
    "é street LIGHT out",
    "垃圾" * 600,
)


@pytest.fixture
def phone(browser: Any, live_site: Site, tmp_path: Path) -> Any:
    """A worker's phone."""
    with phone_of(browser, live_site, tmp_path / "phone") as found:
        yield found


def report(page: Page, text: str, *, with_photo: bool = False) -> None:
    """Report in words on a fresh page, and go where the page leads."""
    page.goto("/worker/report/")
    page.locator("form[data-ready]").wait_for()
    page.fill("#id_text", text)
    if with_photo:
        page.set_input_files("input[type=file]", files=[photo()])
        expect(page.locator("[data-shots] img")).to_have_count(1)
    expect(page.locator("[data-where-words]")).to_contain_text("网格")
    page.locator("[data-submit]").click()


def answer(phone: Phone, status: int, **headers: str) -> None:
    """Let something between the phone and the city answer what is sent."""

    def fulfil(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body="<p>no</p>", headers=headers)

    phone.context.route(SEND, fulfil)


def test_a_session_that_ended_keeps_the_record_and_sends_it_after_signing_in(
    phone: Phone, live_site: Site
) -> None:
    text = f"登录过期时写的 {ids.token()}"
    page = phone.open()
    enter(page)
    phone.context.set_offline(True)
    page.goto("/worker/report/")
    report_in_words(page, text)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    told = page.locator("[data-flash]")
    expect(told).to_contain_text("登录过期了。写好的 1 条还在手机里")
    assert waiting(page) == 1
    assert say(live_site, REPORTED.format(text=text)) == "0"
    told.get_by_role("link", name="去登录").click()
    page.click('button[value="demo-worker"]')
    page.wait_for_url("**/worker/**")
    sent(page)
    assert say(live_site, REPORTED.format(text=text)) == "1"


def test_each_answer_that_is_no_yes_keeps_the_record_and_says_what_to_do(
    phone: Phone, live_site: Site
) -> None:
    page = phone.open()
    enter(page)
    said: list[str] = []

    def refused(status: int, words: str, *, with_photo: bool = False) -> None:
        said.append(f"回答 {status} 的那条 {ids.token()}")
        answer(phone, status, **{"Retry-After": "1"})
        report(page, said[-1], with_photo=with_photo)
        expect(page.locator("[data-flash]")).to_contain_text(words)
        assert waiting(page) == 1
        phone.context.unroute(SEND)

    refused(413, "照片合起来太大", with_photo=True)
    card = page.locator("[data-mine] li")
    expect(card.locator(".error")).to_contain_text("去掉一张照片再发")
    card.get_by_role("button", name="去掉最后一张照片再发").click()
    expect(page.locator("[data-sent] li")).to_have_count(1)
    refused(400, "回答 400")
    page.locator("[data-mine] li").get_by_role("button", name="再试一次").click()
    expect(page.locator("[data-sent] li")).to_have_count(2)
    refused(429, "过一分钟左右会自动再发")
    page.goto("/worker/")
    sent(page)
    refused(403, "登录过期了")
    page.goto("/worker/")
    sent(page)
    once = f"print([Signal.objects.filter(text=text).count() for text in {said}])"
    assert say(live_site, once) == str([1] * len(said))


def test_a_token_that_no_longer_fits_is_asked_for_anew(phone: Phone, live_site: Site) -> None:
    text, tries = f"凭证换过之后的 {ids.token()}", []
    page = phone.open()
    enter(page)

    def once(route: Route) -> None:
        tries.append(route.request.method)
        if len(tries) == 1:
            route.fulfill(status=403, content_type="text/html", body="")
        else:
            route.continue_()

    phone.context.route(SEND, once)
    report(page, text)
    page.wait_for_url("**/worker/")
    expect(page.locator("[data-flash] .success")).to_be_visible()
    assert (len(tries), waiting(page)) == (2, 0)
    assert say(live_site, REPORTED.format(text=text)) == "1"


def test_the_list_renews_itself_in_the_order_of_the_way_to_walk(phone: Phone, live_site: Site) -> None:
    page = phone.open()
    enter(page)
    page.clock.install()
    page.goto("/worker/")
    page.locator("html[data-outbox]").wait_for(state="attached")
    east = (0.0006, 0.0002, 0.0004)
    numbers = say(live_site, f"print(*(handed(each).number for each in {east}))").split()
    page.clock.fast_forward(61_000)
    for number in numbers:
        expect(page.locator(f'[data-number="{number}"]')).to_be_visible()
    expect(page.locator("[data-news]")).to_have_text("有新的事到了")
    lists = page.evaluate(PLACES)
    assert set(numbers) <= {number for items in lists for number, *_rest in items}
    start = middle_of_work(live_site)
    for items in lists:
        assert is_walked(items, start)


def is_walked(items: list[tuple[str, int, float, float]], at: tuple[float, float]) -> bool:
    """Return whether the bands of deadlines follow each other, and in each the nearest is always the next."""
    for _band, group in groupby(items, key=lambda item: item[1]):
        left = [(lon, lat) for _number, _of, lon, lat in group if lon and lat]
        while left:
            nearest = min(geo.haversine_m(*at, *each) for each in left)
            if geo.haversine_m(*at, *left[0]) > nearest + 1:
                return False
            at = left.pop(0)
    return [band for _number, band, *_at in items] == sorted(band for _number, band, *_at in items)


def test_a_way_that_turns_back_is_seen() -> None:
    here, near, far = (119.9, 31.7), ("a", 1, 119.9002, 31.7), ("b", 1, 119.9006, 31.7)
    assert is_walked([near, far], here)
    assert not is_walked([far, near], here)
    assert not is_walked([("c", 2, 119.9001, 31.7), near], here)


def script_of(page: Page, name: str) -> str:
    """Return the address of a script that the page's script imports, as it is served."""
    main = page.evaluate("document.querySelector('script[src*=\"worker/report\"]').src")
    text = page.evaluate("(address) => fetch(address).then((answer) => answer.text())", main)
    found = re.search(rf'"\./({name}[.\w]*\.js)"', text)
    assert found, name
    return str(urljoin(main, found.group(1)))


def test_the_phone_guesses_the_matter_by_the_citys_own_rule(phone: Phone) -> None:
    page = phone.open()
    enter(page)
    page.goto("/worker/report/")
    page.locator("form[data-ready]").wait_for()
    known, texts = catalogue.load(), [*(text for text, _code in EXAMPLES), *ODD_TEXTS]
    found = page.evaluate(GUESSED, [script_of(page, "suggest"), texts])
    assert found == [
        [guess.code for guess in catalogue.suggest(known, text, 4, like=False)] for text in texts
    ]
    phone.context.set_offline(True)
    page.goto("/worker/report/")
    page.locator("form[data-ready]").wait_for()
    page.fill("#id_text", "路灯不亮了")
    chip = page.locator("[data-guesses] [data-code]").first
    expect(chip).to_be_visible()
    name = chip.inner_text()
    chip.click()
    expect(page.locator("[data-chosen-name]")).to_have_text(name)
