"""Takes in what a group's devices sent: durable before the answer, each event once, none spoils the others.

An event of somebody under plan is handed on as a sign, what a camera found as an event of ours. Every other
leaves one count for its device and hour, which waits in the batch's own row until `tallying` adds it up: one
row a batch is all that is written here.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from django.conf import settings
from django.db import connection, transaction

from linli.devices import reading, refusals, rules
from linli.devices.events import DeviceFound
from linli.devices.models import Batch, Group
from linli.devices.reading import Bad, Event, Form
from linli.devices.rules import Timing
from linli.devices.signs import Hearer, Sign, hearers
from linli.kernel import among, clock, outbox, rows

ACCEPTED, DUPLICATE = "accepted", "duplicate"
_PSEUDONYM = r"(?!1[3-9]\d{9}\n)[A-Za-z0-9._:\-]{1,64}\n"
ID, SECONDS, MARK = "<i8", "<u4", "<i8"
"""How device ids, Unix seconds and marks are written in a batch's row."""
_ONE, _MANY = re.compile(_PSEUDONYM), re.compile(f"(?:{_PSEUDONYM})*+")
_NO_PASS = frozenset({reading.HEARTBEAT, reading.FINDING})
_encoder = msgspec.msgpack.Encoder()

Answer = dict[str, Any]
"""How many events were received and accepted, and those that were not, by their place: see `keep`."""

Reporter = tuple[int, str, str, bool]
"""A device: its id, the signal of its kind, its code, whether it is a camera."""
Known = dict[str, Reporter]
"""The devices of a group by code."""


@dataclass
class Heard:
    """What a batch came to.

    Attributes:
        devices, stamps, marks: of each event that counts its device's id, Unix seconds, and keyed mark.
        beats: of each heartbeat its device's id and Unix seconds.
        outcomes: how many events had which outcome.
        bad: the events that were not taken, by their place in the batch.
        signs: what was heard of people under plan.
        skewed: of those the ones that count as of now, for the device's clock is ahead, by their marks.
        findings: what cameras saw, by a mark of the device, the thing and the half hour.
    """

    devices: list[int] = field(default_factory=list)
    stamps: list[int] = field(default_factory=list)
    marks: list[bytes] = field(default_factory=list)
    beats: list[tuple[int, int]] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[int, Bad]] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    skewed: dict[int, Sign] = field(default_factory=dict)
    findings: dict[bytes, DeviceFound] = field(default_factory=dict)


def take_in(group: Group, body: bytes, form: Form) -> Answer:
    """Take in the events of a body and return the answer: how many were accepted, and the others by place.

    The same body sent again is answered as before and changes nothing.

    Raises:
        Unreadable: the body as a whole is no list of events.
    """
    digest = hashlib.blake2b(body, digest_size=32, key=str(group.pk).encode()).hexdigest()
    return keep(group, reading.read(body, form), digest)


def is_pseudonym(text: str) -> bool:
    """Return whether `text` may stand for a person: plain characters, and no telephone number."""
    return _ONE.fullmatch(f"{text}\n") is not None


def keep(group: Group, events: Sequence[Event | Bad], digest: str) -> Answer:
    """Keep what `events` say, in one transaction, and return the answer; `digest` names the batch."""
    received = clock.now()
    heard = _judged(group, events, hearers(), received)
    accepted = len(events) - len(heard.bad)
    heard.outcomes[ACCEPTED] = accepted
    counts = _encoder.encode(
        (
            np.array(heard.devices, ID).tobytes(),
            np.array(heard.stamps, SECONDS).tobytes(),
            b"".join(heard.marks),
            heard.beats,
            {name: count for name, count in heard.outcomes.items() if count},
        )
    )
    answer = {
        "received": len(events),
        "accepted": accepted,
        "rejected": [
            {"index": at, "id": bad.event_id, "reason": bad.reason, "field": bad.field}
            for at, bad in heard.bad
        ],
    }
    batch = Batch(group=group, digest=digest, received_at=received, counts=counts, answer=answer)
    with transaction.atomic():
        if not rows.insert_unless_there(batch):
            return dict(Batch.objects.get(digest=digest).answer)  # the same batch came before
        refusals.keep(group, [bad for _at, bad in heard.bad], received)
        _hand_on(heard, received)
        for mark in _unheard([_number(mark) for mark in heard.findings], received):
            outbox.publish(heard.findings[mark.to_bytes(8, "big", signed=True)])
    return answer


