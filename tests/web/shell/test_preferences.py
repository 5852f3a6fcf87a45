"""A choice of language or letters is one press, is kept, and leads nowhere strange."""

import re

import pytest
from django.test import Client

from linli.kernel.accounts import Account
from linli.orgs.models import Organisation
from tests.cases import city

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


def root(client: Client) -> str:
    """Return the classes of the page's root."""
    found = re.search(r'<html [^>]*class="([^"]*)"', client.get("/help/").content.decode())
    assert found
    return found.group(1)


def test_large_letters_are_switched_on_and_off(client: Client) -> None:
    client.post("/shell/letters/", {"next": "/"})
    assert root(client) == "elder letters-1"
    client.post("/shell/letters/", {"next": "/"})
    assert root(client) == ""


def test_letters_grow_and_shrink_and_no_further(client: Client) -> None:
    for size in ("1", "2", "3"):
        client.post("/shell/letters/", {"size": size})
        assert root(client) == f"elder letters-{size}"
    page = client.get("/help/").content.decode()
    assert "字小一点" in page
    assert "字大一点" not in page
    client.post("/shell/letters/", {"size": "9"})
    assert root(client) == "", "an unknown size is the plain switch"


def test_letters_of_one_signed_in_are_kept_in_the_account(client: Client) -> None:
    account = Account.objects.create_user("wang", password="not-a-real-password-1")
    client.force_login(account)
    client.post("/shell/letters/", {"size": "2"})
    client.cookies.pop("linli_elder")
    assert root(client) == "elder letters-2"
    client.post("/shell/letters/", {"size": "0"})
    assert root(client) == ""


def test_the_call_button_dials_the_readers_own_community(client: Client) -> None:
    client.cookies["linli_elder"] = "1"
    assert 'href="tel:12345"' in client.get("/help/").content.decode()
    city.build()
    Organisation.objects.create(
        code="OFFICE", name="居委会", kind="community_office", area_code=city.G1[:12], phone="0519-01234567"
    )
    client.cookies["linli_place"] = city.G1[:12]
    assert 'href="tel:0519-01234567"' in client.get("/help/").content.decode()
    client.cookies["linli_place"] = "999999999999"
    assert 'href="tel:12345"' in client.get("/help/").content.decode()
