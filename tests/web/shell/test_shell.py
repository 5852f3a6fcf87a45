"""The shell answers faults in words, and its pages carry no script or style of their own."""

import posixpath
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation import get_language
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Conflict, LinliError, NotAllowed, NotFound, TooMany, invalid
from linli.people import actions as people
from linli.people.models import Contact
from linli.web.shell import installable, middleware, pages, problems

pytestmark = pytest.mark.django_db


def test_an_unknown_address_is_explained(client: Client) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


def test_a_stale_form_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/shell/letters/", {"next": "/"})
    assert answer.status_code == 403
    assert "没有提交成功" in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (NotFound(), 404, "没有找到这一页"),
        (NotAllowed(), 403, "这一页您看不了"),
        (Conflict("李四刚刚派遣了它"), 409, "李四刚刚派遣了它"),
        (TooMany(90), 429, "2 分钟后再试"),
        (invalid("text", "写一句话"), 422, "写一句话"),
    ],
)
def test_a_fault_of_ours_becomes_its_page(
    rf: RequestFactory, fault: LinliError, status: int, words: str
) -> None:
    answer = problems.fault_page(rf.get("/"), fault)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_a_fault_of_ours_asks_nothing_of_the_database(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fault = LinliError("x")
    fault.status = 500
    with django_assert_num_queries(0):
        answer = problems.fault_page(rf.get("/"), fault)
    assert answer.status_code == 500
    assert "不怪您" in answer.content.decode()


def test_the_script_for_no_network_keeps_the_page_that_says_so(rf: RequestFactory) -> None:
    script = installable.service_worker(rf.get("/sw.js"))
    assert script["Content-Type"] == "text/javascript"
    assert pages.offline(rf.get("/offline/")).status_code == 200
    text = script.content.decode()
    assert '"/offline/"' in text
    for door in ("/accounts/login/", "/accounts/phone/", "/accounts/logout/"):
        assert f'"{door}"' in text, "whoever comes in finds nothing of the one before"


def test_the_site_is_one_installable_app(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    facts = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert {icon["purpose"] for icon in facts["icons"]} == {"any", "maskable"}
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in facts["icons"]}
    for icon in facts["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        with Image.open(str(path)) as picture:
            assert "x".join(map(str, picture.size)) == icon["sizes"]


def test_every_file_kept_for_no_network_is_there() -> None:
    assert not [name for name in installable.NAMED if finders.find(name) is None]
    scripts = {name: Path(str(finders.find(name))) for name in installable.NAMED if name.endswith(".js")}
    imported = {
        posixpath.normpath(posixpath.join(posixpath.dirname(name), other))
        for name, script in scripts.items()
        for other in re.findall(r'^import .* from "(\..*)";$', script.read_text(), re.M)
    }
    assert imported <= set(scripts)


def test_one_not_signed_in_hears_the_languages_of_the_browser(rf: RequestFactory) -> None:
    speak = middleware.AccountLanguageMiddleware(lambda request: HttpResponse(get_language()))
    with translation.override("en"):
        assert speak(rf.get("/")).content == b"en"


@pytest.mark.parametrize("path", ["/", "/help/", "/privacy/", "/offline/", "/accounts/login/"])
def test_pages_have_no_inline_script_or_style(client: Client, path: str) -> None:
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "Content-Security-Policy" not in client.get("/api/v1/sources").headers


def test_ones_own_account_shows_who_looked_at_ones_data(client: Client) -> None:
    resident = Account.objects.create_user("zhang", password="not-a-real-password-1")
    contact = Contact.objects.create(account=resident, created_at=clock.now())
    people.look(by=SYSTEM, contact=contact, reason="现场找不到位置，要电话确认", area_code="320402")
    assert "/accounts/login/" in client.get("/shell/account/").headers["Location"]
    client.force_login(resident)
    page = client.get("/shell/account/").content.decode()
    assert "现场找不到位置" in page
    assert "改密码" in page


def test_the_mark_is_found_by_its_name_of_old(client: Client, rf: RequestFactory) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/static/shell/mark.svg")


def test_a_printed_page_says_when_it_was_printed(client: Client) -> None:
    with clock.at(datetime(2026, 3, 4, 6, 20, tzinfo=UTC)):
        assert "打印于 2026年3月4日 14:20" in client.get("/help/").content.decode()