class _Judge:
    """Judges the events of a batch."""

    def __init__(self, group: Group, known: Known, received: datetime) -> None:
        self.heard = Heard()
        self.group, self.known, self.received = group, known, received
        self.wrong: Collection[str] = ()
        self.watched: set[str] = set()
        self.key = _mark_key(settings.DATA_KEY)

    def meet(self, events: Sequence[Event | Bad], hearing: Sequence[Hearer]) -> None:
        """Learn which pseudonyms are none, and which are watched (once for the whole batch)."""
        asked = {event.data.pseudonym for event in events if isinstance(event, Event)}
        asked.discard("")
        self.wrong = _no_pseudonyms(asked)
        asked.difference_update(self.wrong)
        self.watched = {each for one in hearing for each in one.watched(self.group.code, asked)}

    def judge(self, events: Sequence[Event | Bad]) -> None:
        """Take each event or say why not, in one loop: it is walked a hundred thousand times a second."""
        heard, known, wrong, watched = self.heard, self.known, self.wrong, self.watched
        devices, stamps, marks = heard.devices, heard.stamps, heard.marks
        now, key, digest = self.received.timestamp(), self.key, hashlib.blake2b
        earliest, latest = now - rules.LATE.total_seconds(), now + rules.AHEAD.total_seconds()
        for place, event in enumerate(events):
            if isinstance(event, Bad):
                heard.bad.append((place, event))
                continue
            who, at = event.data.pseudonym, event.time
            stamp = at.timestamp()
            device = known.get(event.source) or known.get(reading.code_of(event.source))
            if device is None or not earliest <= stamp <= latest or event.type in _NO_PASS or who in wrong:
                moment = self._closely(place, event, device)
                if moment is None or device is None:
                    continue
                at, stamp = moment, moment.timestamp()
                if event.type == reading.HEARTBEAT:
                    heard.beats.append((device[0], int(stamp)))
                    continue
            number = device[0]
            mark = digest(key + f"{number} {event.id}".encode(), digest_size=8).digest()
            devices.append(number)
            stamps.append(int(stamp))
            marks.append(mark)
            if who in watched:
                self._sign(event, device, at, mark)

    def _closely(self, place: int, event: Event, device: Reporter | None) -> datetime | None:
        """Return when an event happened that is out of the ordinary; None when it is not taken."""
        at, timing = event.time, rules.timing(event.time, self.received)
        fault = _fault(event, device, timing, event.data.pseudonym in self.wrong)
        if fault or device is None:
            self.heard.bad.append((place, Bad(fault, "", *reading.shown(event))))
            return None
        if timing is not Timing.FINE:
            self.heard.outcomes[timing.value] += 1
        at = self.received if timing is Timing.SKEWED else at
        if event.type == reading.FINDING:
            self._find(event, device, at)
        return at

    def _find(self, event: Event, device: Reporter, at: datetime) -> None:
        half_hour = int(at.timestamp()) // rules.SAME_FINDING_S
        name = f"{device[0]} {event.data.finding} {half_hour}"
        mark = hashlib.blake2b(name.encode(), digest_size=8, key=self.key, person=b"finding").digest()
        moment = at.astimezone(UTC).isoformat(timespec="seconds")
        self.heard.findings.setdefault(mark, DeviceFound(device[2], event.data.finding, moment))

    def _sign(self, event: Event, device: Reporter, at: datetime, mark: bytes) -> None:
        data = event.data
        if signal := data.signal or device[1]:
            kind = data.direction or "sign"
            sign = Sign(self.group.code, device[2], data.pseudonym, at, kind, signal, event.id)
            if at is self.received:
                self.heard.skewed[_number(mark)] = sign
            else:
                self.heard.signs.append(sign)


