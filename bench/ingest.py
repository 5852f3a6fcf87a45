"""Events of devices over HTTP: batches that are signed, checked, judged and durable before the answer."""

import json
import random
import time
from datetime import UTC, datetime, timedelta
from itertools import count

from django.db import transaction

from bench import elders, serving, town
from bench.contract import Bench, Figure, Options
from bench.load import Line, busy
from linli.care.models import Watch
from linli.devices import groups, tallying
from linli.devices.models import Batch, Group, HourlyCount
from linli.kernel import clock, rows

PATH = "/api/devices/events"
EVENTS, CLIENTS = 1000, 4
"""The events of a batch, and how many platforms send at once."""
ONE_IN = 25
"""Of the passes of a city one in so many is by somebody under plan."""
SILENT = timedelta(hours=5)
_MARK, _GROUP = "@@@@@@@@@@@@", "#########"


def template(events: int, one_in: int, when: str) -> str:
    """Return a batch of passes: `_MARK` stands for the batch, `_GROUP` for the group.

    One in so many passes is of somebody under plan; their numbers are put in by `%`.
    """
    chance = random.Random(7)
    return json.dumps(
        [
            {
                "specversion": "1.0",
                "type": "linli.pass",
                "source": f"{_GROUP}-{chance.randrange(town.DEVICES):03d}",
                "id": f"{_MARK}{number:05d}",
                "time": when,
                "data": {
                    "direction": ("in", "out")[number % 2],
                    "pseudonym": f"p-{chance.randrange(5_300_000)}" if number % one_in else "e-%s",
                },
            }
            for number in range(events)
        ]
    )


class City:
    """The platforms of a city's communities, each sending for its gates in its turn; no batch twice."""

    def __init__(self, elders_under_plan: int, quick: bool, heard: datetime) -> None:
        """Enter gates and people unless they are there."""
        self.many, self.groups = elders_under_plan, town.QUICK if quick else town.ALL
        self.platforms = town.platforms(self.groups)
        self.rest(heard)
        self.turns, self.run_of = count(), f"{time.time_ns():x}"[-6:]
        self.text = template(EVENTS, ONE_IN, datetime.now(UTC).isoformat())

    def rest(self, heard: datetime) -> None:
        """Let nobody have been heard since."""
        elders.people(self.many, heard, self.groups)

    def send(self, line: Line, _number: int) -> None:
        """Send the next batch of the city's mix, with signs of the people whose turn it is."""
        turn = next(self.turns)
        self.post(line, turn, self.text, self.whose(turn, EVENTS // ONE_IN), EVENTS)

    def whose(self, turn: int, signs: int) -> list[int]:
        """Return the numbers of those people of the turn's group who pass its gates."""
        group, begin = turn % self.groups, turn // self.groups * signs
        people = (self.many - group - 1) // self.groups + 1
        return [group + self.groups * (place % people) for place in range(begin, begin + signs)]

    def post(self, line: Line, turn: int, text: str, numbers: list[int], events: int) -> None:
        """Send a batch, signed, for the group whose turn it is; anything but a whole welcome is an error."""
        platform = self.platforms[turn % self.groups]
        said = text.replace(_MARK, f"{self.run_of}{turn:06d}").replace(_GROUP, platform.code) % tuple(numbers)
        body, stamp = said.encode(), str(int(time.time()))
        head = (
            f"Content-Type: application/cloudevents-batch+json\r\nAuthorization: Bearer {platform.key}\r\n"
            f"X-Linli-Timestamp: {stamp}\r\n"
            f"X-Linli-Signature: {groups.signature(platform.signing, stamp, body)}\r\n"
        )
        status, answer = line.ask("POST", PATH, head, body)
        if status != 200 or json.loads(answer)["accepted"] != events:
            raise RuntimeError(f"answered {status}: {answer.decode(errors='replace')[:500]}")


def bare(seconds: float) -> float:
    """Return how many batches a second one writer keeps that writes only the batch's row."""
    group, count, began = Group.objects.get(code=town.code(0)), 0, time.perf_counter()
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
    city, plans = City(many, options.quick, clock.now() - SILENT), f"{many:,} plans"
    rates, cpu, slowest, folded, single, grown = [], [], [], [], [], []
    lasts = options.seconds * (2 if options.quick else 5)
    for _ in range(options.runs):
        city.rest(clock.now() - SILENT)
        with serving.served() as site:
            busy(site.port, city.send, options.seconds, CLIENTS)
            web, held = site.cpu("web"), site.memory("web")
            run = busy(site.port, city.send, lasts, CLIENTS)
            cpu.append((site.cpu("web") - web) / len(run.took) / EVENTS * 1e6)
            grown.append(site.memory("web") / held)
        rates.append(run.rate * EVENTS)
        slowest.append(run.ms(0.99))
        single.append(bare(options.seconds / 2))
        began = time.perf_counter()
        tallying.fold_all()
        folded.append(time.perf_counter() - began)
    if not HourlyCount.objects.exists():
        raise RuntimeError("nothing was added up")
    if not Watch.objects.filter(last_sign_at__gt=clock.now() - SILENT / 2).exists():
        raise RuntimeError("nobody was heard")
    rate = f"events, {plans}, batches of {EVENTS}, {CLIENTS} clients"
    return [
        Figure(rate, "a second", tuple(rates), 100_000, True),
        Figure(f"processor time of the web, an event, {plans}", "µs", tuple(cpu)),
        Figure(f"memory of the web after the run, of that before, {plans}", "×", tuple(grown), 1.2),
        Figure(f"99 of 100 batches within, {plans}", "ms", tuple(slowest)),
        Figure(f"everything is added up after, {plans}", "s", tuple(folded)),
        Figure(f"the bare database, a batch's row, one writer, {plans}", "a second", tuple(single)),
    ]


BENCH = Bench(
    "ingest",
    f"The {town.ALL * town.DEVICES:,} gates of a city's {town.ALL} communities "
    f"({town.QUICK * town.DEVICES:,} of {town.QUICK} in a quick run) report passes at a city day's mix, in "
    "signed batches of CloudEvents: each is checked, judged by its device and clock, marked against doubles. "
    "One pass in 25 is of an elder under plan who was silent for five hours: it is heard by consent, teaches "
    "the rhythm and the diary; the others leave hourly counts. The batch is durable before the answer. The "
    "day's 20 million passes are not sent to the end: the rate is that of 25 seconds. `linli serve` runs "
    "whole; the client shares the cores.",
    measure,
)
