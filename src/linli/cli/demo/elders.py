"""Elders who live alone around the demo's worker: gates and sensors, plans by consent, and days of habit.

Their days are drawn from a seed, so that the past and what goes on are one life. Each day one of them gives
no sign, until somebody has answered for it; in a new city that one has been silent for too long already.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.conf import settings
from django.db import transaction

from linli.care import actions as care
from linli.care import queries
from linli.care.actions import Arrangement, LifeSign
from linli.care.actions.listening import THINK_AFTER
from linli.care.agreements import Agreement, Giver, How, Purpose, Risk, Signal
from linli.care.models import Alert, Kin, Plan, Visit, Watch
from linli.cli.demo import carrier, names, wire
from linli.cli.demo.names import Random
from linli.devices import actions as devices
from linli.devices import groups, ingest
from linli.devices.models import Group
from linli.devices.reading import Form
from linli.devices.rules import Kind
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM, Actor
from linli.orgs import queries as orgs
from linli.orgs.models import Organisation
from linli.places.drafts import BuildingDraft

ELDERS = 12
DAYS = 56
GROUP = "demo-juxin"
GATES = ("DEMO-GATE-N", "DEMO-GATE-S")
FIRST_PHONE = 70_000_000
SHOWS_AGAIN = timedelta(hours=3)
"""When nobody has answered for so long, the elder shows by themselves."""
_SEED = 11_997
_BEFORE = timedelta(days=2)
_RESENT = timedelta(minutes=10)
_BEAT_S = 600
_OTHERS = 20
Send = Callable[[Group, Sequence[dict[str, Any]]], int]
_KIN = ("女儿", "儿子", "邻居", "侄女")


class Move(NamedTuple):
    """One sign of an elder: when, by which device, under which pseudonym, in or out or neither."""

    at: datetime
    device: str
    pseudonym: str
    direction: str
    name: str


def write(desk: Account, houses: Sequence[BuildingDraft], until: datetime, random: Random) -> None:
    """Enter devices and plans, and let the elders have lived by habit for eight weeks.

    Args:
        desk: of the community.
        houses: those of the worker's grid.
        until: the present of the new city (aware).
        random: draws names.
    """
    by, grid = orgs.actor_of(desk), houses[0].grid_code
    with clock.at(until - timedelta(days=DAYS + 1)):
        group = _devices(grid)
        plans = [_plan(by, houses, number, random) for number in range(ELDERS)]
    carrier.open_carrier(grid[:12])
    quiet = falls_silent(clock.local(until).date())
    _fall_silent(plans[quiet], quiet, until)
    with clock.at(until):
        care.hear_all(
            sign
            for number, plan in enumerate(plans)
            if number != quiet
            for sign in _signs(plan, number, until)
        )
        ingest.take_in(group, json.dumps(_beats(until)).encode(), Form.BATCH)
        care.look_ahead()
    for number, plan in enumerate(plans[1:]):  # the visit to the first is missed
        with clock.at(until - timedelta(days=3 + number % 4)):
            care.record_visit(by=by, plan=plan, key=f"demo-{number}", outcome=Visit.Outcome.WELL)


def _signs(plan: Plan, number: int, until: datetime) -> list[LifeSign]:
    """Return what was heard of an elder in the eight weeks before a moment, in order of time."""
    today = clock.local(until).date()
    return [
        LifeSign(plan.pk, move.at, _signal(move), move.direction or "sign", move.device)
        for day in range(-DAYS, 1)
        for move in moves(number, today + timedelta(days=day))
        if move.at <= until
    ]


def _fall_silent(plan: Plan, number: int, until: datetime) -> None:
    """Let an elder have been silent for so long that just now somebody must be asked, at whatever hour."""
    signs = _signs(plan, number, until)
    before = [sign for sign in signs if sign.at <= until - _BEFORE]
    recent = signs[len(before) :]
    with clock.at(before[-1].at + THINK_AFTER):
        care.hear_all(before)
        care.look_ahead()
    for count in range(len(recent), 0, -1):
        with transaction.atomic():
            if _is_due_after(recent[:count], until):
                return
            transaction.set_rollback(True)


def _is_due_after(signs: Sequence[LifeSign], until: datetime) -> bool:
    """Hear signs, and return whether somebody must be asked by a moment if they were the last ones."""
    last = signs[-1]
    with clock.at(last.at):
        care.hear_all(signs)
    with clock.at(last.at + THINK_AFTER):
        care.look_ahead()
    return Watch.objects.filter(plan=last.plan, ask_at__lte=until).exists()


def live(send: Send = wire.send) -> int:
    """Let the devices send what happened in the last minutes, and return how many events were taken in."""
    group = Group.objects.filter(code=GROUP).first()
    if group is None:
        return 0
    carrier.lead_home()
    now = clock.now()
    told = [*_beats(now), *_passers_by(now)]
    for number in range(ELDERS):
        if not _is_silent(number, now):
            told += [_event(move) for move in _recent(number, now)]
    return send(group, told)


def family_page() -> str | None:
    """Return the address of the family's page of the elder who gives no sign, or None."""
    kin = Kin.objects.filter(plan=_silent()).order_by("place").first()
    return str(settings.CARE_LINK.format(name=kin.page, key=queries.kin_key(kin))) if kin else None