def _no_pseudonyms(asked: Collection[str]) -> Collection[str]:
    """Return those that may not stand for a person; one look at all tells that none is such."""
    if _MANY.fullmatch("".join([f"{each}\n" for each in asked])):
        return ()
    return {each for each in asked if not is_pseudonym(each)}


def _judged(
    group: Group, events: Sequence[Event | Bad], hearing: Sequence[Hearer], received: datetime
) -> Heard:
    judge = _Judge(group, _known(group), received)
    judge.meet(events, hearing)
    judge.judge(events)
    judge.heard.outcomes.update(bad.reason for _place, bad in judge.heard.bad)
    return judge.heard


def _fault(event: Event, device: Reporter | None, timing: Timing, wrong: bool) -> str:
    if device is None:
        return "unknown_device"
    if wrong:
        return "not_a_pseudonym"
    if event.type == reading.FINDING and (not device[3] or not event.data.finding or event.data.pseudonym):
        return "not_a_finding"
    return {Timing.TOO_LATE: "too_late", Timing.IMPOSSIBLE: "impossible_time"}.get(timing, "")


def _hand_on(heard: Heard, received: datetime) -> None:
    """Hand the signs on. One sent again is known by its moment; one that counts as of now, by its mark."""
    fresh = heard.signs
    if heard.skewed:
        fresh = fresh + [heard.skewed[mark] for mark in _unheard(list(heard.skewed), received)]
    if fresh:
        fresh = sorted(fresh, key=lambda sign: (sign.at, sign.event_id))
        for hearer in hearers():
            hearer.hear(fresh)


def _number(mark: bytes) -> int:
    return int.from_bytes(mark, "big", signed=True)


def _unheard(marks: list[int], received: datetime) -> list[int]:
    """Write the marks and return those that were not there."""
    if not marks:
        return []
    moment = connection.ops.adapt_datetimefield_value(received)
    marks = sorted(marks)  # so that two batches with the same events wait for each other, and never in a ring
    with connection.cursor() as cursor:
        cursor.execute(_MARKS[connection.vendor], [moment, among.listing(marks)])
        return [row[0] for row in cursor.fetchall()]


_MARKS = {
    vendor: f"INSERT INTO devices_heardsign (mark, received_at) SELECT {each}"
    " ON CONFLICT DO NOTHING RETURNING mark"
    for vendor, each in (
        ("postgresql", "unnest, %s FROM unnest(%s::bigint[])"),
        ("sqlite", "value, %s FROM json_each(%s) WHERE true"),
    )
}


@lru_cache(maxsize=4)
def _mark_key(data_key: str) -> bytes:
    return hashlib.blake2b(b"devices:mark", key=hashlib.sha256(data_key.encode()).digest()).digest()[:32]


_registers: dict[int, tuple[int, Known]] = {}
"""By group the devices as they were at its edition: a city's 180,000 take about 50 MB."""
_REGISTER = "SELECT id, code, kind FROM devices_device WHERE group_id = %s AND retired_on IS NULL"
_SIGNALS = {kind.value: signal.value for kind, signal in rules.SIGNALS.items()}
_CAMERAS = frozenset(kind.value for kind in rules.SEES_PUBLIC_PLACES)


def forget_register() -> None:
    """Read the groups' devices anew at the next batch, and count their refused events anew."""
    _registers.clear()
    refusals.forget_counts()


def _known(group: Group) -> Known:
    kept = _registers.get(group.pk)
    if kept is not None and kept[0] == group.edition:
        return kept[1]
    found = among.rows(_REGISTER, [group.pk])
    known: Known = {code: (pk, _SIGNALS.get(kind, ""), code, kind in _CAMERAS) for pk, code, kind in found}
    _registers[group.pk] = (group.edition, known)
    return known
