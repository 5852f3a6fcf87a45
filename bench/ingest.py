"""Events of devices over HTTP: batches that are signed, checked, judged and durable before the answer."""

import json
import random
import time
from datetime import UTC, datetime

from django.db import transaction

from bench import serving
from bench.contract import Bench, Figure, Options
from bench.load import Line, busy
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
_MARK = "@@@@@@@@@@@@"
_COMMUNITY, _GRID = "320402001001", "320402001001001"


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
    """Return a batch of passes whose ids become its own when `_MARK` is replaced."""
    now, chance = datetime.now(UTC).isoformat(), random.Random(7)
    return json.dumps(
        [
            {
                "specversion": "1.0",
                "type": "linli.pass",
                "source": f"B-{chance.randrange(DEVICES):04d}",
                "id": f"{_MARK}{number:05d}",
                "time": now,
                "data": {"direction": "in", "pseudonym": f"p-{chance.randrange(5_300_000)}"},
            }
            for number in range(EVENTS)
        ]
    )


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
    """Measure events a second over HTTP, what they cost the processor, and how quickly they are added up."""
    (key, signing), text, run_of = ready(), template(), f"{time.time_ns():x}"[-6:]

    def send(line: Line, number: int) -> None:
        body = text.replace(_MARK, f"{run_of}{number:06d}").encode()
        stamp = str(int(time.time()))
        head = (
            f"Content-Type: application/cloudevents-batch+json\r\nAuthorization: Bearer {key}\r\n"
            f"X-Linli-Timestamp: {stamp}\r\nX-Linli-Signature: {groups.signature(signing, stamp, body)}\r\n"
        )
        status, answer = line.ask("POST", PATH, head, body)
        if status != 200 or json.loads(answer)["accepted"] != EVENTS:
            raise RuntimeError(f"answered {status}: {answer.decode(errors='replace')[:500]}")

    rates, cpu, slowest, folded, single = [], [], [], [], []
    for _ in range(options.runs):
        run_of = f"{time.time_ns():x}"[-6:]
        with serving.served() as site:
            busy(site.port, send, 1.0, CLIENTS)
            web = site.cpu("web")
            run_of = f"{time.time_ns():x}"[-6:]
            run = busy(site.port, send, options.seconds, CLIENTS)
            cpu.append((site.cpu("web") - web) / len(run.took) / EVENTS * 1e6)
        rates.append(run.rate * EVENTS)
        slowest.append(run.ms(0.99))
        single.append(bare(options.seconds / 2))
        began = time.perf_counter()
        tallying.fold_all()
        folded.append(time.perf_counter() - began)
    if Batch.objects.filter(counts__isnull=False).exists() or not HourlyCount.objects.exists():
        raise RuntimeError("not everything was added up")
    return [
        Figure(f"events, batches of {EVENTS}, {CLIENTS} clients", "a second", tuple(rates), 100_000, True),
        Figure("processor time of the web, an event", "µs", tuple(cpu)),
        Figure("99 of 100 batches within", "ms", tuple(slowest)),
        Figure("everything is added up after", "s", tuple(folded)),
        Figure("the bare database, a batch's row, one writer", "a second", tuple(single)),
    ]


BENCH = Bench(
    "ingest",
    "A community's 448 gates report passes of people without a plan in signed batches of CloudEvents: each"
    " is checked, judged by its device and clock, marked against doubles; the batch is durable before the "
    "answer. `linli serve` runs whole; the client that signs shares the cores. Signs of people under plan are"
    " not in it.",
    measure,
)
