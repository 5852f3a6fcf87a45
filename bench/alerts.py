"""Alerts about silent elders while events come in at full speed: how late each is raised."""

import time
from datetime import datetime, timedelta

from bench import elders, ingest, serving
from bench.contract import Bench, Figure, Options
from bench.load import busy
from linli.care import actions
from linli.care.agreements import Giver, How, Purpose, Signal
from linli.care.models import Alert, Consent, Plan, Watch
from linli.kernel import bulk, clock

DUE, FIRST, QUIET_END = 200, timedelta(seconds=5), timedelta(seconds=20)
"""How many silences become due while the events come in; the first and the last so long from its ends."""
PATIENCE = timedelta(minutes=3)


def silent(numbers: range, since: datetime, until: datetime, groups: int) -> list[Plan]:
    """Put people under plan whom nobody hears and whose questions are due evenly in a span; return them."""
    entered = elders.enter(numbers, clock.now() - ingest.SILENT, groups, heard_by="silent-")
    plans = list(Plan.objects.filter(pk__in=entered).order_by("pk"))
    now, today = clock.now(), clock.today()
    bulk.insert(
        [
            Consent(
                plan=plan,
                kind=Consent.Kind.GIVEN,
                giver=Giver.SELF,
                how=How.PAPER,
                signals=[Signal.GATE],
                purposes=[Purpose.ALERT],
                since=today,
                until=today + timedelta(days=300),
                recorded_at=now,
                recorded_by="bench",
            )
            for plan in plans
        ]
    )
    for place, plan in enumerate(plans):
        at = since + (until - since) * place / len(plans)
        actions.expect(
            plan=plan, ask_at=at, visit_at=at + timedelta(hours=1), reason={"zh-hans": "", "en": ""}
        )
    Watch.objects.filter(plan__in=plans).update(next_check_at=None)
    return plans


def measure(options: Options) -> list[Figure]:
    """Let events come in as fast as they are answered, and see when what is due meanwhile is raised."""
    many = 20_000 if options.quick else 200_000
    city = ingest.City(many, options.quick, clock.now() - ingest.SILENT)
    lasts = timedelta(seconds=45 if options.quick else 60)
    late, rates = [], []
    for _ in range(options.runs):
        city.rest(clock.now() - ingest.SILENT)
        have = Plan.objects.count()
        with serving.served() as site:
            busy(site.port, city.send, 1.0, ingest.CLIENTS)
            begin = clock.now()
            plans = silent(range(have, have + DUE), begin + FIRST, begin + lasts - QUIET_END, city.groups)
            run = busy(site.port, city.send, lasts.total_seconds(), ingest.CLIENTS)
            _wait(plans)
        rates.append(run.rate * ingest.EVENTS)
        found = Alert.objects.filter(plan__in=plans).values_list("opened_at", "ask_at")
        waited = sorted((opened - due).total_seconds() for opened, due in found)
        late.append(waited[int(len(waited) * 0.99)])
    return [
        Figure(f"99 of 100 alerts raised within, {many:,} plans", "s", tuple(late), 60),
        Figure("events taken meanwhile", "a second", tuple(rates)),
    ]


def _wait(plans: list[Plan]) -> None:
    """Wait until every silence has its alert.

    Raises:
        RuntimeError: some have none.
    """
    began = clock.now()
    while Alert.objects.filter(plan__in=plans).count() < len(plans):
        if clock.now() - began > PATIENCE:
            raise RuntimeError("not every silence became an alert")
        time.sleep(0.5)


BENCH = Bench(
    "alerts",
    f"{DUE} silences become due one after the other, ten times as many as in a city of 200,000 plans, while "
    "four platforms send passes as fast as they are answered: from the moment when a question was due to the "
    "alert. `linli serve` runs whole: each alert becomes a case and climbs its ladder.",
    measure,
)
