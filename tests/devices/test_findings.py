"""What cameras find: of things alone, told once in a half hour, by cameras alone."""

import json
from datetime import datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest

from linli.devices import ingest
from linli.devices.models import Group, Refusal
from linli.devices.reading import Data, Form
from linli.devices.rules import Finding
from linli.kernel.outbox import OutboxEvent
from tests.devices.conftest import NOW, enter


@pytest.fixture
def camera(group: Group) -> Group:
    """The group with an AI camera and a gate."""
    enter(group, "C-1", kind="ai_camera", legal_ground="公共安全", retention_days=30)
    enter(group, "G-1")
    return group


def finding(number: str, at: datetime = NOW, source: str = "C-1", **data: Any) -> dict[str, Any]:
    """Return one event of a finding."""
    event = {"specversion": "1.0", "id": number, "source": source, "type": "linli.finding"}
    return event | {"time": at.isoformat(), "data": {"finding": "smoke"} | data}


def sent(group: Group, *events: dict[str, Any]) -> list[str]:
    """Send events and return the reasons of those that were not taken."""
    answer = ingest.take_in(group, json.dumps(events).encode(), Form.BATCH)
    return [each["reason"] for each in answer["rejected"]]


def told() -> list[tuple[str, str, str]]:
    """Return what was told to others."""
    rows = OutboxEvent.objects.filter(name__endswith="DeviceFound").order_by("id")
    return [(row.payload["device"], row.payload["finding"], row.payload["at"][11:16]) for row in rows]


def test_a_thing_is_told_once_in_a_half_hour(camera: Group) -> None:
    assert sent(camera, *(finding(f"a{each}", NOW - timedelta(seconds=each)) for each in range(1, 6))) == []
    assert sent(camera, finding("b", NOW - timedelta(seconds=9)), finding("c", finding="fall")) == []
    assert sent(camera, finding("d", NOW - timedelta(minutes=31))) == []
    assert told() == [("C-1", "smoke", "00:59"), ("C-1", "fall", "01:00"), ("C-1", "smoke", "00:29")]


@pytest.mark.parametrize(
    "wrong",
    [
        finding("x", source="G-1"),
        finding("x", finding=""),
        finding("x", pseudonym="p-77"),
    ],
)
def test_what_is_no_finding_is_refused(camera: Group, wrong: dict[str, Any]) -> None:
    assert sent(camera, wrong, finding("y")) == ["not_a_finding"]
    assert Refusal.objects.get().reason == "not_a_finding"
    assert len(told()) == 1


def test_an_unknown_thing_or_a_picture_is_refused(camera: Group) -> None:
    assert sent(camera, finding("x", finding="person"), finding("y", snapshot="/9j/4AAQ")) == [
        "malformed",
        "picture",
    ]
    assert told() == []


def test_what_may_be_sent_is_what_is_known() -> None:
    assert set(get_args(get_type_hints(Data)["finding"])) == {*Finding, ""}
