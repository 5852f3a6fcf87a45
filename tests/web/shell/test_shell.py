"""The shell keeps a choice, sends nobody astray, and answers faults in words."""

import re

import pytest
from django.test import Client, RequestFactory

from linli.kernel.accounts import Account
from linli.kernel.errors import Conflict, LinliError, NotAllowed, NotFound, TooMany, invalid
from linli.web.shell import problems

pytestmark = pytest.mark.django_db


def test_one_press_changes_the_language_and_the_cookie_keeps_it(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/help/"})
    assert answer.headers["Location"] == "/help/"
    page = client.get("/help/").content.decode()
    assert '<html lang="en"' in page
    assert "How to use it" in page


def test_the_language_of_one_signed_in_is_kept_in_the_account(client: Client) -> None:
    account = Account.objects.create_user("wang", password="not-a-real-password-1")
    client.force_login(account)
    client.post("/language/", {"language": "en"})
    account.refresh_from_db()
    assert account.language == "en"
    client.cookies.pop("django_language")
    assert '<html lang="en"' in client.get("/help/").content.decode()


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    client.post("/language/", {"language": "xx", "next": "/"})
    assert "django_language" not in client.cookies


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_next_never_leads_away(client: Client, target: str) -> None:
    assert client.post("/language/", {"language": "en", "next": target}).headers["Location"] == "/"


def test_large_letters_are_switched_on_and_off(client: Client) -> None:
    client.post("/letters/", {"next": "/"})
    assert re.search(r'<html [^>]*class="elder', client.get("/").content.decode())
    client.post("/letters/", {"next": "/"})
    assert not re.search(r'<html [^>]*class="elder', client.get("/").content.decode())


def test_an_unknown_address_is_explained(client: Client) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


def test_a_stale_form_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/letters/", {"next": "/"})
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


@pytest.mark.parametrize("path", ["/", "/help/", "/privacy/", "/offline/", "/accounts/login/"])
def test_pages_have_no_inline_script_or_style(client: Client, path: str) -> None:
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
