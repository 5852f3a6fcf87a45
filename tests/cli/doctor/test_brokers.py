"""The doctor looks at the line to the broker: who listens, and whether strangers can listen too."""

from datetime import timedelta
from typing import Any

import pytest

from linli.cli.doctor import brokers
from linli.cli.doctor.finding import Level
from linli.devices import listeners
from linli.devices.models import Group, Login
from linli.kernel import clock

SAFE = "mqtts://linli-listen:secret@broker.example"
COUNTS = {"messages": 1, "events": 1, "rejected": 0, "strange": 0, "failed": 0}


@pytest.fixture
def login(db: None) -> None:
    """Somebody who may publish."""
    group = Group.objects.create(code="juxin", name="x", area_code="320402")
    Login.objects.create(group=group, digest="x", made_at=clock.now())


def found() -> list[tuple[Level, str]]:
    """Return the findings."""
    return [(each.level, str(each.what)) for each in brokers.listening()]


def heard(name: str, **facts: Any) -> None:
    """Note a listener."""
    listeners.begin(name)
    told: dict[str, Any] = {"connected_at": clock.now(), "error": "", "counts": COUNTS} | facts
    listeners.note(name, **told)


def test_without_a_broker_there_is_nothing_to_say(settings: Any) -> None:
    settings.MQTT_URL = ""
    assert found() == []


def test_all_is_well(settings: Any, login: None) -> None:
    settings.MQTT_URL, settings.MQTT_SHARED = SAFE, True
    heard("one")
    heard("two")
    assert found() == [(Level.FINE, "MQTT 服务器 mqtts://broker.example:8883，监听程序：one, two")]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "MQTT 设置有误"),
        ("mqtt://a:b@broker.example", "没有加密"),
        ("mqtts://broker.example", "没有账号密码"),
    ],
)
def test_an_unsafe_address_is_said(settings: Any, login: None, url: str, words: str) -> None:
    settings.MQTT_URL = url
    heard("one")
    assert any(level is Level.UNSAFE and words in what for level, what in found())


def test_nobody_who_listens_or_publishes_is_said(settings: Any, db: None) -> None:
    settings.MQTT_URL = SAFE
    assert [level for level, _what in found()] == [Level.ADVICE, Level.UNSAFE]


def test_listeners_in_trouble_are_named(settings: Any, login: None) -> None:
    settings.MQTT_URL = SAFE
    with clock.at(clock.now() - timedelta(minutes=5)):
        heard("gone")
    heard("outside", connected_at=None, error="Not authorized")
    heard("stuck", counts=COUNTS | {"failed": 2})
    told = found()
    assert [level for level, _what in told] == [*[Level.UNSAFE] * 3, Level.ADVICE]
    assert "gone" in told[0][1]
    assert "Not authorized" in told[1][1]
    assert "stuck" in told[2][1]


def test_several_that_each_hear_everything_are_told_to_share(settings: Any, login: None) -> None:
    settings.MQTT_URL = SAFE
    heard("one")
    heard("two")
    assert [level for level, _what in found()] == [Level.ADVICE, Level.FINE]
    settings.MQTT_SHARED = True
    assert [level for level, _what in found()] == [Level.FINE]
