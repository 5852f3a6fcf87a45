"""Signs of life over HTTP when everybody is under plan: each is heard, teaches a rhythm, and is durable."""

import json
import random
import time
from datetime import UTC, datetime, timedelta
from itertools import count

from bench import ingest, serving
from bench.contract import Bench, Figure, Options
from bench.load import Line, busy
from linli.care import actions, queries
from linli.care.agreements import QUIET
from linli.care.models import Plan, Pseudonym, Watch
from linli.care.rhythm import DAY, Place, Rhythm, weekend
from linli.devices import groups
from linli.kernel import clock, crypto
from linli.people.models import Contact

EVENTS, APART = 1000, timedelta(hours=5)
"""The signs of a batch, and how long it is between two of a person on average."""
_MARK, _TIME = "@@@@@@@@@@@@", "%%%%%%%%"
_THOUGHT = 1000
_GRID = "320402001001001"


def rhythm(until: int) -> bytes:
    """Return what 40 days of signs every two hours of the day have taught."""
    taught, before = Rhythm(), 0
    for day in range(until // DAY - 40, until // DAY):
        for hour in range(7, 22, 2):
            at = day * DAY + hour * 3600
            if before:
                taught.learn(before, at, Place.HOME, is_rest=weekend)
            before = at
    return taught.pack()


def people(wanted: int, heard: datetime) -> None:
    """Put so many people under plan, each last heard at a moment, unless they are there."""
    have, packed = Plan.objects.count(), rhythm(int(heard.timestamp()))
    sealed, now = crypto.encrypt("bench"), clock.now()
    numbers = range(have, wanted)
    contacts = [Contact(name=sealed, person_index=f"bench {n}", created_at=now) for n in numbers]
    Contact.objects.bulk_create(contacts, batch_size=500)
    plans = [
        Plan(
            code=f"bench{number}",
            elder=contact,
            grid_code=_GRID,
            made_at=now,
            quiet_from=QUIET[0],
            quiet_until=QUIET[1],
        )
        for number, contact in zip(numbers, contacts, strict=True)
    ]
    Plan.objects.bulk_create(plans, batch_size=500)
    until = (now + timedelta(days=400)).date()
    Pseudonym.objects.bulk_create(
        [
            Pseudonym(
                plan=plan, index=queries.pseudonym_index("bench", f"e-{n}"), signal="gate", valid_until=until
            )
            for n, plan in zip(numbers, plans, strict=True)
        ],
        batch_size=500,
    )
    at = {"begun_at": heard, "own_at": heard, "last_sign_at": heard, "last_signal": "gate"}
    Watch.objects.bulk_create([Watch(plan=plan, rhythm=packed, **at) for plan in plans], batch_size=200)
    Watch.objects.update(own_at=heard, last_sign_at=heard)


def template(many: int) -> str:
    """Return a batch of passes of people under plan, whose ids and time are still to be put in."""
    chance = random.Random(7)
    return json.dumps(
        [
            {
                "specversion": "1.0",
                "type": "linli.pass",
                "source": f"B-{chance.randrange(ingest.DEVICES):04d}",
                "id": f"{_MARK}{number:05d}",
                "time": _TIME,
                "data": {"direction": ("in", "out")[number % 2], "pseudonym": f"e-{who}"},
            }
            for number, who in enumerate(chance.sample(range(many), EVENTS))
        ]
    )


def measure(options: Options) -> list[Figure]:
    """Measure signs a second over HTTP, what they cost, and what it takes to think a silence through."""
    (key, signing), many = ingest.ready(), 5_000 if options.quick else 20_000
    begin = datetime.now(UTC) - timedelta(days=29)
    people(many, begin - timedelta(hours=5))
    texts, turns, run_of = (
        [template(many) for _ in range(many // EVENTS)],
        count(1),
        f"{time.time_ns():x}"[-6:],
    )

    def send(line: Line, _number: int) -> None:
        turn = next(turns)
        at = (begin + turn * APART / len(texts)).isoformat()
        body = texts[turn % len(texts)].replace(_MARK, f"{run_of}{turn:06d}").replace(_TIME, at).encode()
        stamp = str(int(time.time()))
        head = (
            f"Content-Type: application/cloudevents-batch+json\r\nAuthorization: Bearer {key}\r\n"
            f"X-Linli-Timestamp: {stamp}\r\nX-Linli-Signature: {groups.signature(signing, stamp, body)}\r\n"
        )
        status, answer = line.ask("POST", ingest.PATH, head, body)
        if status != 200 or json.loads(answer)["accepted"] != EVENTS:
            raise RuntimeError(f"answered {status}: {answer.decode(errors='replace')[:500]}")

    rates, cpu, scans, thoughts = [], [], [], []
    for _ in range(options.runs):
        with serving.served() as site:
            busy(site.port, send, 1.0, ingest.CLIENTS)
            web = site.cpu("web")
            run = busy(site.port, send, options.seconds, ingest.CLIENTS)
            cpu.append((site.cpu("web") - web) / len(run.took) / EVENTS * 1e6)
        rates.append(run.rate * EVENTS)
        scans.append(_scan())
        thoughts.append(_thought())
    if not Watch.objects.filter(last_sign_at__gt=begin).exists():
        raise RuntimeError("nobody was heard")
    return [
        Figure(
            f"signs, batches of {EVENTS}, {ingest.CLIENTS} clients", "a second", tuple(rates), 8_000, True
        ),
        Figure("processor time of the web, a sign", "µs", tuple(cpu)),
        Figure(f"the due scan of {many:,} plans", "ms", tuple(scans), 50),
        Figure("a silence thought through, with its sentences", "ms", tuple(thoughts)),
    ]


def _scan() -> float:
    """Return the milliseconds of a look for what is due, when nothing is."""
    Watch.objects.update(ask_at=None, visit_at=None, next_check_at=clock.now() + timedelta(days=9))
    began = time.perf_counter()
    actions.look_ahead()
    actions.raise_due()
    return (time.perf_counter() - began) * 1e3


def _thought() -> float:
    """Return the milliseconds that thinking one of many silences through takes."""
    some = list(Watch.objects.order_by("pk").values_list("pk", flat=True)[:_THOUGHT])
    Watch.objects.filter(pk__in=some).update(next_check_at=clock.now())
    began = time.perf_counter()
    thought = actions.look_ahead()
    took = (time.perf_counter() - began) * 1e3 / thought
    Watch.objects.filter(pk__in=some).update(ask_at=None, visit_at=None)
    return took


BENCH = Bench(
    "signs",
    "A community's gates report passes of people who are all under plan, in signed batches of CloudEvents:"
    " each passes the same checks, is heard by consent, ends a silence of hours, teaches the person's rhythm"
    " and the diary; batch and watch are durable before the answer. `linli serve` runs whole; the client that"
    " signs shares the cores.",
    measure,
)
