"""Counts the queries and the processor time of every page inside Django, on the database of the demo."""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.pages import DATA, PAGES, Finder, Page

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5
Get = Callable[[str, str], "Answer"]
"""Gets, as a role, a path."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the page's text, and what it cost."""

    status: int
    text: str
    queries: int
    cpu_ms: float


@dataclass(frozen=True)
class Cost:
    """What the server spends on one page."""

    page: str
    path: str
    status: int
    queries: int
    cpu_ms: float
    fault: str = ""


def costs(get: Get, pages: Iterable[Page] = (*PAGES, *DATA), runs: int = RUNS) -> list[Cost]:
    """Return the cost of each page: the queries of the last run and the median of the processor time.

    The first look at a page fills the process's caches and does not count. What is in memory before is set
    aside, so that tidying up between two pages does not go through all of it each time.
    """
    gc.collect()
    gc.freeze()
    try:
        return _costs(get, pages, runs)
    finally:
        gc.unfreeze()


def _costs(get: Get, pages: Iterable[Page], runs: int) -> list[Cost]:
    finder = Finder(lambda role, path: get(role, path).text)
    found = []
    for page in pages:
        try:
            path = finder.path(page)
        except LookupError as fault:
            found.append(Cost(page.name, page.path, 0, 0, 0.0, str(fault)))
            continue
        get(page.role, path)
        gc.collect()
        answers = [get(page.role, path) for _ in range(runs)]
        cpu = statistics.median(answer.cpu_ms for answer in answers)
        found.append(Cost(page.name, path, answers[-1].status, answers[-1].queries, cpu))
    return found


def getter() -> Get:
    """Return a way to get pages inside this process, signed in as the demo's accounts."""
    from django.conf import settings  # noqa: PLC0415 - Django is set up by then
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from linli.kernel.accounts import Account  # noqa: PLC0415

    clients: dict[str, Client] = {}

    def client(role: str) -> Client:
        if role not in clients:
            clients[role] = Client(HTTP_HOST="localhost")
            if role:
                account = Account.objects.get(username=f"demo-{role}")
                clients[role].force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return clients[role]

    def get(role: str, path: str) -> Answer:
        reader = client(role)
        with CaptureQueriesContext(connection) as asked:
            began = time.process_time()
            answer = reader.get(path)
            spent = (time.process_time() - began) * 1000
        text = b"".join(answer) if answer.streaming else answer.content
        return Answer(answer.status_code, text.decode(errors="replace"), len(asked), spent)

    return get


def in_a_process_of_its_own(environment: Mapping[str, str]) -> tuple[str, list[Cost]]:
    """Return how large the city is and what its pages cost, counted with the settings of a demo.

    Args:
        environment: names the data folder (LINLI_HOME), as for the demo itself.

    Raises:
        RuntimeError: the count broke off; with what it said last.
    """
    more = {
        "LINLI_DEMO": "1",
        "LINLI_LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join([f"{ROOT}/src", str(ROOT)]),
    }
    command = [sys.executable, "-W", "ignore", "-m", "tools.quality.server"]
    done = subprocess.run(command, cwd=ROOT, env={**environment, **more}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told = json.loads(done.stdout)
    return told["city"], [Cost(**each) for each in told["costs"]]


def city() -> str:
    """Return in words how large the city of this database is."""
    from linli.cases.models import Case  # noqa: PLC0415
    from linli.places.models import Area  # noqa: PLC0415

    grids, cases = Area.objects.filter(level=4).count(), Case.objects.count()
    return f"a demo city of {grids:,} grids and {cases:,} cases"


def main() -> int:
    """Print the costs as JSON: run in a process of its own, with LINLI_HOME of the demo."""
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.wiring.settings")
    django.setup()
    json.dump({"city": city(), "costs": [asdict(cost) for cost in costs(getter())]}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
