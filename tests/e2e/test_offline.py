"""The worker's app without network: nothing is lost, nothing doubled, and what could not be is explained."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from linli.kernel import ids
from tests.e2e.outdoors import Phone, enter, kept, phone_of, say, sent, until, waiting
from tests.e2e.people import barriers
from tests.live import Site

REPORTED = "print(Signal.objects.filter(source='worker_report', text={text!r}).count())"

YESTERDAY = """async () => {
  const [name] = await self.LinliKept.boxes();
  const box = await caches.open(name);
  const old = new Response("", { headers: { "Linli-Kept": String(Date.now() - 13 * 3600 * 1000) } });
  await box.put("/pictures/old.jpg", old);
  const there = async () => Boolean(await box.match("/pictures/old.jpg"));
  const before = await there();
  await self.LinliKept.sweep();
  return [before, await there()];
}"""


@pytest.fixture
def phone(browser: Any, live_site: Site, tmp_path: Path) -> Any:
    """A worker's phone."""
    with phone_of(browser, live_site, tmp_path / "phone") as found:
        yield found


def report_in_words(page: Page, text: str) -> None:
    """Report something on the page that is open, the place told by the phone."""
    page.fill("#id_text", text)
    expect(page.locator("[data-where-words]")).to_contain_text("网格")
    page.locator("[data-submit]").click()
    page.wait_for_url("**/worker/")


def test_a_report_without_network_outlives_a_killed_browser(phone: Phone, live_site: Site) -> None:
    text = f"没有信号时看到的井盖松动 {ids.token()}"
    page = phone.open()
    enter(page)
    phone.context.set_offline(True)
    page.goto("/worker/report/")
    expect(page.locator("[data-kept-words]")).to_be_visible()
    report_in_words(page, text)
    expect(page.locator("[data-flash]")).to_contain_text("已存在手机里")
    assert waiting(page) == 1
    phone.kill()
    assert say(live_site, REPORTED.format(text=text)) == "0"
    page = phone.open()
    phone.context.set_offline(True)
    page.goto("/worker/")
    expect(page.locator("[data-strip]")).to_contain_text("1 条等信号发出")
    phone.context.set_offline(False)
    enter(page)
    sent(page)
    assert say(live_site, REPORTED.format(text=text)) == "1"


def test_what_was_begun_outlives_a_killed_browser(phone: Phone) -> None:
    page = phone.open()
    enter(page)
    page.goto("/worker/report/")
    page.locator("form[data-ready]").wait_for()
    page.locator("[data-tap]").first.click()
    name = page.locator("[data-chosen-name]").inner_text()
    page.fill("#id_text", "写到一半")
    page.set_input_files("input[type=file]", files=[photo()])
    expect(page.locator("[data-shots] img")).to_have_count(1)
    until(
        page,
        "self.LinliOutbox.draft(document.querySelector('meta[name=linli-account]').content, 'report')"
        ".then((kept) => kept?.fields.text === '写到一半' && kept.pictures.length === 1)",
    )
    phone.kill()
    page = phone.open()
    enter(page)
    page.goto("/worker/report/")
    expect(page.locator("#id_text")).to_have_value("写到一半")
    expect(page.locator("[data-chosen-name]")).to_have_text(name)
    expect(page.locator("[data-shots] img")).to_have_count(1)


