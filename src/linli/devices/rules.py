"""What a device may be, what must be said of it, and when its silence is too long to be chance."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What a device is."""

    CAMERA = "camera"
    GATE = "gate"
    AI_CAMERA = "ai_camera"
    WATER_METER = "water_meter"
    ELECTRICITY_METER = "electricity_meter"
    MOTION_SENSOR = "motion_sensor"
    BUTTON = "button"
    SMOKE_ALARM = "smoke_alarm"
    GAS_ALARM = "gas_alarm"
    DRONE = "drone"


class Signal(StrEnum):
    """By what somebody shows that they are well."""

    GATE = "gate"
    MOTION = "motion"
    WATER = "water"
    ELECTRICITY = "electricity"
    BUTTON = "button"


SIGNALS = {
    Kind.GATE: Signal.GATE,
    Kind.MOTION_SENSOR: Signal.MOTION,
    Kind.WATER_METER: Signal.WATER,
    Kind.ELECTRICITY_METER: Signal.ELECTRICITY,
    Kind.BUTTON: Signal.BUTTON,
}
"""The sign that a kind of device gives when its event names none; other kinds give none."""

SHARED = frozenset({Kind.GATE})
"""What many people use: its silence tells that it is dead. A sensor at home is silent when its person is."""

SEES_PUBLIC_PLACES = frozenset({Kind.CAMERA, Kind.AI_CAMERA, Kind.DRONE})
"""Only for public security unless each person agreed (PIPL 26): such a device needs its legal ground."""


class Finding(StrEnum):
    """What a camera may report, of things and not of persons; a person on the spot confirms it first."""

    SMOKE = "smoke"
    FALL = "fall"
    EBIKE_IN_LIFT = "ebike_in_lift"
    FIRE_LANE = "fire_lane"
    THROWN_OBJECT = "thrown_object"


SAME_FINDING_S = 1800
"""Within so many seconds of the clock's half hours a device that goes on seeing a thing reports it once."""

KEEPS_30_DAYS = frozenset({Kind.CAMERA, Kind.AI_CAMERA})
SHORTEST_RECORDING = 30
"""Days; recordings of public places are kept at least so long, then deleted (视频图像条例 17)."""
LONGEST_RETENTION = 3650
LONGEST_HEARTBEAT_S = 86_400
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def is_slug(code: str) -> bool:
    """Return whether `code` may name a device or group: letters, digits, . - _; at most 64."""
    return _SLUG.fullmatch(code) is not None


TOPIC = "linli/events"
"""Below it devices publish: linli/events/GROUP/DEVICE, or their platform: linli/events/GROUP."""


def sender(topic: str) -> tuple[str, str] | None:
    """Return the codes of the group and the device ("" is its platform) that publish to `topic`, or None."""
    parts = topic.removeprefix(f"{TOPIC}/").split("/")
    if not topic.startswith(f"{TOPIC}/") or len(parts) > 2 or not all(is_slug(part) for part in parts):
        return None
    return parts[0], parts[1] if len(parts) == 2 else ""


LONGEST_LATE = timedelta(days=30)
"""How late an event may come in: a gate's store after weeks without a line; older ones are refused."""
LATE = timedelta(hours=1)
"""From when on an event counts as late."""
AHEAD = timedelta(minutes=2)
"""By how much a device's clock may be ahead unnoticed; beyond it the moment of receipt counts."""
FAR_AHEAD = timedelta(days=1)
"""From when on a clock that is ahead says nothing at all."""


class Timing(StrEnum):
    """How the time of an event fits the moment at which it came."""

    FINE = "fine"
    LATE = "late"
    SKEWED = "skewed"
    TOO_LATE = "too_late"
    IMPOSSIBLE = "impossible"


def timing(at: datetime, received: datetime) -> Timing:
    """Return how the time `at` that a device gave fits the moment `received`."""
    if at > received + AHEAD:
        return Timing.SKEWED if at <= received + FAR_AHEAD else Timing.IMPOSSIBLE
    if at >= received - LATE:
        return Timing.FINE
    return Timing.LATE if at >= received - LONGEST_LATE else Timing.TOO_LATE


HOURS = 24
HISTORY = timedelta(days=28)
"""Whose hourly counts make a device's rhythm."""
FEWEST_DAYS = 3
"""Of history, below which silence says nothing."""
BEATS_MISSED = 3
SHORTEST_SILENCE = timedelta(hours=2)
LOOK_AHEAD_HOURS = 14 * 24
_LEAN = 0.25
"""For how many days of its own the mean of all hours counts in an hour."""
_SHAPE = 8.0
_CHANCE = 0.001
TOO_MUCH = _SHAPE * (_CHANCE ** (-1 / _SHAPE) - 1)
"""Events that should have come during a silence which a living device shows once in a thousand:
(1 + expected / 8) ** -8, wider than Poisson because passes come in bursts."""


_DOUBT = 0.1
DOUBTFUL = _SHAPE * (_DOUBT ** (-1 / _SHAPE) - 1)
"""The same for a silence shown once in ten times: too little to send anybody, enough to doubt it."""


def slot(moment: datetime) -> int:
    """Return which of 48 hours a local `moment` lies in: 0–23 on Monday to Friday, 24–47 at weekends."""
    return moment.hour + (HOURS if moment.weekday() >= 5 else 0)


def profile(counts: Iterable[tuple[datetime, int]], since: datetime, until: datetime) -> list[float] | None:
    """Return how many events each of the 48 slots brings an hour, or None when there is too little history.

    A slot seen seldom leans on the mean of all hours.

    Args:
        counts: (beginning of an hour in local time, events in it); hours without events are left out.
        since, until: the span that `counts` cover, in local time.
    """
    hours = int((until - since) / timedelta(hours=1))
    if hours < FEWEST_DAYS * HOURS:
        return None
    found, seen = [0.0] * (2 * HOURS), [0] * (2 * HOURS)
    for each in range(hours):
        seen[slot(since + timedelta(hours=each))] += 1
    for moment, count in counts:
        found[slot(moment)] += count
    mean = sum(found) / hours
    return [(one + _LEAN * mean) / (number + _LEAN) for one, number in zip(found, seen, strict=True)]


def silent_from(
    rates: Sequence[float] | None, last: datetime, *, too_much: float = TOO_MUCH
) -> datetime | None:
    """Return from when on a silence since `last` (local) is too long to be chance, by a device's rhythm.

    None is never within two weeks: it speaks too rarely, or too little is known of it. `too_much` is how many
    events a living device would hardly leave out.
    """
    if rates is None:
        return None
    expected, moment = 0.0, last
    for _ in range(LOOK_AHEAD_HOURS):
        rate = rates[slot(moment)]
        until = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        more = rate * ((until - moment) / timedelta(hours=1))
        if expected + more >= too_much:
            reached = moment + timedelta(hours=(too_much - expected) / rate)
            return max(reached, last + SHORTEST_SILENCE)
        expected, moment = expected + more, until
    return None


def missed_from(heartbeat_s: int, last: datetime) -> datetime | None:
    """Return from when on so many heartbeats are missing that a device is offline; None without beats."""
    return last + timedelta(seconds=max(BEATS_MISSED * heartbeat_s, 300)) if heartbeat_s else None
