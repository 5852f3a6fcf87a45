"""The desk's inbox: a page of a hundred open cases, over the JSON API and as the page people see."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import serving
from bench.contract import LARGE, SMALL, Bench, Figure, Options
from bench.load import Line, busy
from bench.seeding import keys
from linli.kernel.accounts import Account

API, PAGE = "/api/v1/cases?limit=100", "/desk/"


def measure(options: Options) -> list[Figure]:
    """Measure queries, processor time and waiting of both."""
    account = Account.objects.get(username=keys.CITY_DESK)
    client = Client(SERVER_NAME="localhost")
    client.force_login(account)
    cookie = "".join(f"Cookie: {morsel.key}={morsel.value}\r\n" for morsel in client.cookies.values())
    key = f"X-Api-Key: {keys.load()['city']}\r\n"
    figures = []
    with serving.served() as site:
        for name, path, headers in (("the API", API, key), ("the page", PAGE, cookie)):

            def ask(line: Line, _number: int, path: str = path, headers: str = headers) -> None:
                status, body = line.ask("GET", path, headers)
                if status != 200:
                    raise RuntimeError(f"{path} answered {status}: {body.decode()[:300]}")

            busy(site.port, ask, 1.0, clients=2)
            cpu, took = [], []
            for _ in range(options.runs):
                before = site.cpu("web")
                run = busy(site.port, ask, options.seconds, clients=1)
                cpu.append((site.cpu("web") - before) / len(run.took) * 1000)
                took.append(run.ms(0.5))
            figures += [
                Figure(f"{name}: queries", "", (_queries(client, path, key),), limit=12),
                Figure(f"{name}: processor time of the web", "ms", tuple(cpu), limit=50, grows=True),
                Figure(f"{name}: half within, 1 client", "ms", tuple(took), grows=True),
            ]
    return figures


def _queries(client: Client, path: str, key: str) -> int:
    headers = {"X-Api-Key": key.split()[1]} if path == API else {}
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(caught)


BENCH = Bench(
    "inbox",
    "The desk of the whole city opens its inbox: the newest hundred of all open cases.",
    measure,
    on=(SMALL, LARGE),
)
