"""Signing in by telephone in a browser's steps: the code, the reports found, nothing told to strangers."""

import re
from typing import Any

import pytest
from django.test import Client

from linli.cases import queries as cases
from linli.channels import actions as channels
from linli.channels.rules import Kind
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.audit import AuditEntry
from linli.kernel.limits import RequestCount
from linli.people import actions as people
from tests.cases import city
from tests.channels import fakes

PHONE = "13800138000"


@pytest.fixture(autouse=True)
def demo(town: None, settings: Any) -> None:
    """A demo, where the code shows on the page."""
    settings.DEMO = True


def ask(client: Client, phone: str = PHONE, **query: str) -> tuple[str, str]:
    """Ask for a code and return the page that takes it, and the code."""
    answer = client.post("/accounts/phone/", {"phone": phone, **query})
    assert answer.status_code == 302
    where = answer.headers["Location"]
    shown = re.search(r"验证码是 (\d{6})", client.get(where).content.decode())
    assert shown
    return where, shown.group(1)


def test_a_resident_comes_in_and_finds_earlier_reports(client: Client) -> None:
    contact = people.remember_contact(by=ANONYMOUS, name="王", phone=PHONE)
    assert contact is not None
    case = city.reported(reporter=contact.pk, public=False)
    where, code = ask(client)
    answer = client.post(where, {"code": code})
    assert answer.headers["Location"] == "/me/"
    page = client.get("/me/").content.decode()
    assert case.number in page
    assert "找到您以前反映的 1 件事" in page
    account = Account.objects.get(display_name="138****8000")
    assert AuditEntry.objects.filter(stream=f"account:{account.pk}", verb="kernel:account:sign_in").exists()


def test_known_and_unknown_numbers_are_answered_alike(client: Client) -> None:
    where, code = ask(client)
    client.post(where, {"code": code})
    stranger = Client()
    known = stranger.post("/accounts/phone/", {"phone": "13900139000"})
    page = stranger.get(known.headers["Location"]).content.decode()
    assert "短信已经发出" in page
    assert Account.objects.filter(username__startswith="p").count() == 1


def test_a_wrong_code_lets_nobody_in(client: Client) -> None:
    where, code = ask(client)
    answer = client.post(where, {"code": "000000" if code != "000000" else "1"})
    assert answer.status_code == 422
    assert "验证码不对" in answer.content.decode()
    assert not Account.objects.exists()
    assert client.get("/accounts/phone/no-such-token/").status_code == 200
    assert client.post("/accounts/phone/no-such-token/", {"code": code}).status_code == 422


def test_it_leads_where_one_wanted_to_go_but_not_outside(client: Client) -> None:
    where, code = ask(client, next="/follow/mine/")
    assert client.post(where, {"code": code}).headers["Location"] == "/follow/mine/"
    other = Client()
    answer = other.post("/accounts/phone/", {"phone": "13900139000", "next": "https://evil.example/"})
    assert "evil" not in answer.headers["Location"]


def test_what_is_no_number_is_told(client: Client) -> None:
    answer = client.post("/accounts/phone/", {"phone": "12"})
    assert answer.status_code == 422
    assert "不是有效的电话号码" in answer.content.decode() or "11 位手机号" in answer.content.decode()


def test_one_who_is_signed_in_adds_the_number(client: Client) -> None:
    account = Account.objects.create(username="wang")
    client.force_login(account)
    case = city.reported(reporter=_contact(), public=False)
    where, code = ask(client)
    assert client.post(where, {"code": code}).status_code == 302
    assert cases.reported_by(account.pk) == [case]


def _contact() -> int:
    contact = people.remember_contact(by=ANONYMOUS, name="王", phone=PHONE)
    assert contact is not None
    return contact.pk


def test_working_accounts_use_their_password(client: Client) -> None:
    where, code = ask(client)
    client.post(where, {"code": code})
    Account.objects.update(is_staff=True)
    stranger = Client()
    channels_free_again()
    where, code = ask(stranger)
    answer = stranger.post(where, {"code": code})
    assert answer.status_code == 422
    assert "这是工作账号" in answer.content.decode()
    assert "_auth_user_id" not in stranger.session


def channels_free_again() -> None:
    """Forget how often codes were asked for."""
    RequestCount.objects.all().delete()


def test_outside_the_demo_the_code_is_only_sent(client: Client, settings: Any) -> None:
    settings.DEMO = False
    assert client.get("/accounts/phone/").status_code == 404
    assert "居民用手机号登录" not in client.get("/accounts/login/").content.decode()
    with fakes.http(lambda request: (200, {})) as carrier:
        keys = {"url": carrier.url, "secret": "s"}
        channels.open_gateway(by=SYSTEM, name="短信", kind=Kind.WEBHOOK, settings=keys)
        where = client.post("/accounts/phone/", {"phone": PHONE}).headers["Location"]
        channels.send_waiting()
        code = carrier.requests[-1].json()["params"]["code"]
    assert code not in client.get(where).content.decode()
    assert client.post(where, {"code": code}).headers["Location"] == "/me/"
