"""Signs of life over HTTP when everybody is under plan: each is heard, teaches a rhythm, and is durable."""

import time
from datetime import UTC, datetime, timedelta

from bench import elders, ingest, serving
from bench.contract import Bench, Figure, Options
from bench.load import Line, busy
from linli.care import actions
from linli.care.models import Watch
from linli.kernel import clock

EVENTS, APART = 400, timedelta(hours=5)
"""The signs of a batch, and how long it is between two of a person on average."""
_TIME = "&&&&&&&&"
_THOUGHT = 1000


def measure(options: Options) -> list[Figure]:
    """Measure signs a second over HTTP, what they cost, and what it takes to think a silence through."""
    many = 20_000 if options.quick else 200_000
    begin = datetime.now(UTC) - timedelta(days=29)
    city, text = ingest.City(many, options.quick, begin - APART), ingest.template(EVENTS, 1, _TIME)

    def send(line: Line, _number: int) -> None:
        turn = next(city.turns)
        at = begin + turn * APART * EVENTS / many
        city.post(line, turn, text.replace(_TIME, at.isoformat()), city.whose(turn, EVENTS), EVENTS)

    rates, cpu, scans, thoughts, single = [], [], [], [], []
    for _ in range(options.runs):
        with serving.served() as site:
            busy(site.port, send, 1.0, ingest.CLIENTS)
            web = site.cpu("web")
            run = busy(site.port, send, 2 * options.seconds, ingest.CLIENTS)
            cpu.append((site.cpu("web") - web) / len(run.took) / EVENTS * 1e6)
        rates.append(run.rate * EVENTS)
        single.append(ingest.bare(options.seconds / 2))
        scans.append(scan())
        thoughts.append(_thought())
    if not Watch.objects.filter(last_sign_at__gte=begin).exists():
        raise RuntimeError("nobody was heard")
    rate = f"signs, batches of {EVENTS}, {ingest.CLIENTS} clients"
    return [
        Figure(rate, "a second", tuple(rates), 8_000, True),
        Figure("processor time of the web, a sign", "µs", tuple(cpu)),
        Figure("the bare database, a batch's row, one writer", "a second", tuple(single)),
        Figure(f"the due scan of {many:,} plans", "ms", tuple(scans), 50),
        Figure("a silence thought through, with its sentences", "ms", tuple(thoughts)),
    ]


def scan() -> float:
    """Return the milliseconds of a look for what is due, when nothing is."""
    nothing = Watch.objects.exclude(ask_at=None, next_check_at__gt=clock.now() + timedelta(days=1))
    nothing.update(ask_at=None, visit_at=None, next_check_at=clock.now() + timedelta(days=9))
    elders.tidy()
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
    "The city's gates report passes of people who are all under plan, in signed batches of CloudEvents:"
    " each passes the same checks, is heard by consent, ends a silence of hours, teaches the person's rhythm"
    " and the diary; batch and watch are durable before the answer. `linli serve` runs whole; the client that"
    " signs shares the cores.",
    measure,
)