def photo() -> FilePayload:
    """Return a large picture that says where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "camera"
    exif.get_ifd(0x8825)[2] = (31.0, 46.0, 48.0)
    data = BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(data, "JPEG", exif=exif)
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def test_a_picture_is_small_and_says_nothing_of_its_place_before_it_is_kept(phone: Phone) -> None:
    page = phone.open()
    enter(page)
    page.goto("/worker/report/")
    page.locator("form[data-ready]").wait_for()
    page.set_input_files("input[type=file]", files=[photo()])
    expect(page.locator("[data-shots] img")).to_have_count(1)
    phone.context.set_offline(True)
    report_in_words(page, "带照片的")
    kept_picture = bytes(
        page.evaluate(
            """self.LinliOutbox.all().then((rows) => rows[0].pictures[0].arrayBuffer())
            .then((bytes) => [...new Uint8Array(bytes)])"""
        )
    )
    with Image.open(BytesIO(kept_picture)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1600, 1200))
        assert not picture.getexif()
    phone.context.set_offline(False)
    sent(page)


def test_a_case_is_finished_without_network_and_sent_once_by_two_tabs(phone: Phone, live_site: Site) -> None:
    number = say(live_site, "print(handed().number)")
    page = phone.open()
    enter(page)
    other = phone.context.new_page()
    other.goto("/worker/")
    phone.context.set_offline(True)
    page.locator(f'[data-number="{number}"] a').click()
    page.locator("#act form button").click()
    page.wait_for_url("**/worker/")
    assert waiting(page) == 1
    phone.context.set_offline(False)
    sent(page)
    done = "print(Step.objects.filter(case__number={!r}, move='done').count())"
    assert say(live_site, done.format(number)) == "1"


def test_who_was_first_is_explained_and_the_record_stays(phone: Phone, live_site: Site) -> None:
    number = say(live_site, "print(handed().number)")
    page = phone.open()
    enter(page)
    phone.context.set_offline(True)
    page.locator(f'[data-number="{number}"] a').click()
    page.fill("#act [name=note]", "我把堆物清走了")
    page.locator("#act form button").click()
    page.wait_for_url("**/worker/")
    back = "actions.act(by=worker, case={!r}, move='send_back', given={{'reason': '换人来办'}})"
    say(live_site, back.format(number))
    phone.context.set_offline(False)
    expect(page.locator("[data-strip]")).to_contain_text("1 条要您看一看")
    page.locator("[data-strip] a").click()
    card = page.locator("[data-mine] li")
    expect(card).to_contain_text("我把堆物清走了")
    expect(card.locator(".error")).to_contain_text("回退")
    assert barriers(page) == []
    card.get_by_role("button", name="改为备注加上").click()
    expect(page.locator("[data-sent]")).to_contain_text("备注")
    assert waiting(page) == 0
    noted = "print(Step.objects.filter(case__number={!r}, note='我把堆物清走了').count())"
    assert say(live_site, noted.format(number)) == "1"


@contextmanager
def failing_at(site: Site, text: str) -> Iterator[None]:
    """Let the city's database fail at a report that says `text`, whoever sends it: page or service worker."""
    fails = (
        "CREATE TRIGGER fails BEFORE INSERT ON cases_signal "
        f"WHEN NEW.text LIKE '%{text}%' BEGIN SELECT RAISE(ABORT, 'disk fault'); END"
    )
    run = "from django.db import connection; connection.cursor().execute({!r})"
    say(site, run.format(fails))
    try:
        yield
    finally:
        say(site, run.format("DROP TRIGGER fails"))


def test_a_record_at_which_the_server_fails_holds_up_no_other(phone: Phone, live_site: Site) -> None:
    failing, good = (f"{what} {ids.token()}" for what in ("服务器出错的那条", "后面的那条"))
    page = phone.open()
    enter(page)
    phone.context.set_offline(True)
    for text in (failing, good):
        page.goto("/worker/report/")
        report_in_words(page, text)
    with failing_at(live_site, failing):
        phone.context.set_offline(False)
        until(page, "async () => (await self.LinliOutbox.all()).length === 1")
        assert say(live_site, REPORTED.format(text=good)) == "1"
        assert waiting(page) == 1
    page.goto("/worker/")
    sent(page)
    assert say(live_site, REPORTED.format(text=failing)) == "1"


def test_signing_out_takes_the_pages_along_and_leaves_the_record_to_its_writer(
    phone: Phone, live_site: Site
) -> None:
    text = f"退出前没发出的 {ids.token()}"
    page = phone.open()
    enter(page)
    phone.context.set_offline(True)
    page.goto("/worker/report/")
    report_in_words(page, text)
    phone.context.clear_cookies()
    page.goto("/worker/")
    phone.context.set_offline(False)
    page.goto("/accounts/login/")
    page.click('button[value="demo-inspector"]')
    page.wait_for_url("**/worker/")
    kept(page)
    assert waiting(page) == 1
    expect(page.locator("[data-strip]")).to_be_hidden()
    assert page.evaluate("self.LinliKept.boxes().then((boxes) => boxes.length)") == 1
    page.goto("/worker/box/")
    expect(page.locator("[data-others]")).to_contain_text("另一个账号还有 1 条")
    expect(page.locator("[data-mine] li")).to_have_count(0)
    assert text not in page.content()
    assert page.evaluate(YESTERDAY) == [True, False], "what is older than a day is swept out"
    page.goto("/accounts/logout/")
    page.locator("main form button.primary").click()
    page.wait_for_url("**/")
    names = page.evaluate("caches.keys()")
    assert not [name for name in names if name.startswith("linli-mine")]
    phone.context.set_offline(True)
    page.goto("/worker/")
    expect(page.get_by_role("heading", name="没有网络")).to_be_visible()
    phone.context.set_offline(False)
    enter(page)
    sent(page)
    assert say(live_site, REPORTED.format(text=text)) == "1"
