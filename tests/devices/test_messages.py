"""What was published to a broker: judged as over HTTP, each event once, a device of itself alone."""

import json
from typing import Any

import pytest

from linli.devices import messages, tallying
from linli.devices.messages import Message, Taken
from linli.devices.models import Batch, Device, Group, HourlyCount, Refusal
from linli.devices.reading import LARGEST, Bad, Form, form_of
from tests.devices.conftest import enter, event

OWN, PLATFORM = "linli/events/juxin/G-1", "linli/events/juxin"


def published(*events: Any, topic: str = OWN) -> Message:
    """Return a message with the events, one bare, several as a list."""
    return Message(topic, json.dumps(events[0] if len(events) == 1 else events).encode())


def counted() -> int:
    """Return how many events were counted."""
    tallying.fold_all()
    return sum(HourlyCount.objects.values_list("count", flat=True))


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b' [{"id": 1}]', Form.BATCH),
        (b'{"id": 1}', Form.LINES),
        (b'{"id": 1}\n\n{"id": 2}\n', Form.LINES),
        (b'{\n "id": 1\n}', Form.ONE),
        (b"\xff\xd8\xff", Form.ONE),
        (b"", Form.LINES),
    ],
)
def test_the_form_is_seen(body: bytes, form: Form) -> None:
    assert form_of(body) is form


def test_many_messages_are_one_transaction(gate: Device, group: Group) -> None:
    """And the same events again, in other company, count once."""
    enter(group, "G-2")
    first = [published(event("a")), published(event("b"), event("c")), published(event("d"))]
    assert messages.take_in(first) == Taken(events=4)
    assert Batch.objects.count() == 1
    again = [published(event("d")), published(event("e", source="G-2"), topic=PLATFORM)]
    assert messages.take_in(again) == Taken(events=2)
    assert messages.take_in(again) == Taken(events=2)
    assert counted() == 5


def test_a_device_reports_of_itself_alone(gate: Device, group: Group) -> None:
    """Its platform reports of all; a URI that ends with the device's code is the device."""
    enter(group, "G-2")
    foreign = published(event("x", source="G-2"))
    assert messages.take_in([foreign]) == Taken(events=1, rejected=1)
    refusal = Refusal.objects.get()
    assert (refusal.reason, refusal.field, refusal.source) == ("another_device", "source", "G-2")
    own = published(event("y", source="urn:linli:G-1"))
    platform = published(event("z", source="G-2"), topic=PLATFORM)
    assert messages.take_in([own, platform]) == Taken(events=2)
    assert counted() == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xd8\xff\xe0", "malformed"),
        (b"[1, 2", "malformed"),
        (b" " * (LARGEST + 1), "malformed"),
        (json.dumps(event("p", data={"photo": "x"})).encode(), "picture"),
        (json.dumps(event("q", data={"note": "11010519491231002X"})).encode(), "identity_number"),
    ],
)
def test_what_is_refused_over_http_is_refused_here(gate: Device, body: bytes, reason: str) -> None:
    """One bad message spoils no other, and leaves its reason, not its content."""
    taken = messages.take_in([Message(OWN, body), published(event("good"))])
    assert taken == Taken(events=2, rejected=1)
    assert Refusal.objects.get().reason == reason
    assert counted() == 1


@pytest.mark.parametrize(
    "topic", ["linli/events/nobody/G-1", "linli/events", "linli/events/juxin/G-1/x", "elsewhere", ""]
)
def test_a_message_of_nobody_is_counted(gate: Device, topic: str) -> None:
    assert messages.take_in([published(event("a"), topic=topic)]) == Taken(strange=1)
    assert not Batch.objects.exists()


def test_an_empty_message_says_nothing(gate: Device) -> None:
    """A broker is told to forget a retained message by an empty one."""
    assert messages.take_in([Message(OWN, b"")]) == Taken()
    assert messages.read(b"", "G-1") == []
    assert messages.read(b"{", "") == [Bad("malformed")]
