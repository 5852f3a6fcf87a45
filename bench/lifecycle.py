"""A case's whole life over HTTP: reported, filed, dispatched, handled, verified, closed, rated, found."""

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from bench import serving
from bench.contract import LARGE, Bench, Figure, Options
from bench.filing import PATH
from bench.load import CLIENTS, Line, Run, busy
from bench.reports import teller
from bench.seeding import keys
from linli.kernel import crypto
from linli.places import queries as places

MATTER = "06010"
PROMISED = 20
_V1 = "/api/v1/cases"


class Life:
    """One life after another; keeps how long each request took."""

    def __init__(self) -> None:
        """Read the keys."""
        self.keys = keys.load()
        self.tell = teller()
        self.took: dict[str, list[float]] = defaultdict(list)

    def live(self, line: Line, number: int) -> None:
        """Let one case live from its report to being found among all cases."""
        report, street = self._report()
        made = self._timed("report", lambda: line.form(PATH, report))
        case = made[0]["service_request_id"]
        desk, crew = self.keys["desk"][street], self.keys["crew"][street]
        inspector, link = self.keys["inspector"][street], crypto.link_key(case)
        once = f"{case}-{number}"
        body = f"{street}-{keys.TRADE}"
        self._move(line, case, "file", desk, once, {})
        self._move(line, case, "dispatch", desk, once, {"body": body})
        self._move(line, case, "done", crew, once, {"note": "已清运，桶已冲洗干净。"})
        self._move(line, case, "verify_pass", inspector, once, {})
        self._move(line, case, "close", desk, once, {})
        self._move(line, case, "rate", "", once, {"score": 5}, f"?key={link}")
        path = f"{_V1}?text={case}&all=true"
        found = self._timed("search", lambda: line.json("GET", path, desk))
        if [each["number"] for each in found["items"]] != [case]:
            raise RuntimeError(f"the search for {case} found {found['items']}")

    def _report(self) -> tuple[dict[str, Any], str]:
        while True:
            report = {**self.tell(), "service_code": MATTER}
            street = places.locate(report["long"], report["lat"]).code[:9]
            if street in self.keys["crew"]:
                return report, street

    def _move(
        self, line: Line, case: str, move: str, key: str, once: str, given: dict[str, Any], query: str = ""
    ) -> None:
        data = {"move": move, "given": given}
        path = f"{_V1}/{case}/moves{query}"
        self._timed(move, lambda: line.json("POST", path, key, data, f"{once}-{move}"))

    def _timed(self, name: str, ask: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answer = ask()
        self.took[name].append(time.perf_counter() - began)
        return answer

    def request_ms(self, share: float) -> float:
        """Return within how many milliseconds a share of all requests was answered, and forget them."""
        run = Run([each for times in self.took.values() for each in times], 1)
        self.took.clear()
        return run.ms(share)


def measure(options: Options) -> list[Figure]:
    """Measure as many lives as there can be, then as many as are promised."""
    rates, requests, calm, calm_requests, cpu, worker, database, late = [], [], [], [], [], [], [], []
    life = Life()
    with serving.served() as site:
        busy(site.port, life.live, 2.0)
        for _ in range(options.runs):
            life.took.clear()
            web, work, stored = site.cpu("web"), site.cpu("work"), serving.database_cpu()
            run = busy(site.port, life.live, options.seconds * 2)
            cpu.append((site.cpu("web") - web) / len(run.took) * 1000)
            database.append((serving.database_cpu() - stored) / len(run.took) * 1000)
            late.append(serving.until_heard())
            worker.append((site.cpu("work") - work) / len(run.took) * 1000)
            rates.append(run.rate)
            requests.append(life.request_ms(0.95))
            paced = busy(site.port, life.live, options.seconds * 2, every=CLIENTS / PROMISED)
            calm.append(paced.ms(0.95))
            calm_requests.append(life.request_ms(0.95))
    clients = f"{CLIENTS} clients"
    return [
        Figure(
            f"lives, {clients} as fast as answers come",
            "a second",
            tuple(rates),
            limit=PROMISED,
            at_least=True,
        ),
        Figure(
            f"95 of 100 requests within, {clients} as fast as answers come", "ms", tuple(requests), limit=300
        ),
        Figure(
            f"95 of 100 whole lives within, {clients} at {PROMISED} lives a second",
            "ms",
            tuple(calm),
            limit=300,
        ),
        Figure(
            f"95 of 100 requests within, {clients} at {PROMISED} lives a second", "ms", tuple(calm_requests)
        ),
        Figure("processor time of the web for a life", "ms", tuple(cpu)),
        Figure("processor time of the worker for a life", "ms", tuple(worker)),
        Figure("every event is heard after", "s", tuple(late)),
        Figure("processor time of the database for a life", "ms", tuple(database)),
    ]


BENCH = Bench(
    "lifecycle",
    "Eight requests to a life: a resident reports over Open311, the street's desk files and dispatches, its "
    "crew handles, its inspector verifies, the desk closes, the resident rates, and the desk finds the case "
    "by its number among all. Clients, web, worker, clock and database share the same cores.",
    measure,
    databases=("postgres",),
    on=(LARGE,),
)
