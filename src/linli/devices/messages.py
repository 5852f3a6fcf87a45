"""Takes in what devices published to a broker: many messages in one transaction, judged as over HTTP.

The broker vouches for the topic (its access file): a device publishes to linli/events/GROUP/DEVICE and
reports of itself alone; a group's platform publishes to linli/events/GROUP and reports of all its devices.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import structlog
from django.db import transaction

from linli.devices import ingest, reading, rules
from linli.devices.models import Group
from linli.devices.reading import LARGEST, Bad, Event, Unreadable

log = structlog.get_logger()


class Message(NamedTuple):
    """What was published, and where."""

    topic: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What messages came to: events that were received, those not taken, messages of no group we know."""

    events: int = 0
    rejected: int = 0
    strange: int = 0


def take_in(messages: Sequence[Message]) -> Taken:
    """Take in what messages say, all in one transaction; they may be acknowledged when this has returned.

    The same messages again, also in other company, count once: an event is known by its device and id.
    """
    by_group: defaultdict[str, list[tuple[Message, str]]] = defaultdict(list)
    strange = 0
    for message in messages:
        sender = rules.sender(message.topic)
        if sender is not None:
            by_group[sender[0]].append((message, sender[1]))
        else:
            strange += _note_strange(message)
    groups = {group.code: group for group in Group.objects.filter(code__in=list(by_group))}
    events = rejected = 0
    with transaction.atomic():
        for code, sent in by_group.items():
            if code not in groups:
                strange += sum(_note_strange(message) for message, _device in sent)
                continue
            answer = _keep(groups[code], sent)
            events += answer["received"]
            rejected += len(answer["rejected"])
    return Taken(events, rejected, strange)


def read(body: bytes, device: str) -> list[Event | Bad]:
    """Return the events of a message; `device` is who is known to have sent it, "" for a group's platform."""
    if len(body) > LARGEST:
        return [Bad("malformed")]
    try:
        events = reading.read(body, reading.form_of(body))
    except Unreadable:
        return [Bad("malformed")]
    return [_own(event, device) for event in events] if device else events


def _own(event: Event | Bad, device: str) -> Event | Bad:
    if isinstance(event, Bad) or device in (event.source, reading.code_of(event.source)):
        return event
    return Bad("another_device", "source", *reading.shown(event))


def _keep(group: Group, sent: Sequence[tuple[Message, str]]) -> ingest.Answer:
    digest = hashlib.blake2b(digest_size=32, key=str(group.pk).encode())
    found: list[Event | Bad] = []
    for message, device in sent:
        digest.update(f"{message.topic}\n".encode() + hashlib.blake2b(message.body).digest())
        found += read(message.body, device)
    return ingest.keep(group, found, digest.hexdigest())


def _note_strange(message: Message) -> int:
    log.warning("mqtt.unknown_group", topic=message.topic[:80])
    return 1
