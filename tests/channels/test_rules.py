"""Settings of gateways and patience with them."""

from datetime import timedelta

import pytest

from linli.channels.models import Gateway
from linli.channels.rules import CHANNEL_OF, SETTINGS, Kind, complete, faults, shorten, wait


def test_every_kind_has_a_channel_its_settings_and_a_name_on_screen() -> None:
    assert set(CHANNEL_OF) == set(SETTINGS) == set(Kind) == {Kind(value) for value in Gateway.Kind.values}


def test_defaults_are_filled_in_and_strangers_left_out() -> None:
    assert complete(Kind.WECOM, {"url": " https://x ", "colour": "red"}) == {"url": "https://x"}
    assert complete(Kind.SMTP, {})["security"] == "ssl"


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        (Kind.WECOM, {"url": "https://qyapi.weixin.qq.com/x"}, {}),
        (Kind.WECOM, {}, {"url": "missing"}),
        (Kind.WECOM, {"url": "ftp://x"}, {"url": "not_a_url"}),
        (Kind.SMTP, {"host": "h", "sender": "a@b"}, {}),
        (
            Kind.SMTP,
            {"host": "h", "sender": "a@b", "security": "maybe", "port": "x"},
            {"security": "not_a_choice", "port": "not_a_number"},
        ),
    ],
)
def test_faults_are_named(kind: Kind, settings: dict[str, str], expected: dict[str, str]) -> None:
    assert faults(kind, complete(kind, settings)) == expected


def test_patience_grows_and_ends() -> None:
    assert [wait(attempts).total_seconds() for attempts in (1, 2, 3)] == [15, 30, 60]
    assert wait(1000) == timedelta(minutes=15)


def test_a_cut_is_shown() -> None:
    assert shorten("一二三四", 4) == "一二三四"
    assert shorten("一二三四五", 4) == "一二三…"
