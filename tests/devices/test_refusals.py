"""Nonsense without end: so many rows a group and hour, all of it counted, and in the way of no other."""

import json
from datetime import timedelta
from typing import Any

import pytest

from linli.devices import messages, refusals, tallying
from linli.devices.messages import Message, Taken
from linli.devices.models import DayTally, Device, Group, HourlyCount, Refusal
from linli.kernel import clock
from tests.devices.conftest import NOW, enter, event

OWN, OTHER = "linli/events/juxin/G-1", "linli/events/juxin/G-2"
NONSENSE = (
    b"\xff\xfe",
    b"[" * 100_000,
    b"[" + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"]",
    b'{"x":' + b"9" * 6000 + b"}",
    json.dumps(event("n", data={"a\x00photo": "x"})).encode(),
    json.dumps(event("s", data={"a\ud800photo": "x"})).encode(),
    json.dumps(event("z", source="G-1\x00")).encode(),
    json.dumps(event("o") | {"time": "0001-01-01T00:00:00+14:00"}).encode(),
    json.dumps(event("y") | {"time": "9999-12-31T23:59:59-14:00"}).encode(),
)


def tallied(outcome: str) -> int:
    """Return how many events had an outcome."""
    return sum(DayTally.objects.filter(outcome=outcome).values_list("count", flat=True))


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_whatever_comes_is_refused_and_spoils_no_other(gate: Device, nonsense: bytes) -> None:
    """Nothing that a device sends may break the batch: then it would come again for ever."""
    taken = messages.take_in([Message(OWN, nonsense), Message(OWN, json.dumps(event("good")).encode())])
    assert taken == Taken(events=2, rejected=1)
    tallying.fold_all()
    assert HourlyCount.objects.get().count == 1
    refusal = Refusal.objects.get()
    assert refusal.reason
    assert refusal.field in ("", "source")


def test_a_flood_is_counted_and_not_kept(group: Group, gate: Device, monkeypatch: Any) -> None:
    enter(group, "G-2")
    monkeypatch.setattr(refusals, "MOST_AN_HOUR", 5)
    for number in range(4):
        flood = [Message(OWN, b"nonsense %d" % each) for each in range(number * 3, number * 3 + 3)]
        good = Message(OTHER, json.dumps(event(f"g{number}", source="G-2")).encode())
        assert messages.take_in([*flood, good]) == Taken(events=4, rejected=3)
    assert Refusal.objects.count() == 5
    with clock.at(NOW + timedelta(hours=1)):
        assert messages.take_in([Message(OWN, b"later")]) == Taken(events=1, rejected=1)
    assert Refusal.objects.count() == 6
    tallying.fold_all()
    assert (tallied("malformed"), tallied("accepted")) == (13, 4)
