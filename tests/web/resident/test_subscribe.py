"""Following a place in a browser's steps: agreed, proved, begun, ended with one press."""

import re
from typing import Any

import pytest
from django.test import Client

from linli.channels.models import Subscription
from linli.kernel import crypto
from linli.orgs.rules import Role
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")
COMMUNITY = city.G1[:12]
AREA = f"/follow/?area={COMMUNITY}"
SAID = {"channel": "email", "email": "wang@city.example", "every": "1", "agree": "on"}


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    """A demo, where the code shows on the page."""
    settings.DEMO = True


def begun(client: Client, url: str = AREA, **changed: str) -> Any:
    """Follow a place by e-mail to the end, and return the last page."""
    answer = client.post(url, {**SAID, **changed})
    assert answer.status_code == 302, answer.content.decode()
    where = answer.headers["Location"]
    shown = re.search(r"验证码是 (\d{6})", client.get(where).content.decode())
    assert shown
    return client.post(where, {"code": shown.group(1)})


def test_an_address_follows_and_ends_with_one_press(client: Client) -> None:
    page = begun(client).content.decode()
    assert "已关注" in page
    found = Subscription.objects.get()
    link = re.search(r'href="[^"]*(/follow/stop/[^"]+)"', page)
    assert link
    assert found.confirmed_at is not None
    assert "丙社区" in client.get(link.group(1)).content.decode()
    assert Subscription.objects.exists(), "to look at the link ends nothing"
    assert "已退订" in client.post(link.group(1)).content.decode()
    assert not Subscription.objects.exists()
    assert "已退订" in client.get(link.group(1)).content.decode()


def test_a_mail_programs_own_button_ends_it() -> None:
    strict = Client(enforce_csrf_checks=True)
    begun(Client())
    pk = Subscription.objects.get().pk
    key = crypto.link_key(f"subscription:{pk}")
    said = {"List-Unsubscribe": "One-Click"}
    assert strict.post(f"/follow/stop/{pk}/{'x' * 20}/", said).status_code == 404
    assert strict.post(f"/follow/stop/{pk}/{key}/", said).status_code == 200
    assert not Subscription.objects.exists()


def test_a_circle_is_followed(client: Client) -> None:
    url = f"/follow/?lon={city.IN_G1[0]}&lat={city.IN_G1[1]}"
    assert "多大范围" in client.get(url).content.decode()
    assert "已关注" in begun(client, url, metres="500").content.decode()
    found = Subscription.objects.get()
    assert (found.metres, found.area_code) == (500, city.G1)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"agree": ""}, "请勾选同意"),
        ({"email": "x"}, "电子邮件地址不正确"),
        ({"channel": "sms", "phone": "12"}, "电话号码"),
        ({"every": "3"}, "3"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_kept(client: Client, changed: dict[str, str], words: str) -> None:
    answer = client.post(AREA, {**SAID, **changed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Subscription.objects.exists()


def test_without_a_place_one_is_asked_for(client: Client) -> None:
    for query in ("", "?area=999", "?lon=x&lat=1"):
        assert client.get(f"/follow/{query}").headers["Location"] == "/here/"


def test_a_signed_in_resident_follows_in_the_inbox(sign_in: SignIn) -> None:
    browser = sign_in(Role.RESIDENT)
    assert browser.post(AREA, {"every": "7"}).headers["Location"] == "/follow/mine/"
    found = Subscription.objects.get()
    assert (found.channel, found.every_days, found.address) == ("in_app", 7, "")
    assert found.agreed_to == "", "nothing was agreed to that was not on the page"
    assert "丙社区" in browser.get("/follow/mine/").content.decode()
    assert Client().post(f"/follow/mine/{found.pk}/").status_code == 404
    assert browser.post(f"/follow/mine/{found.pk}/").status_code == 302
    assert not Subscription.objects.exists()
