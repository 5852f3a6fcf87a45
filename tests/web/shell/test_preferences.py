"""A choice of language or letters is one press, is kept, and leads nowhere strange."""

import re

import pytest
from django.test import Client

from linli.kernel.accounts import Account

pytestmark = pytest.mark.django_db


def test_one_press_changes_the_language_and_the_cookie_keeps_it(client: Client) -> None:
    answer = client.post("/shell/language/", {"language": "en", "next": "/help/"})
    assert answer.headers["Location"] == "/help/"
    page = client.get("/help/").content.decode()
    assert '<html lang="en"' in page
    assert "How to use it" in page


def test_the_language_of_one_signed_in_is_kept_in_the_account(client: Client) -> None:
    account = Account.objects.create_user("wang", password="not-a-real-password-1")
    client.force_login(account)
    client.post("/shell/language/", {"language": "en"})
    account.refresh_from_db()
    assert account.language == "en"
    client.cookies.pop("django_language")
    assert '<html lang="en"' in client.get("/help/").content.decode()


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    client.post("/shell/language/", {"language": "xx", "next": "/"})
    assert "django_language" not in client.cookies


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_next_never_leads_away(client: Client, target: str) -> None:
    assert client.post("/shell/language/", {"language": "en", "next": target}).headers["Location"] == "/"


def test_large_letters_are_switched_on_and_off(client: Client) -> None:
    client.post("/shell/letters/", {"next": "/"})
    assert re.search(r'<html [^>]*class="elder', client.get("/").content.decode())
    client.post("/shell/letters/", {"next": "/"})
    assert not re.search(r'<html [^>]*class="elder', client.get("/").content.decode())
