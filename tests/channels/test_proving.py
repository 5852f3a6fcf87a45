"""Codes: six digits, five minutes, five tries, a few an hour; kept as a digest, sent sealed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from linli.channels import actions
from linli.channels.models import Code, Delivery, Notice
from linli.channels.rules import CODE_TRIES, Channel, Kind
from linli.kernel import clock, crypto
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import InvalidInput, TooMany
from tests.channels import fakes

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture
def carrier() -> Iterator[fakes.Server]:
    """An SMS carrier that takes everything."""
    with fakes.http(lambda request: (200, {})) as found:
        settings = {"url": found.url, "secret": "s"}
        actions.open_gateway(by=SYSTEM, name="短信", kind=Kind.WEBHOOK, settings=settings)
        yield found


def ask(**changed: Any) -> actions.Asked:
    """Ask for a code to sign in."""
    said: dict[str, Any] = {
        "purpose": "sign_in",
        "channel": Channel.SMS,
        "address": PHONE,
        "network": "here",
        "language": "zh-hans",
    }
    return actions.send_code(**{**said, **changed})


def received(carrier: fakes.Server) -> str:
    """Send what waits and return the code of the last message."""
    actions.send_waiting()
    return str(carrier.requests[-1].json()["params"]["code"])


def attempt(token: str, code: str, **changed: Any) -> actions.Proved:
    """Try a code."""
    return actions.prove(**{"token": token, "code": code, "purpose": "sign_in", "network": "here", **changed})


def test_a_code_proves_the_number_once(carrier: fakes.Server) -> None:
    asked = ask(address=" +86 138-0013-8000 ", about="7")
    assert asked.shown == ""
    code = received(carrier)
    assert carrier.requests[-1].json()["phone"] == PHONE
    assert len(code) == 6
    proved = attempt(asked.token, f" {code[:3]} {code[3:]} ")
    assert (proved.address, proved.channel, proved.about) == (PHONE, Channel.SMS, "7")
    with pytest.raises(InvalidInput):
        attempt(asked.token, code)


def test_neither_code_nor_number_is_kept_in_clear(carrier: fakes.Server) -> None:
    ask()
    row, waiting = Code.objects.get(), Delivery.objects.get()
    code = crypto.decrypt(waiting.sealed).split("验证码是 ")[1][:6]
    kept = str([vars(each) for each in (row, waiting, Notice.objects.get())])
    assert code not in kept
    assert PHONE not in kept
    assert received(carrier) == code
    waiting.refresh_from_db()
    assert waiting.sealed == "", "what was sent is wiped"


def test_a_code_is_tried_a_few_times_only(carrier: fakes.Server) -> None:
    asked = ask()
    code = received(carrier)
    wrong = "000000" if code != "000000" else "000001"
    for _turn in range(CODE_TRIES):
        with pytest.raises(InvalidInput):
            attempt(asked.token, wrong)
    with pytest.raises(InvalidInput):
        attempt(asked.token, code)


def test_a_code_holds_five_minutes_and_one_purpose(carrier: fakes.Server) -> None:
    asked = ask()
    code = received(carrier)
    with pytest.raises(InvalidInput):
        attempt(asked.token, code, purpose="subscribe")
    with clock.at(clock.now() + timedelta(minutes=5, seconds=1)), pytest.raises(InvalidInput):
        attempt(asked.token, code)


def test_a_code_that_could_not_be_sent_in_time_never_is(carrier: fakes.Server) -> None:
    ask()
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert actions.send_waiting() == 0
        assert actions.give_up() == 1
    lost = Delivery.objects.get()
    assert (lost.state, lost.sealed) == (Delivery.State.DEAD, "")
    assert actions.revive(by=SYSTEM, deliveries=[lost.pk], reason="网关已修好") == 0


def test_one_number_is_not_flooded(carrier: fakes.Server) -> None:
    start = clock.now().replace(minute=0, second=0, microsecond=0)
    with clock.at(start):
        ask()
        with pytest.raises(TooMany):
            ask(network="elsewhere")
    for minute in range(1, 5):
        with clock.at(start + timedelta(minutes=minute)):
            ask(network=f"n{minute}")
    with clock.at(start + timedelta(minutes=6)), pytest.raises(TooMany):
        ask(network="n6")


def test_one_network_asks_so_often_and_no_more(carrier: fakes.Server) -> None:
    for number in range(20):
        ask(address=f"138001380{number:02d}")
    with pytest.raises(TooMany):
        ask(address="13900139000")


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.SMS, "12"),
        (Channel.SMS, "0519-86680000"),
        (Channel.SMS, ""),
        (Channel.EMAIL, "x@"),
        (Channel.EMAIL, ""),
    ],
)
def test_what_is_no_address_is_refused(carrier: fakes.Server, channel: Channel, address: str) -> None:
    with pytest.raises(InvalidInput):
        ask(channel=channel, address=address)
    assert not Code.objects.exists()


def test_without_a_gateway_it_is_said(settings: Any) -> None:
    with pytest.raises(InvalidInput):
        ask()
    settings.DEMO = True
    assert len(ask().shown) == 6, "the demo shows it on the page"


def test_old_codes_are_forgotten(carrier: fakes.Server) -> None:
    ask()
    assert actions.forget_codes(clock.now() - timedelta(days=1), 10) == 0
    assert actions.forget_codes(clock.now() + timedelta(seconds=1), 10) == 1