def _silent() -> int:
    """Return the plan about which there is an alert or soon will be; without one, of the elder of today.

    After midnight it is still the one of yesterday.
    """
    named = queries.plans_of(GROUP, [f"g-{number:02d}" for number in range(ELDERS)])
    ours = [plan for plan, _signal in named.values()]
    alert = Alert.objects.filter(plan__in=ours, cleared_at=None).order_by("opened_at").first()
    if alert is not None:
        return alert.plan_id
    due = Watch.objects.filter(plan__in=ours, ask_at__lte=clock.now()).order_by("ask_at").first()
    return due.pk if due is not None else _plan_of(falls_silent(clock.today()))


def falls_silent(day: date) -> int:
    """Return which of the elders gives no sign on a day."""
    return day.toordinal() % ELDERS


def moves(number: int, day: date) -> Iterator[Move]:
    """Yield the signs of an elder on a day, always the same ones, in order of time."""
    random = np.random.default_rng([_SEED, number, day.toordinal()])
    midnight = clock.midnight(day)
    found: list[tuple[int, str, str, str]] = []
    for hour in range(6 + number % 3, 21 + number % 2):
        if random.random() < 0.6:
            found.append(
                (hour * 60 + int(random.integers(60)), f"DEMO-HOME-{number:02d}", f"m-{number:02d}", "")
            )
    for hour, chance in ((9, 0.8), (15, 0.5)):
        if random.random() < chance:
            out = hour * 60 + int(random.integers(60))
            back = out + 25 + int(random.integers(70))
            gate = GATES[int(random.integers(len(GATES)))]
            found += [(out, gate, f"g-{number:02d}", "out"), (back, gate, f"g-{number:02d}", "in")]
    for place, (minute, device, pseudonym, direction) in enumerate(sorted(found)):
        name = f"{day:%Y%m%d}-{number:02d}-{place:02d}"
        yield Move(midnight + timedelta(minutes=minute), device, pseudonym, direction, name)


def _recent(number: int, now: datetime) -> Iterator[Move]:
    """Yield what happened in the last minutes; what was sent already is known by its id."""
    since = now - _RESENT
    for day in sorted({clock.local(since).date(), clock.local(now).date()}):
        yield from (move for move in moves(number, day) if since < move.at <= now)


def _is_silent(number: int, now: datetime) -> bool:
    """Return whether an elder gives no sign now: on their day, until somebody has answered."""
    today = clock.local(now).date()
    if number != falls_silent(today):
        return False
    alerts = Alert.objects.filter(plan=_plan_of(number), opened_at__gte=clock.midnight(today))
    last = alerts.order_by("-opened_at").first()
    return last is None or (last.cleared_at is None and now - last.opened_at < SHOWS_AGAIN)


