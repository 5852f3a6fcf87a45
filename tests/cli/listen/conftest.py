"""A broker with TLS, a group of devices with logins, and a line to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from paho.mqtt.client import Client, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion

from linli.cli.listen import address
from linli.cli.listen.hearing import Hearing
from linli.cli.listen.line import Line
from linli.cli.loops import Stop
from linli.devices import groups, ingest, logins
from linli.devices.models import Group
from linli.kernel import ids
from linli.kernel.actor import SYSTEM
from linli.places import atlas
from tests.broker import Broker, until
from tests.cases import city
from tests.devices.conftest import enter, event

Connect = Callable[..., Hearing]


@dataclass
class Town:
    """A group with two gates, and how they and their platform come to the broker."""

    broker: Broker
    group: Group
    logins: dict[str, tuple[str, str]]

    def publish(self, text: str, who: str = "juxin/G-1", *more: str) -> str:
        """Publish to one's own topic with `mosquitto_pub` and return what it complained of."""
        return self.broker.publish(self.logins[who], f"linli/events/{who}", text, *more)

    def client(self, who: str = "juxin") -> Client:
        """Return a client of Python's that is connected as `who` and works in a thread of its own."""
        client = Client(CallbackAPIVersion.VERSION2, client_id=f"test-{ids.token()}")
        client.username_pw_set(*self.logins[who])
        client.tls_set(ca_certs=str(self.broker.authority))
        client.connect("127.0.0.1", self.broker.port)
        client.loop_start()
        until(client.is_connected, "the test's client was not let in")
        return client


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker for each test: one that is shared would go on keeping messages for an earlier test's lines."""
    with Broker.started(tmp_path / "broker") as broker:
        yield broker


@pytest.fixture
def town(db: None, broker: Broker, settings: Any) -> Iterator[Town]:
    """A group of gates whose logins the broker knows."""
    city.build()
    ingest.forget_register()
    settings.MQTT_URL, settings.MQTT_CA = broker.url, str(broker.authority)
    group = groups.open_group(by=SYSTEM, code="juxin", name="聚新门禁", area_code="320402001001")
    for code in ("G-1", "G-2"):
        enter(group, code)
    given = [logins.give_to_group(by=SYSTEM, group=group), *logins.give_to_devices(by=SYSTEM, group=group)]
    call_command("brokerfiles", broker.folder, stdout=StringIO())
    broker.reload()
    yield Town(broker, group, {user: (user, password) for user, password in given})
    ingest.forget_register()
    atlas.expire()


@pytest.fixture
def connect(town: Town, settings: Any) -> Iterator[Connect]:
    """Return what opens a line under a new name, or the name given, and waits until it hears."""
    lines: list[Line] = []

    def opened(name: str = "", **changed: object) -> Hearing:
        settings.MQTT_NAME = name or f"test-{ids.token()}"
        for key, value in changed.items():
            setattr(settings, f"MQTT_{key.upper()}", value)
        where = address.read()
        assert where is not None
        hearing = Hearing(Line(where), Stop())
        lines.append(hearing.line)
        return hearing

    yield opened
    for line in lines:
        line.close()


def hears(hearing: Hearing) -> Hearing:
    """Let a line connect and subscribe."""
    until(lambda: hearing.step() >= 0 and hearing.line.connected_at is not None, "the line does not hear")
    return hearing


def take(hearing: Hearing, count: int) -> None:
    """Let a line take `count` messages in, and wait until it has."""
    until(
        lambda: hearing.step() >= 0 and hearing.counts.messages >= count,
        f"only {hearing.counts.messages} of {count} messages were taken in",
    )


def happening(number: str, **said: Any) -> dict[str, Any]:
    """Return an event of this moment."""
    return event(number, at=datetime.now(UTC), **said)


def acknowledged(sent: list[MQTTMessageInfo]) -> None:
    """Wait until the broker has acknowledged what was sent."""
    for each in sent:
        each.wait_for_publish(20)
