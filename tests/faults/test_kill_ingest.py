"""kill -9 of the server while gates send batches: no acknowledged event is lost, none counts twice."""

import hashlib
import hmac
import http.client
import json
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from tests.api.devices.test_page import READY
from tests.live import Site

GATES, BATCHES, EVENTS, KILLS = 4, 40, 25, 2
PATIENCE_S = 480.0
FACTS = """
import json
from linli.devices import tallying
from linli.devices.models import DayTally, HourlyCount, Refusal
tallying.fold_all()
print(json.dumps({
    "counted": sum(HourlyCount.objects.values_list("count", flat=True)),
    "accepted": sum(DayTally.objects.filter(outcome="accepted").values_list("count", flat=True)),
    "refused": Refusal.objects.count(),
}))
"""


@dataclass
class Gates:
    """Gates of one group, each with batches that it sends again until they are answered."""

    site: Site
    key: str
    signing: str
    answered: int = 0
    retries: int = 0
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> list[threading.Thread]:
        """Let all gates begin."""
        gates = [threading.Thread(target=self._work, args=(number,)) for number in range(GATES)]
        for gate in gates:
            gate.start()
        return gates

    def _work(self, gate: int) -> None:
        for batch in range(BATCHES):
            body = written(f"{gate}-{batch}")
            while not self.over.is_set() and not self._send(body):
                with self.lock:
                    self.retries += 1
                time.sleep(0.1)
            if batch % 10 == 0:  # a gate that did not see its answer sends once more
                self._send(body)

    def _send(self, body: bytes) -> bool:
        """Send a batch and return whether it was acknowledged."""
        stamp = str(int(time.time()))
        signed = hmac.new(self.signing.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {self.key}"}
        headers |= {"X-Linli-Timestamp": stamp, "X-Linli-Signature": signed}
        connection = http.client.HTTPConnection(urlsplit(self.site.url).netloc, timeout=30)
        try:
            connection.request("POST", "/api/devices/events", body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if answer.status >= 500:
            return False
        self._note(answer.status, text)
        return True

    def _note(self, status: int, text: str) -> None:
        with self.lock:
            if status != 200 or json.loads(text)["accepted"] != EVENTS:
                self.wrong.append(f"{status} {text[:300]}")
                self.over.set()
            self.answered += 1


def written(name: str) -> bytes:
    """Return a batch: passes of this moment, and one with a picture, which is refused."""
    now = datetime.now(UTC).isoformat()
    event = {"specversion": "1.0", "source": "G-1", "type": "linli.pass", "time": now}
    data = [{"pseudonym": f"p{each}"} for each in range(EVENTS)] + [{"photo": "x"}]
    return "\n".join(
        json.dumps(event | {"id": f"{name}-{each}", "data": said}) for each, said in enumerate(data)
    ).encode()


@pytest.mark.django_db
def test_a_killed_ingest_loses_nothing_and_doubles_nothing(empty_site: Site) -> None:
    site = empty_site
    site.run("shell", "-c", READY)
    key, signing = site.run("devicekey", "juxin").split()
    gates = Gates(site, key, signing)
    sending = gates.start()
    until = time.monotonic() + PATIENCE_S
    for kill in range(1, KILLS + 1):
        while gates.answered < kill * GATES * BATCHES // (KILLS + 2) and not gates.over.is_set():
            assert time.monotonic() < until, f"only {gates.answered} answers"
            time.sleep(0.005)
        answered = gates.answered
        site.stop(signal.SIGKILL)
        kept = facts(site)["accepted"]
        assert kept >= answered * EVENTS - repeated(answered), "an acknowledged batch is lost"
        site.serve()
    for gate in sending:
        gate.join(max(until - time.monotonic(), 1))
    gates.over.set()
    assert not gates.wrong, gates.wrong[:3]
    assert gates.retries >= KILLS, "the kills came when nobody was sending"
    total = GATES * BATCHES
    assert facts(site) == {"counted": total * EVENTS, "accepted": total * EVENTS, "refused": total}


def repeated(answered: int) -> int:
    """Return how many events at most are in answers to batches that were sent once more."""
    return (answered // 11 + GATES) * EVENTS


def facts(site: Site) -> dict[str, int]:
    """Return what the database holds."""
    found: dict[str, int] = json.loads(site.run("shell", "--verbosity", "0", "-c", FACTS))
    return found
