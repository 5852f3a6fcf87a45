"""The demo's carrier: what is sent by SMS shows on the demo's page, and leaves the machine on no way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from linli.channels import actions as channels
from linli.channels.actions import Address, Message
from linli.channels.actions.sending import read_settings
from linli.channels.models import Delivery, Gateway
from linli.channels.rules import Channel
from linli.cli.demo import carrier
from linli.web.shell import demophone
from tests.cases import city
from tests.channels import fakes
from tests.live import free_port

PHONE = "13812340001"


@pytest.fixture
def site(town: None, settings: Any, tmp_path: Path) -> Iterator[fakes.Server]:
    """What stands in the place of the site, in a home of its own; the carrier was opened at another port."""
    settings.HOME, settings.DEMO, settings.PORT = tmp_path, True, free_port()
    carrier.open_carrier(city.G1[:12])
    with fakes.http(lambda _request: (204, b"")) as server:
        settings.PORT = urlsplit(server.url).port
        carrier.lead_home()
        yield server


def tell(text: str, key: str, **params: str) -> None:
    """Send a message to a telephone."""
    message = Message("care.asked", text, link=params.get("link", ""), area_code=city.G1, params=params)
    channels.tell(to=Address(Channel.SMS, PHONE), message=message, key=key)
    assert channels.send_waiting() == 1


def brought(site: fakes.Server, client: Client, **changed: str) -> int:
    """Bring what the carrier sent last to the real page and return its answer."""
    last = site.requests[-1]
    head = {"X-Linli-Timestamp": last.headers["x-linli-timestamp"]}
    head |= {"X-Linli-Signature": last.headers["x-linli-signature"]} | changed
    answer = client.post(last.path, last.body, "application/json", headers=head)
    return int(answer.status_code)


def test_a_message_shows_on_the_page(site: fakes.Server, client: Client, settings: Any) -> None:
    assert "还没有短信" in client.get("/demo/phone/").content.decode()
    tell("您还好吗？", "a", link=f"{settings.PUBLIC_URL}/care/x/y/")
    assert site.requests[-1].path == carrier.PATH
    assert brought(site, client) == 204
    page = client.get("/demo/phone/").content.decode()
    assert "您还好吗？" in page
    assert 'href="/care/x/y/"' in page
    assert PHONE not in page
    assert "138****0001" in page
    assert Delivery.objects.get().state == Delivery.State.SENT


def test_only_what_the_carrier_signed_is_taken_and_no_code_is_kept(
    site: fakes.Server, client: Client
) -> None:
    tell("验证码", "a", code="123456")
    assert brought(site, client) == 204
    tell("别处的链接", "b", link="https://elsewhere.example/")
    assert brought(site, client, **{"X-Linli-Signature": "0" * 64}) == 403
    assert brought(site, client, **{"X-Linli-Timestamp": "1"}) == 403
    assert brought(site, client, **{"X-Linli-Timestamp": "x"}) == 403
    assert brought(site, client) == 204
    page = client.get("/demo/phone/").content.decode()
    assert "123456" not in page
    assert "别处的链接" in page
    assert 'href="https://elsewhere' not in page


def test_outside_the_demo_there_is_no_such_thing(site: fakes.Server, client: Client, settings: Any) -> None:
    tell("您还好吗？", "a")
    settings.DEMO = False
    assert brought(site, client) == 404
    assert client.get("/demo/phone/").status_code == 404
    assert "/demo/phone/" not in client.get("/accounts/login/").content.decode()


def test_the_page_keeps_the_newest_only(site: fakes.Server, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(demophone, "_LARGEST_FILE", 500)
    monkeypatch.setattr(demophone, "SHOWN", 3)
    for number in range(9):
        tell(f"第{number}条", f"n{number}")
        assert brought(site, client) == 204
    page = client.get("/demo/phone/").content.decode()
    assert [each for each in range(9) if f"第{each}条" in page] == [6, 7, 8]
    assert len(demophone._path().read_text().splitlines()) < 9


def test_both_ends_know_the_same_secret(site: fakes.Server) -> None:
    assert carrier.SIGNED_BY == demophone.SIGNED_BY
    gateway = Gateway.objects.get()
    assert read_settings(gateway)["url"].endswith(carrier.PATH)
    before = gateway.settings
    carrier.lead_home()
    gateway.refresh_from_db()
    assert gateway.settings == before
