"""kill -9 of the server during 1,000 concurrent reports: nothing acknowledged is lost, nothing doubled."""

import http.client
import json
import signal
import threading
import time
from dataclasses import dataclass, field
from queue import Empty, Queue
from urllib.parse import urlsplit

import pytest

from tests.live import ROOT, Site

REPORTS, CLIENTS, KILLS = 1_000, 16, 2
PATIENCE_S = 240.0
BUILD = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from tests.cases import city
city.build()
"""
COUNT = """
import json
from linli.cases.models import Case, Signal, Step
from linli.channels.models import Notice
from linli.kernel.outbox import OutboxEvent
print(json.dumps({
    "cases": Case.objects.count(),
    "signals": Signal.objects.count(),
    "steps": Step.objects.count(),
    "numbers": list(Case.objects.values_list("number", flat=True)),
    "texts": Case.objects.values("description").distinct().count(),
    "unheard": OutboxEvent.objects.filter(done_at=None).count(),
    "tried": OutboxEvent.objects.exclude(attempts=0).count(),
}))
"""


@dataclass
class Crowd:
    """Clients that report at once and send again, with the same key, until they are answered."""

    site: Site
    key: str
    waiting: "Queue[int]" = field(default_factory=Queue)
    answers: dict[int, set[str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    retries: int = 0
    given_up: threading.Event = field(default_factory=threading.Event)

    def start(self) -> list[threading.Thread]:
        """Let all clients begin."""
        for number in range(REPORTS):
            self.waiting.put(number)
        clients = [threading.Thread(target=self._work) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        return clients

    def _work(self) -> None:
        while not self.given_up.is_set():
            try:
                number = self.waiting.get_nowait()
            except Empty:
                return
            answers = self.answers.setdefault(number, set())
            while not self._send(number, answers) and not self.given_up.is_set():
                self.retries += 1
                time.sleep(0.2)
            if number % 10 == 0:  # a client that did not see its answer asks once more
                self._send(number, answers)

    def _send(self, number: int, answers: set[str]) -> bool:
        """Send a report and return whether it was acknowledged."""
        place = {"lon": 119.9001 + (number % 100) * 0.0001, "lat": 31.7001 + (number // 100) * 0.0005}
        body = json.dumps({"data": {"text": f"第{number}处垃圾没人清", "matter_code": "06010", **place}})
        connection = http.client.HTTPConnection(urlsplit(self.site.url).netloc, timeout=30)
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.key}",
            "Idempotency-Key": f"report-{number}",
        }
        try:
            connection.request("POST", "/api/v1/signals/resident_report", body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if answer.status == 201:
            answers.add(json.loads(text)["number"])
            return True
        if answer.status < 500:
            self.refused.append(f"{answer.status} {text[:300]}")
            self.given_up.set()
        return False

    def acknowledged(self) -> int:
        """Return how many reports were answered."""
        return sum(bool(numbers) for numbers in list(self.answers.values()))


@pytest.mark.django_db
def test_a_killed_server_loses_nothing_and_doubles_nothing(empty_site: Site) -> None:
    site = empty_site
    site.environment["LINLI_WEB_WORKERS"] = "2"
    site.run("shell", "-c", BUILD)
    secret = site.run("apikey", "create", "crowd", "--scope", "v1", "--rate", "0").strip()
    crowd = Crowd(site, secret)
    clients = crowd.start()
    before: dict[int, set[str]] = {}
    until = time.monotonic() + PATIENCE_S
    for kill in range(1, KILLS + 1):
        while crowd.acknowledged() < kill * REPORTS // (KILLS + 2) and not crowd.given_up.is_set():
            assert time.monotonic() < until, f"only {crowd.acknowledged()} answers"
            time.sleep(0.01)
        site.stop(signal.SIGKILL)
        before |= {number: set(numbers) for number, numbers in list(crowd.answers.items()) if numbers}
        site.serve()
    for client in clients:
        client.join(max(until - time.monotonic(), 1))
    crowd.given_up.set()
    assert not crowd.refused, crowd.refused[:3]
    assert crowd.acknowledged() == REPORTS
    assert crowd.retries >= KILLS, "the kills came when nobody was waiting"

    while (found := json.loads(site.run("shell", "--verbosity", "0", "-c", COUNT)))["unheard"]:
        assert time.monotonic() < until, f"{found['unheard']} events were never heard"
        time.sleep(0.5)
    numbers = set(found["numbers"])
    assert all(answers <= numbers for answers in before.values()), "an acknowledged report is lost"
    assert all(len(answers) == 1 for answers in crowd.answers.values()), "a retried report is doubled"
    assert len({next(iter(answers)) for answers in crowd.answers.values()}) == REPORTS
    assert (found["cases"], found["signals"], found["texts"]) == (REPORTS, REPORTS, REPORTS)
    assert found["steps"] == REPORTS
    assert found["tried"] == 0, "a handler failed"
    assert f"chains {REPORTS + 1}," in site.run("verify-audit", "--language", "en"), "one more is the key's"
