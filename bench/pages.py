"""Every page of every front, and what its maps and lists fetch: queries and processor time of the server."""

import os
import sys
from collections.abc import Iterable
from datetime import timedelta

from bench.contract import LARGE, SMALL, Bench, Figure, Options
from linli.care import actions as care
from linli.care.agreements import Signal
from linli.care.models import Alert, Plan
from linli.cases import actions
from linli.devices.models import DeviceState
from linli.kernel import clock, ids, outbox
from linli.kernel.accounts import Account
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs
from linli.places.models import Area
from linli.places.rules import Level
from linli.sources import listen
from tools.pages import PAGES
from tools.quality.report import CPU_MS, QUERIES
from tools.quality.server import Cost, in_a_process_of_its_own

FRONTS = {"office": "the office", "desk": "the desk", "city": "the city", "worker": "the worker"}
REST = "residents and everybody"


SEEN, BLOCKED = "09005", "有人占道"


def ask_a_check() -> None:
    """Let something wait for a check where the demo's inspector checks: a small city may have none."""
    inspector, resident, desk = (
        orgs.actor_of(Account.objects.get(username=f"demo-{role}"))
        for role in ("inspector", "resident", "street")
    )
    prefix = next(grant.prefix for grant in inspector.grants if Permission.CASES_CHECK in grant.permissions)
    area = Area.objects.filter(code__startswith=prefix, level=Level.GRID).first()
    if area is None:
        raise LookupError(f"no grid in {prefix}")
    said = {"text": BLOCKED, "matter_code": SEEN, "lon": str(area.lon), "lat": str(area.lat)}
    case = listen.hear("resident_report", by=resident, data=said, external_id=ids.token())
    actions.act(by=desk, case=case.number, move="ask_check", given={})


def raise_an_alert() -> None:
    """Let one of the demo's elders be silent for too long, so that the page of an alert is there."""
    now, plan = clock.now(), Plan.objects.filter(ended_at=None).order_by("pk")[0]
    # Nobody is taken for silent by devices that fell silent themselves.
    DeviceState.objects.update(last_at=now)
    care.expect(plan=plan, ask_at=now, visit_at=now + timedelta(hours=1), reason={})
    if not care.raise_due():
        raise LookupError("no elder about whom an alert may be raised")


def _all_heard() -> None:
    """Hear what happened while its cases are there: a larger city takes their place."""
    for alert in Alert.objects.filter(cleared_at=None):
        care.hear(plan=alert.plan, at=clock.now(), signal=Signal.CALL)
    while outbox.deliver():
        pass


def measure(_options: Options) -> list[Figure]:
    """Measure each page, and report the dearest of each front; what misses a limit is named on the way."""
    ask_a_check()
    raise_an_alert()
    try:
        costs = _costs()
    finally:
        _all_heard()
    for cost in costs:
        if cost.queries > QUERIES or cost.cpu_ms > CPU_MS:
            print(
                f"    {cost.page}: {cost.queries} queries, {cost.cpu_ms:.0f} ms", file=sys.stderr, flush=True
            )
    figures = []
    for front in (*FRONTS.values(), REST):
        mine = [cost for cost in costs if FRONTS.get(cost.page.split("-")[0], REST) == front]
        figures.append(_most(front, "queries", "", (cost.queries for cost in mine), QUERIES))
        figures.append(_most(front, "processor time", "ms", (cost.cpu_ms for cost in mine), CPU_MS))
    return figures


def _costs() -> list[Cost]:
    """Return what each page costs, counted as `make quality` does."""
    _city, costs = in_a_process_of_its_own(os.environ)
    for cost in costs:
        if cost.fault or cost.status != 200:
            raise RuntimeError(f"{cost.path} answered {cost.status} {cost.fault}")
    return costs


def _most(front: str, what: str, unit: str, values: Iterable[float], limit: float) -> Figure:
    return Figure(f"{front}: {what} of the dearest page", unit, (max(values),), limit=limit)


BENCH = Bench(
    "pages",
    f"All {len(PAGES)} pages of the fronts and what their maps and lists fetch. Each is asked for once to "
    "warm up and then several times; the median counts, and of each front the page that costs most.",
    measure,
    on=(SMALL, LARGE),
)
