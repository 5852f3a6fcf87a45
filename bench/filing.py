"""Filing a case over HTTP: a report by Open311 is checked, located, routed, timed, chained and durable."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import replay, serving
from bench.contract import LARGE, SMALL, Bench, Figure, Options
from bench.load import CLIENTS, Line, busy
from bench.replay import Recorder, Writing
from bench.reports import teller
from linli.cases.models import Case, Signal

PATH = "/open311/v2/requests.json"
_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def in_process() -> tuple[int, Writing]:
    """File a case in this process, and return how many queries it took and what it wrote."""
    client, tell, recorder = Client(SERVER_NAME="localhost"), teller(), Recorder()
    for _ in range(2):
        _post(client, tell())
    with CaptureQueriesContext(connection) as caught:
        _post(client, tell())
        count = sum(not query["sql"].startswith(_CONTROL) for query in caught.captured_queries)
    with connection.execute_wrapper(recorder):
        number = _post(client, tell())
    case = Case.objects.get(number=number)
    signal = Signal.objects.get(case=case)
    return count, Writing(recorder.statements, case.pk, [number, signal.external_id])


def _post(client: Client, fields: dict[str, Any]) -> str:
    answer = client.post(PATH, fields)
    if answer.status_code != 201:
        raise RuntimeError(f"Open311 answered {answer.status_code}: {answer.content.decode()[:500]}")
    return str(answer.json()[0]["service_request_id"])


def measure(options: Options) -> list[Figure]:
    """Measure queries, processor time, rate and waiting, with the bare database in the same run."""
    queries, writing = in_process()
    tell = teller()

    def file(line: Line, _number: int) -> None:
        line.form(PATH, tell())

    cpu, worker, database, calm, rates, slowest, bare, ratios, late = [], [], [], [], [], [], [], [], []
    with serving.served() as site:
        busy(site.port, file, 2.0)
        for _ in range(options.runs):
            web, work, stored = site.cpu("web"), site.cpu("work"), serving.database_cpu()
            run = busy(site.port, file, options.seconds)
            cpu.append((site.cpu("web") - web) / len(run.took) * 1000)
            database.append((serving.database_cpu() - stored) / len(run.took) * 1000)
            late.append(serving.until_heard())
            worker.append((site.cpu("work") - work) / len(run.took) * 1000)
            rates.append(run.rate)
            slowest.append(run.ms(0.99))
            calm.append(busy(site.port, file, options.seconds / 2, clients=1).ms(0.5))
            bare.append(replay.rate(writing, options.seconds / 2))
            ratios.append(run.rate / bare[-1])
    clients = f"{CLIENTS} clients"
    return [
        Figure("queries", "", (queries,), limit=15),
        Figure("processor time of the web", "ms", tuple(cpu), limit=10, grows=True),
        Figure("processor time of the worker", "ms", tuple(worker)),
        *([Figure("processor time of the database", "ms", tuple(database))] if any(database) else []),
        Figure(f"cases, {clients}", "a second", tuple(rates), limit=150, at_least=True),
        Figure(f"99 of 100 within, {clients}", "ms", tuple(slowest), limit=100),
        Figure("every event is heard after", "s", tuple(late)),
        Figure("half within, 1 client", "ms", tuple(calm), grows=True),
        Figure("the bare database, the same writes", "a second", tuple(bare)),
        Figure("share of the bare database", "of 1", tuple(ratios)),
    ]


BENCH = Bench(
    "filing",
    "A report comes in over Open311 with a name and a telephone and becomes a case: validated, located, "
    "routed, timed, its step chained, indexed for search, told to the outbox, durable. `linli serve` runs "
    "whole, so the outbox is delivered and the clock runs beside. The bare database repeats the same INSERTs "
    "(one writer on SQLite, eight connections on PostgreSQL) without Linli.",
    measure,
    on=(SMALL, LARGE),
)
