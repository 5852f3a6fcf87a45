"""kill -9 of the server while gates send batches: no acknowledged event or sign of life is lost."""

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
from tests.live import ROOT, Site

GATES, BATCHES, EVENTS, KILLS = 4, 40, 25, 2
PATIENCE_S = 480.0
ELDER = f"""
import sys
from datetime import timedelta
sys.path.insert(0, {str(ROOT)!r})
from linli.care import actions as care
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from tests.care.conftest import agreed
arranged = care.Arrangement(address="幸福小区3号楼201")
plan = care.make_plan(by=SYSTEM, grid_code="320402001001001", name="吴秀英", arranged=arranged)
today = clock.today()
agreement = agreed(since=today, until=today + timedelta(days=300))
care.give_consent(by=SYSTEM, plan=plan, agreement=agreement, name="吴秀英")
care.map_pseudonym(by=SYSTEM, plan=plan, group="juxin", pseudonym="p-4711", signal="gate")
"""
FACTS = """
import json
from linli.care.models import Watch
from linli.devices import tallying
from linli.devices.models import DayTally, HourlyCount, Refusal
tallying.fold_all()
print(json.dumps({
    "counted": sum(HourlyCount.objects.values_list("count", flat=True)),
    "accepted": sum(DayTally.objects.filter(outcome="accepted").values_list("count", flat=True)),
    "refused": Refusal.objects.count(),
    "heard": Watch.objects.get().last_sign_at.timestamp(),
}))
"""


@dataclass
class Gates:
    """Gates of one group, each with batches that it sends again until they are answered."""

    site: Site
    key: str
    signing: str
    answered: int = 0
    heard: float = 0.0
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
            now = datetime.now(UTC)
            body = written(f"{gate}-{batch}", now)
            while not self.over.is_set() and not self._send(body, now):
                with self.lock:
                    self.retries += 1
                time.sleep(0.1)
            if batch % 10 == 0:  # a gate that did not see its answer sends once more
                self._send(body, now)

    def _send(self, body: bytes, at: datetime) -> bool:
        """Send a batch of the moment `at` and return whether it was acknowledged."""
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
        self._note(answer.status, text, at)
        return True

    def _note(self, status: int, text: str, at: datetime) -> None:
        with self.lock:
            if status != 200 or json.loads(text)["accepted"] != EVENTS:
                self.wrong.append(f"{status} {text[:300]}")
                self.over.set()
            self.answered += 1
            self.heard = max(self.heard, at.timestamp())


def written(name: str, at: datetime) -> bytes:
    """Return a batch: passes of a moment, one of them an elder's, and one with a picture, to be refused."""
    event = {"specversion": "1.0", "source": "G-1", "type": "linli.pass", "time": at.isoformat()}
    data = [{"pseudonym": f"p{each}"} for each in range(EVENTS - 1)]
    data += [{"pseudonym": "p-4711", "direction": "in"}, {"photo": "x"}]
    return "\n".join(
        json.dumps(event | {"id": f"{name}-{each}", "data": said}) for each, said in enumerate(data)
    ).encode()


@pytest.mark.django_db
def test_a_killed_ingest_loses_nothing_and_doubles_nothing(empty_site: Site) -> None:
    site = empty_site
    site.environment["LINLI_WEB_WORKERS"] = "2"
    site.run("shell", "-c", READY)
    site.run("shell", "-c", ELDER)
    key, signing = site.run("devicekey", "juxin").split()
    gates = Gates(site, key, signing)
    sending = gates.start()
    until = time.monotonic() + PATIENCE_S
    for kill in range(1, KILLS + 1):
        while gates.answered < kill * GATES * BATCHES // (KILLS + 2) and not gates.over.is_set():
            assert time.monotonic() < until, f"only {gates.answered} answers"
            time.sleep(0.005)
        with gates.lock:
            answered, heard = gates.answered, gates.heard
        site.stop(signal.SIGKILL)
        kept = facts(site)
        assert kept["accepted"] >= answered * EVENTS - repeated(answered), "an acknowledged batch is lost"
        assert kept["heard"] >= heard, "an acknowledged sign of life is lost"
        site.serve()
    for gate in sending:
        gate.join(max(until - time.monotonic(), 1))
    gates.over.set()
    assert not gates.wrong, gates.wrong[:3]
    assert gates.retries >= KILLS, "the kills came when nobody was sending"
    total = GATES * BATCHES
    kept = facts(site)
    assert kept.pop("heard") == gates.heard
    assert kept == {"counted": total * EVENTS, "accepted": total * EVENTS, "refused": total}


def repeated(answered: int) -> int:
    """Return how many events at most are in answers to batches that were sent once more."""
    return (answered // 11 + GATES) * EVENTS


def facts(site: Site) -> dict[str, float]:
    """Return what the database holds."""
    found: dict[str, float] = json.loads(site.run("shell", "--verbosity", "0", "-c", FACTS))
    return found
