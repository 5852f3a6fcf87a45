"""kill -9 of the listener, and a restart of the broker with what waits: nothing is lost or doubled."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from paho.mqtt.client import Client, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion

from tests.broker import Broker, gate_beside, until
from tests.live import Site

EVENTS, KILLS, AT_ONCE = 3_000, 3, 100
PATIENCE_S = 120.0
FACTS = """
import json
from linli.devices import tallying
from linli.devices.models import HourlyCount, Listener, Refusal
tallying.fold_all()
print(json.dumps({
    "counted": sum(HourlyCount.objects.values_list("count", flat=True)),
    "refused": Refusal.objects.count(),
    "listeners": Listener.objects.count(),
}))
"""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker of its own, for it is restarted."""
    with Broker.started(tmp_path / "broker") as broker:
        yield broker


def facts(site: Site) -> dict[str, int]:
    """Return what the database holds."""
    found: dict[str, int] = json.loads(site.run("shell", "--verbosity", "0", "-c", FACTS))
    return found


def gate(broker: Broker, user: str, password: str) -> Client:
    """Return the client of a gate, which keeps what is not acknowledged and comes back by itself."""
    client = Client(CallbackAPIVersion.VERSION2, client_id="gate", clean_session=False)
    client.username_pw_set(user, password)
    client.tls_set(ca_certs=str(broker.authority))
    client.reconnect_delay_set(min_delay=1, max_delay=1)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    return client


def passing(number: int) -> str:
    """Return an event of this moment as a gate writes it."""
    event = {"specversion": "1.0", "id": f"e{number}", "source": "G-1", "type": "linli.pass"}
    return json.dumps(event | {"time": datetime.now(UTC).isoformat(), "data": {"pseudonym": f"p{number}"}})


@pytest.mark.django_db
def test_a_killed_listener_loses_nothing_and_doubles_nothing(tmp_path: Path, broker: Broker) -> None:
    site, login = gate_beside(broker, tmp_path / "site", "test-kill")
    listener = site.start("listen")
    listening(site, 1)
    client = gate(broker, login["user"], login["password"])
    sent: list[MQTTMessageInfo] = []

    def publish() -> None:
        numbers = range(len(sent), len(sent) + AT_ONCE)
        sent.extend(client.publish("linli/events/juxin/G-1", passing(each), qos=1) for each in numbers)

    for kill in range(1, KILLS + 1):
        for _ in range(EVENTS // KILLS // AT_ONCE):
            publish()
            time.sleep(0.02)  # a gate does not send everything at once
        os.killpg(listener.pid, signal.SIGKILL)
        listener.wait()
        if kill == KILLS:  # what waits outlives a restart, and what comes before a listener is back waits too
            broker.restart()
            until(client.is_connected, "the gate did not come back", PATIENCE_S)
            publish()
            taken(sent)
        listener = site.start("listen")
        listening(site, kill + 1)
    client.disconnect()
    client.loop_stop()
    until(lambda: facts(site)["counted"] == len(sent), f"events are lost: {facts(site)}", PATIENCE_S)
    stopped(listener)
    assert len(sent) == EVENTS + AT_ONCE
    assert facts(site) == {"counted": len(sent), "refused": 0, "listeners": 0}
    assert "mqtt.stopped" in (site.home / "site.log").read_text()


def taken(sent: list[MQTTMessageInfo]) -> None:
    """Wait until the broker has acknowledged everything."""
    until(lambda: all(each.is_published() for each in sent), "the broker did not take everything", PATIENCE_S)


def listening(site: Site, times: int) -> None:
    """Wait until a listener has said so many times that it listens."""
    log = site.home / "site.log"
    until(lambda: log.read_text().count("mqtt.listening") >= times, log.read_text(), PATIENCE_S)


def stopped(listener: "subprocess.Popen[bytes]") -> None:
    """Stop a listener in order."""
    listener.terminate()
    assert listener.wait(20) == 0