def _plan_of(number: int) -> int:
    """Return the id of an elder's plan, 0 when it is no more."""
    pseudonym = f"g-{number:02d}"
    return queries.plans_of(GROUP, [pseudonym]).get(pseudonym, (0, ""))[0]


def _devices(grid: str) -> Group:
    body = Organisation.objects.get(code=f"{grid[:12]}-community")
    group = groups.open_group(by=SYSTEM, code=GROUP, name="聚新家园门禁与室内感应", area_code=grid[:12])
    said: devices.DeviceFields = {
        "group": group, "area_code": grid, "owner": body, "keeper": body, "heartbeat_s": _BEAT_S,
        "purpose": "小区出入和独居老人关照",
    }  # fmt: skip
    for code, name in zip(GATES, ("北门", "南门"), strict=True):
        one: devices.DeviceFields = {**said, "name": name, "kind": Kind.GATE}
        devices.enter_device(by=SYSTEM, code=code, **one)
    for number in range(ELDERS):
        one = {**said, "name": "室内感应器", "kind": Kind.MOTION_SENSOR}
        devices.enter_device(by=SYSTEM, code=f"DEMO-HOME-{number:02d}", **one)
    return group


def _plan(by: Actor, houses: Sequence[BuildingDraft], number: int, random: Random) -> Plan:
    house = houses[number * len(houses) // ELDERS]
    doors = house.homes()
    door = doors[int(random.integers(len(doors)))].name if doors else ""
    name, today = names.person(random), clock.today()
    plan = care.make_plan(
        by=by,
        grid_code=house.grid_code,
        name=name,
        phone=names.mobile(FIRST_PHONE + number),
        arranged=Arrangement(address=f"{house.address}{door}"[:100], risk=list(Risk)[number % 3]),
    )
    agreed = Agreement(
        giver=Giver.SELF,
        how=How.PAPER,
        signals=frozenset({Signal.GATE, Signal.MOTION, Signal.CALL, Signal.VISIT}),
        purposes=frozenset({Purpose.ALERT, Purpose.CONTACTS, Purpose.DOOR}),
        since=today,
        until=today + timedelta(days=700),
    )
    care.give_consent(by=by, plan=plan, agreement=agreed, name=name)
    kin = names.mobile(FIRST_PHONE + ELDERS + number)
    care.name_kin(by=by, plan=plan, name=names.person(random), phone=kin, relation=_KIN[number % len(_KIN)])
    for letter, signal in (("g", Signal.GATE), ("m", Signal.MOTION)):
        care.map_pseudonym(by=by, plan=plan, group=GROUP, pseudonym=f"{letter}-{number:02d}", signal=signal)
    return plan


def _signal(move: Move) -> str:
    return Signal.GATE if move.direction else Signal.MOTION


def _beats(now: datetime) -> list[dict[str, Any]]:
    """Return the heartbeats of all devices."""
    codes = [*GATES, *(f"DEMO-HOME-{number:02d}" for number in range(ELDERS))]
    return [_cloud(code, "linli.heartbeat", f"beat-{now:%Y%m%d%H%M}", now) for code in codes]


def _passers_by(now: datetime) -> list[dict[str, Any]]:
    """Return passes of people without a plan in the last minute: by day there are more."""
    random = np.random.default_rng()
    awake = 6 <= clock.local(now).hour < 23
    return [
        _cloud(GATES[at % 2], "linli.pass", f"by-{now:%Y%m%d%H%M}-{at}", now)
        | {"data": {"direction": ("in", "out")[at % 2], "pseudonym": f"p-{int(random.integers(4000))}"}}
        for at in range(int(random.integers(_OTHERS)) if awake else 0)
    ]


def _event(move: Move) -> dict[str, Any]:
    data = {"pseudonym": move.pseudonym} | ({"direction": move.direction} if move.direction else {})
    kind = "linli.pass" if move.direction else "linli.sign"
    return _cloud(move.device, kind, move.name, move.at) | {"data": data}


def _cloud(device: str, kind: str, name: str, at: datetime) -> dict[str, Any]:
    return {"specversion": "1.0", "id": name, "source": device, "type": kind, "time": at.isoformat()}
