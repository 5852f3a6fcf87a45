"""Events of devices over HTTP: batches that are signed, checked, judged and durable before the answer."""

import json
import random
import time
from datetime import UTC, datetime, timedelta
from itertools import count

from django.db import transaction

from bench import elders, serving
from bench.contract import Bench, Figure, Options
from bench.load import Line, busy
from linli.care.models import Watch
from linli.devices import actions, groups, tallying
from linli.devices.models import Batch, Group, HourlyCount
from linli.kernel import clock, rows
from linli.kernel.actor import SYSTEM
from linli.orgs.models import Organisation
from linli.places import rules as places
from linli.places.models import Area, Edition

PATH = "/api/devices/events"
DEVICES, EVENTS, CLIENTS = 448, 1000, 4
"""A community's gates, the events of a batch, and how many platforms send at once."""
ONE_IN = 25
"""Of the passes of a city one in so many is by somebody under plan."""
SILENT = timedelta(hours=5)
_MARK = "@@@@@@@@@@@@"
_COMMUNITY, _GRID = "320402001001", elders.GRID


def ready() -> tuple[str, str]:
    """Make a community with a group of gates unless it is there, and return its key and signing secret."""
    group = Group.objects.filter(code="bench").first()
    if group is None:
        for code in ("320402", "320402001", _COMMUNITY, _GRID):
            level, parent = places.level_of(code), places.parent_code(code)
            Area.objects.create(code=code, name=code, level=level, parent_id=parent)
        Edition.objects.create(topic="areas", stamp="bench")
        body = Organisation.objects.create(code="bench", name="bench", kind="company", area_code=_COMMUNITY)
        group = groups.open_group(by=SYSTEM, code="bench", name="bench", area_code=_COMMUNITY)
        said: actions.DeviceFields = {"group": group, "area_code": _GRID, "owner": body, "keeper": body}
        said |= {"kind": "gate", "purpose": "bench", "name": "gate"}
        with transaction.atomic():
            for number in range(DEVICES):
                code = f"B-{number:04d}"
                actions.enter_device(by=SYSTEM, code=code, **said)
    return groups.give_key(by=SYSTEM, group=group)


def template() -> str:
    """Return a batch of passes whose ids become its own when `_MARK` is replaced.

    One pass in 25 is of somebody under plan; their numbers are put in by `%`.
    """
    now, chance = datetime.now(UTC).isoformat(), random.Random(7)
    return json.dumps(
        [
            {
                "specversion": "1.0",
                "type": "linli.pass",
                "source": f"B-{chance.randrange(DEVICES):04d}",
                "id": f"{_MARK}{number:05d}",
                "time": now,
                "data": {
                    "direction": ("in", "out")[number % 2],
                    "pseudonym": f"p-{chance.randrange(5_300_000)}" if number % ONE_IN else "e-%s",
                },
            }
            for number in range(EVENTS)
        ]
    )


class Platform:
    """A platform that sends its group's batches, none like another; its clients share it."""

    def __init__(self, elders_under_plan: int) -> None:
        self.key, self.signing = ready()
        elders.people(elders_under_plan, clock.now() - SILENT)
        self.order, self.text = elders.shuffled(elders_under_plan), template()
        self.turns, self.run_of = count(), f"{time.time_ns():x}"[-6:]

    def send(self, line: Line, _number: int) -> None:
        """Send the next batch, with signs of the people whose turn it is."""
        turn, signs = next(self.turns), EVENTS // ONE_IN
        at = turn * signs % len(self.order)
        text = self.text.replace(_MARK, f"{self.run_of}{turn:06d}")
        self.post(line, text % tuple(self.order[at : at + signs]))

    def post(self, line: Line, text: str) -> None:
        """Send one batch, signed; anything but a whole welcome is an error."""
        body, stamp = text.encode(), str(int(time.time()))
        head = (
            f"Content-Type: application/cloudevents-batch+json\r\nAuthorization: Bearer {self.key}\r\n"
            f"X-Linli-Timestamp: {stamp}\r\n"
            f"X-Linli-Signature: {groups.signature(self.signing, stamp, body)}\r\n"
        )
        status, answer = line.ask("POST", PATH, head, body)
        if status != 200 or json.loads(answer)["accepted"] != EVENTS:
            raise RuntimeError(f"answered {status}: {answer.decode(errors='replace')[:500]}")


def bare(seconds: float) -> float:
    """Return how many batches a second one writer keeps that writes only the batch's row."""
    group, count, began = Group.objects.get(code="bench"), 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        with transaction.atomic():
            digest = f"bare {began} {count}"
            batch = Batch(group=group, digest=digest, received_at=clock.now(), counts=bytes(8 * EVENTS))
            rows.insert_unless_there(batch)
        count += 1
    Batch.objects.filter(digest__startswith="bare ").delete()
    return count / (time.perf_counter() - began)


def measure(options: Options) -> list[Figure]:
    """Measure events a second over HTTP, their cost, and how quickly they are added up."""
    return with_plans(20_000 if options.quick else 200_000, options)


def with_plans(many: int, options: Options) -> list[Figure]:
    """Measure with so many elders under plan; the second figure is the processor time."""
    platform, plans = Platform(many), f"{many:,} plans"
    rates, cpu, slowest, folded, single, grown = [], [], [], [], [], []
    for _ in range(options.runs):
        elders.people(many, clock.now() - SILENT)
        with serving.served() as site:
            busy(site.port, platform.send, 2.0, CLIENTS)
            web, held = site.cpu("web"), site.memory("web")
            run = busy(site.port, platform.send, 2 * options.seconds, CLIENTS)
            cpu.append((site.cpu("web") - web) / len(run.took) / EVENTS * 1e6)
            grown.append(site.memory("web") / held)
        rates.append(run.rate * EVENTS)
        slowest.append(run.ms(0.99))
        single.append(bare(options.seconds / 2))
        began = time.perf_counter()
        tallying.fold_all()
        folded.append(time.perf_counter() - began)
    if Batch.objects.filter(counts__isnull=False).exists() or not HourlyCount.objects.exists():
        raise RuntimeError("not everything was added up")
    if not Watch.objects.filter(last_sign_at__gt=clock.now() - SILENT / 2).exists():
        raise RuntimeError("nobody was heard")
    return [
        Figure(
            f"events, {plans}, batches of {EVENTS}, {CLIENTS} clients",
            "a second",
            tuple(rates),
            100_000,
            True,
        ),
        Figure(f"processor time of the web, an event, {plans}", "µs", tuple(cpu)),
        Figure(f"memory of the web after the run, of that before, {plans}", "×", tuple(grown), 1.2),
        Figure(f"99 of 100 batches within, {plans}", "ms", tuple(slowest)),
        Figure(f"everything is added up after, {plans}", "s", tuple(folded)),
        Figure(f"the bare database, a batch's row, one writer, {plans}", "a second", tuple(single)),
    ]


BENCH = Bench(
    "ingest",
    "A community's 448 gates report passes in signed batches of CloudEvents: each is checked, judged by its "
    "device and clock, marked against doubles. One pass in 25 is of an elder under plan who was silent for "
    "five hours: it is heard by consent, teaches the rhythm and the diary; the others leave hourly counts."
    " The batch is durable before the answer. `linli serve` runs whole; the client shares the cores.",
    measure,
)
