"""Devices that fall silent: one case for the keeper an outage, none when Linli itself slept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from linli.cases.models import Case
from linli.devices import actions, health, ingest, queries, tallying
from linli.devices.models import Device, Group, Outage
from linli.devices.reading import Form
from linli.kernel import clock, outbox
from linli.kernel.actor import SYSTEM
from linli.kernel.jobs import Job
from tests.devices.conftest import NOW, enter, event


@contextmanager
def tick(moment: datetime) -> Iterator[None]:
    """Let the clock of the duty be at a moment, having run just before."""
    Job.objects.update_or_create(
        name=health.DUTY, defaults={"next_at": moment, "finished_at": moment - timedelta(minutes=2)}
    )
    with clock.at(moment):
        yield
        outbox.deliver()


def beat(group: Group, moment: datetime, source: str = "G-1", number: str = "") -> None:
    """Let a device be heard."""
    with clock.at(moment):
        body = [event(number or moment.isoformat(), moment, source)]
        ingest.take_in(group, json.dumps(body).encode(), Form.BATCH)


def test_missed_heartbeats_make_one_case_for_the_keeper(group: Group, gate: Device) -> None:
    """Filed and dispatched at once; 72 hours long it stays one; heard again it gets a note."""
    actions.change_device(by=SYSTEM, device=gate, heartbeat_s=60)
    ingest.forget_register()
    beat(group, NOW)
    for minutes in (2, 4, 30, 72 * 60):
        with tick(NOW + timedelta(minutes=minutes)):
            health.check()
    case = Case.objects.get()
    assert (case.matter_code, case.state, case.grid_code) == ("05905", "handling", gate.area_code)
    assert "G-1" in case.description
    assert case.body_code == "ESTATE"
    assert [each.code for each in queries.offline(SYSTEM)] == ["G-1"]
    assert not queries.online("G-1", NOW + timedelta(hours=1))
    back = NOW + timedelta(minutes=72 * 60 + 5)
    beat(group, back)
    with tick(back + timedelta(minutes=1)):
        health.check()
    case.refresh_from_db()
    assert case.state == "handling"
    assert any("恢复" in step.note for step in case.steps.all())
    assert not queries.offline(SYSTEM).exists()
    assert queries.online("G-1", back)
    assert [(each.since, each.until) for each in Outage.objects.all()] == [(NOW, back)]
    with tick(back + timedelta(hours=1)):
        health.check()
    assert Case.objects.count() == 2, "another outage is another case"


def test_a_gate_without_heartbeats_is_missed_by_its_own_rhythm(group: Group, gate: Device) -> None:
    """Busy by day for two weeks, then nothing: offline by noon, not at night."""
    enter(group, "G-2")
    ingest.forget_register()
    start = NOW - timedelta(days=14)
    with clock.at(NOW):
        events = [
            event(f"{day}-{hour}-{n}", start + timedelta(days=day, hours=hour, minutes=n))
            for day in range(14)
            for hour in range(12)
            for n in range(6)
        ]
        ingest.take_in(group, json.dumps(events).encode(), Form.BATCH)
    last = NOW - timedelta(days=1) + timedelta(hours=11, minutes=5)
    for hours in (2, 12, 13.0):
        with tick(last + timedelta(hours=hours)):
            health.check()
        assert not Case.objects.exists(), "it is night, or the morning has just begun"
    with tick(NOW + timedelta(hours=4)):
        health.check()
    assert Case.objects.count() == 1
    assert [each.code for each in queries.offline(SYSTEM)] == ["G-1"], "G-2 was never heard: no outage"


def test_after_linli_itself_stood_still_devices_are_heard_first(group: Group, gate: Device) -> None:
    actions.change_device(by=SYSTEM, device=gate, heartbeat_s=60)
    ingest.forget_register()
    beat(group, NOW)
    later = NOW + timedelta(hours=3)
    with tick(NOW + timedelta(minutes=1)):
        health.check()
    with clock.at(later):
        assert health.check() == 0
    beat(group, later + timedelta(minutes=1))
    with tick(later + timedelta(minutes=16)):
        assert health.check() == 1, "it was heard again and is silent since"


def test_while_much_waits_to_be_added_up_nobody_is_taken_for_silent(group: Group, gate: Device) -> None:
    actions.change_device(by=SYSTEM, device=gate, heartbeat_s=60)
    ingest.forget_register()
    for number in range(tallying.AT_ONCE + 1):
        beat(group, NOW, number=str(number))
    with tick(NOW + timedelta(minutes=30)):
        assert health.check(0) == 0, "one batch waits still"
        assert health.check(0) == 1


def test_pictures_make_one_task_in_thirty_days(group: Group, gate: Device) -> None:
    for days in (0, 3, 29, 31):
        with clock.at(NOW + timedelta(days=days)):
            health.note_pictures(gate)
            outbox.deliver()
    assert [case.state for case in Case.objects.all()] == ["handling"] * 2
    assert all("图片" in case.description for case in Case.objects.all())


def test_outages_are_told_of_what_many_use_or_what_beats(group: Group, gate: Device) -> None:
    """Not of a sensor at home without a heartbeat; one that is over only to who asks further back."""
    home = enter(group, "M-1", kind="motion_sensor")
    beating = enter(group, "M-2", kind="motion_sensor", heartbeat_s=600)
    hour = timedelta(hours=1)
    for device in (gate, home, beating):
        Outage.objects.create(device=device, since=NOW, until=NOW + 2 * hour)
    Outage.objects.create(device=gate, since=NOW + 5 * hour)
    codes = {"G-1", "M-1", "M-2"}
    over = (NOW, NOW + 2 * hour)
    assert queries.outages(codes, NOW + hour) == {"G-1": [over, (NOW + 5 * hour, None)], "M-2": [over]}
    assert queries.outages(codes, NOW + 3 * hour) == {"G-1": [(NOW + 5 * hour, None)]}
    assert queries.outages({"M-1"}, NOW) == {}
    with clock.at(NOW + 6 * hour):
        actions.retire_device(by=SYSTEM, device=gate, reason="拆除")
    assert not Outage.objects.filter(until=None).exists()
    assert tallying.forget_outages(NOW + 3 * hour, 10) == 3
    assert Outage.objects.count() == 1


def test_a_device_is_doubtful_before_it_counts_as_offline(group: Group, gate: Device) -> None:
    """By its heartbeats at once; a busy gate by a silence that it shows once in ten times."""
    busy, quiet = enter(group, "G-2"), enter(group, "G-3")
    actions.change_device(by=SYSTEM, device=gate, heartbeat_s=60)
    ingest.forget_register()
    start = NOW - timedelta(days=14)
    with clock.at(NOW):
        events = [
            event(f"{code}-{day}-{hour}-{n}", start + timedelta(days=day, hours=hour, minutes=n), code)
            for code, most in ((busy.code, 4), (quiet.code, 1))
            for day in range(14)
            for hour in range(13)
            for n in range(most)
        ] + [event(f"last {code}", NOW, code) for code in ("G-1", "G-2", "G-3")]
        ingest.take_in(group, json.dumps(events).encode(), Form.BATCH)
        tallying.fold_all()
    codes = {"G-1", "G-2", "G-3"}
    assert queries.doubtful(codes, NOW + timedelta(minutes=4)) == {}
    assert queries.doubtful(codes, NOW + timedelta(minutes=6)) == {"G-1": NOW}
    assert queries.doubtful(codes, NOW + timedelta(hours=2, minutes=5)) == {"G-1": NOW, "G-2": NOW}
