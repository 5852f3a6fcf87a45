"""Batches: durable, each event once, counts for all, signs only of those under plan."""

import json
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

import pytest

from linli.devices import actions, ingest, queries, retention, tallying
from linli.devices.groups import open_group
from linli.devices.models import Batch, Device, DeviceState, Group, HeardSign, HourlyCount, Refusal
from linli.devices.reading import Form
from linli.devices.signs import Sign
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from tests.devices.conftest import NOW, enter, event


class Watching:
    """Watches over one pseudonym, and remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[Sign] = []
        self.asked: set[tuple[str, str]] = set()
        self.fails = False

    def watched(self, group: str, pseudonyms: Collection[str]) -> Collection[str]:
        """Return the one under plan."""
        self.asked |= {(group, each) for each in pseudonyms}
        return {"p-elder"} & set(pseudonyms)

    def hear(self, signs: Sequence[Sign]) -> None:
        """Remember."""
        if self.fails:
            raise RuntimeError("down")
        self.heard += signs


watching = Watching()
HEARERS = [watching]


@pytest.fixture
def watch(settings: Any) -> Watching:
    """Somebody who watches over p-elder."""
    settings.SIGN_HEARERS = "tests.devices.test_ingest.HEARERS"
    watching.__init__()  # type: ignore[misc]
    return watching


def send(group: Group, *events: dict[str, Any]) -> dict[str, Any]:
    """Send a batch."""
    return ingest.take_in(group, json.dumps(events).encode(), Form.BATCH)


def counts(device: Device) -> list[int]:
    """Return the counts of a device by hour, after everything was added up."""
    tallying.fold_all()
    return list(HourlyCount.objects.filter(device=device).order_by("hour").values_list("count", flat=True))


def test_passes_of_people_without_a_plan_leave_only_counts(group: Group, gate: Device) -> None:
    """By device and hour; no table holds their pseudonym."""
    answer = send(group, event("a"), event("b"), event("c", NOW - timedelta(hours=2)))
    assert answer == {"received": 3, "accepted": 3, "rejected": []}
    assert counts(gate) == [1, 2]
    assert not HeardSign.objects.exists()
    batch = Batch.objects.get()
    assert batch.counts is None
    assert b"p-77" not in b"".join(
        bytes(each) for each in HourlyCount.objects.values_list("marks", flat=True)
    )
    assert queries.tallies([group.pk], clock.today()) == {"accepted": 3, "late": 1}
    state = DeviceState.objects.get(device=gate)
    assert state.last_at == NOW


def test_the_same_batch_and_the_same_event_count_once(group: Group, gate: Device) -> None:
    """Sent again whole, sent again among others, twice in one batch, before and after it was added up."""
    first = send(group, event("a"), event("b"))
    assert send(group, event("a"), event("b")) == first
    assert Batch.objects.count() == 1
    send(group, event("b"), event("c"), event("c"))
    assert counts(gate) == [3]
    send(group, event("a"), event("d"))
    assert counts(gate) == [4]
    assert queries.tallies([group.pk], clock.today())["duplicate"] == 3
    send(group, event("a", source=enter(group, "G-2").code))
    ingest.forget_register()
    answer = send(group, event("a", source="urn:linli:device:G-2"))
    assert answer["accepted"] == 1, "the id is unique for its source, not for the group"


def test_adding_up_ends_when_its_time_is_over(group: Group, gate: Device) -> None:
    """However much waits: the clock has other duties. It says up to when all is added up."""
    for number in range(3):
        with clock.at(NOW + number * tallying.GATHER):
            send(group, event(str(number)))
    with clock.at(NOW + 3 * tallying.GATHER):
        assert tallying.fold_some(0, limit=1) == NOW + tallying.GATHER
        assert Batch.objects.filter(counts__isnull=False).count() == 2
        assert tallying.fold_some(0, limit=1) == NOW + 2 * tallying.GATHER
        assert tallying.fold_some() == clock.now()
    assert counts(gate) == [3]


def test_what_just_came_waits_for_more_of_its_group(group: Group, gate: Device) -> None:
    """Once one of them has waited long enough, all of its group are added up together."""
    send(group, event("a"))
    with clock.at(NOW + tallying.GATHER / 2):
        assert tallying.fold_some() == NOW
        send(group, event("b"))
    assert not HourlyCount.objects.exists()
    with clock.at(NOW + tallying.GATHER):
        tallying.fold_some()
        assert counts(gate) == [2]
        other = open_group(by=SYSTEM, code="other", name="other", area_code=group.area_code)
        send(other, event("a"))
        assert tallying.fold_some() == clock.now(), "of another group nothing has gathered yet"


def test_signs_reach_who_watches(group: Group, gate: Device, watch: Watching) -> None:
    """In order of their time, whatever the order of arrival; a pseudonym nobody watches goes nowhere."""
    late, now = event("a", NOW - timedelta(days=3)), event("b")
    for each in (late, now):
        each["data"] |= {"pseudonym": "p-elder", "direction": "out"}
    send(group, now, late, event("c"))
    assert [(s.event_id, s.kind, s.signal, s.device) for s in watch.heard] == [
        ("a", "out", "gate", "G-1"),
        ("b", "out", "gate", "G-1"),
    ]
    assert watch.heard[0].at == NOW - timedelta(days=3)
    assert ("juxin", "p-elder") in watch.asked
    send(group, late, event("d"))
    assert watch.heard[2:] == watch.heard[:1], "again, with its moment, by which the hearer knows it"
    assert counts(gate) == [1, 3]
    assert not HeardSign.objects.exists()


def test_a_clock_that_is_ahead_counts_as_the_moment_of_receipt(
    group: Group, gate: Device, watch: Watching
) -> None:
    skewed = event("a", NOW + timedelta(hours=5), data={"pseudonym": "p-elder"})
    assert send(group, skewed)["accepted"] == 1
    assert watch.heard[0].at == NOW
    with clock.at(NOW + timedelta(minutes=1)):
        send(group, skewed, event("b"))
    assert len(watch.heard) == 1, "again it would have another moment: it is known by its mark"
    assert counts(gate) == [2]
    assert queries.tallies([group.pk], clock.today()) == {"accepted": 3, "skewed": 2, "duplicate": 1}


def test_what_is_not_taken_is_kept_with_its_reason(group: Group, gate: Device) -> None:
    """Each alone; the good ones beside them are taken."""
    answer = send(
        group,
        event("a"),
        event("b", source="G-99"),
        event("c", NOW - timedelta(days=31)),
        event("d", NOW + timedelta(days=2)),
        event("e", data={"pseudonym": "13812345678"}),
        event("f", data={"pseudonym": "张三"}),
        event("g", data={"facePicture": "x"}),
    )
    reasons = [one["reason"] for one in answer["rejected"]]
    wanted = [
        "unknown_device",
        "too_late",
        "impossible_time",
        "not_a_pseudonym",
        "not_a_pseudonym",
        "picture",
    ]
    assert (answer["accepted"], reasons) == (1, wanted)
    kept = Refusal.objects.order_by("id").values_list("event_id", "reason", "field")
    assert list(kept) == [
        *zip("bcdef", wanted[:5], [""] * 5, strict=True),
        ("g", "picture", "data.facePicture"),
    ]
    assert counts(gate) == [1]


def test_a_hearer_that_fails_leaves_nothing_behind(group: Group, gate: Device, watch: Watching) -> None:
    """The batch is not answered, so it is sent again, and then everything is there once."""
    watch.fails = True
    mine = event("a", data={"pseudonym": "p-elder"})
    with pytest.raises(RuntimeError):
        send(group, mine)
    assert not Batch.objects.exists()
    assert not HeardSign.objects.exists()
    watch.fails = False
    send(group, mine)
    assert len(watch.heard) == 1
    assert counts(gate) == [1]


def test_heartbeats_are_heard_and_not_counted(group: Group, gate: Device) -> None:
    send(group, event("a", type="linli.heartbeat", data={"direction": "", "pseudonym": ""}))
    assert counts(gate) == []
    assert DeviceState.objects.get(device=gate).last_at == NOW


def test_a_change_of_the_register_is_seen_at_the_next_batch(group: Group, gate: Device) -> None:
    """Not only in the process that made it: the group's edition says so."""
    assert send(group, event("a"))["accepted"] == 1
    kept = dict(ingest._registers)
    new = enter(group, "G-2")
    ingest._registers |= kept
    group.refresh_from_db()
    assert send(group, event("b", source=new.code))["accepted"] == 1
    actions.retire_device(by=SYSTEM, device=new, reason="拆除")
    group.refresh_from_db()
    assert send(group, event("c", source=new.code))["accepted"] == 0


def test_everything_leaves_on_time(group: Group, gate: Device, watch: Watching) -> None:
    """What is not added up yet stays."""
    ahead = event("a", NOW + timedelta(hours=5), data={"pseudonym": "p-elder"})
    send(group, ahead, event("b", source="nobody"))
    after = NOW + timedelta(days=1)
    assert retention.forget_batches(after, 10) == 0
    tallying.fold_all()
    assert retention.forget_batches(after, 10) == 1
    assert retention.forget_signs(after, 10) == 1
    assert retention.forget_refusals(after, 10) == 1
    assert tallying.forget_marks(after, 10) == 1
    assert HourlyCount.objects.get().count == 1
    assert tallying.forget_counts(after, 10) == 1
    assert tallying.forget_tallies(after + timedelta(days=1), 10) == 3
