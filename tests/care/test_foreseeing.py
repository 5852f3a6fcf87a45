"""From a silence to an alert: thought through in time, held by leave, outage and standstill, never twice."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.care import actions, foresight, policy, queries
from linli.care.actions import LifeSign, alarming, foreseeing
from linli.care.models import Alert, NeedlessVisit, Plan, Price, Pseudonym, Standstill, Watch
from linli.channels.models import Notice
from linli.devices import actions as devices
from linli.devices import ingest, tallying
from linli.devices.models import Device, DeviceState, Group, Outage
from linli.devices.reading import Form
from linli.kernel import clock, rows
from linli.kernel.actor import SYSTEM
from linli.kernel.jobs import Job
from tests import plans as explained
from tests.care.habits import heard, lived, ticked
from tests.care.test_ladder import grant
from tests.cases import city
from tests.devices.conftest import enter, event

NOW = city.MONDAY_9


@pytest.fixture
def gate(town: None) -> Device:
    """The gate by which people are heard."""
    ingest.forget_register()
    group = Group.objects.create(code="east", name="东门", area_code=city.G1[:12])
    return enter(group, "G-1")


def settled(settings: Any, home: Path, **changed: object) -> None:
    """Let the city settle something else."""
    told = asdict(policy.current()) | changed
    (home / "data" / "care").mkdir(parents=True, exist_ok=True)
    lines = [f"{name} = {json.dumps(value)}" for name, value in told.items()]
    (home / "data" / "care" / policy.FILE).write_text("\n".join(lines))
    settings.HOME = home


def test_a_silence_is_thought_through_and_becomes_an_alert(plan: Plan) -> None:
    """Not before ninety minutes, with a reason in both languages, once, and within a minute of being due."""
    last = lived(plan, NOW)
    assert ticked(last, 1.4) == []
    assert Watch.objects.get(plan=plan).ask_at is None
    with clock.at(last + timedelta(minutes=90)):
        assert actions.look_ahead() == 1
        assert actions.look_ahead() == 0
    watch = Watch.objects.get(plan=plan)
    assert watch.next_check_at is None
    assert watch.ask_at
    assert watch.visit_at
    assert last + timedelta(hours=2) <= watch.ask_at <= watch.visit_at - timedelta(minutes=30)
    raised = ticked(last, 30, every=1)
    assert len(raised) == 1
    assert timedelta(0) <= raised[0] - watch.ask_at < timedelta(minutes=1)
    alert = Alert.objects.get()
    assert (alert.silent_since, alert.visit_at) == (last, watch.visit_at)
    with clock.at(raised[0]):
        assert queries.why(alert, "zh-hans").startswith("今天07:07")
        assert queries.why(alert, "en").startswith("Nothing heard since 07:07 today")
    with clock.at(raised[0] + timedelta(days=1)):
        assert queries.why(alert, "zh-hans").startswith("昨天07:07")
        assert queries.why(alert, "zh-hans", lasting=True).startswith("11月23日07:07")


def test_a_sign_in_time_takes_it_all_away(plan: Plan) -> None:
    last = lived(plan, NOW)
    with clock.at(last + timedelta(minutes=95)):
        actions.look_ahead()
    heard([LifeSign(plan.pk, last + timedelta(hours=2), "gate")])
    watch = Watch.objects.get(plan=plan)
    assert (watch.ask_at, watch.planned_at, watch.reason) == (None, None, {})
    assert watch.next_check_at == last + timedelta(hours=3, minutes=30)


def test_a_sign_between_thought_and_word_wins(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was thought of a silence that ended meanwhile is not written."""
    last = lived(plan, NOW)

    def meanwhile(*args: Any, **named: Any) -> Any:
        heard([LifeSign(plan.pk, last + timedelta(hours=3), "gate")])
        return foresight.foresee(*args, **named)

    monkeypatch.setattr(foreseeing, "foresee", meanwhile)
    with clock.at(last + timedelta(hours=3)):
        actions.look_ahead()
    assert Watch.objects.get(plan=plan).ask_at is None


def test_nobody_is_asked_on_leave_and_the_return_counts_as_a_sign(plan: Plan) -> None:
    last = lived(plan, NOW)
    back = last + timedelta(days=3)
    with clock.at(last + timedelta(hours=1)):
        actions.go_away(by=city.DESK, plan=plan, kind="family", back_at=back)
    assert ticked(last, 72) == []
    with clock.at(back + timedelta(minutes=1)):
        actions.look_ahead()
    ask = Watch.objects.get(plan=plan).ask_at
    assert ask
    assert ask >= back + timedelta(hours=2)
    assert len(ticked(back, 30)) == 1


def test_a_leave_told_ahead_holds_the_alert(plan: Plan) -> None:
    last = lived(plan, NOW)
    with clock.at(last):
        since, back = last + timedelta(hours=2), last + timedelta(days=2)
        actions.go_away(by=city.DESK, plan=plan, kind="family", back_at=back, since=since)
    assert ticked(last, 47) == []
    assert len(ticked(back, 30)) == 1


def test_early_return_is_thought_through_at_once(plan: Plan) -> None:
    last = lived(plan, NOW)
    with clock.at(last):
        actions.go_away(by=city.DESK, plan=plan, kind="away", back_at=last + timedelta(days=9))
    with clock.at(last + timedelta(days=1)):
        actions.come_back(by=city.DESK, plan=plan)
        assert actions.look_ahead() == 1
    assert Watch.objects.get(plan=plan).ask_at is not None


def beat(group: Group, at: datetime) -> None:
    """Let the gate be heard, by somebody without a plan."""
    with clock.at(at):
        ingest.take_in(group, json.dumps([event(at.isoformat(), at)]).encode(), Form.BATCH)
        tallying.fold_all()


@pytest.mark.parametrize("known", [True, False])
def test_72_hours_of_a_dead_gate_raise_no_alert_about_a_person(plan: Plan, gate: Device, known: bool) -> None:
    """Whether the outage is known, or the heartbeats were only missed; afterwards the watch goes on."""
    devices.change_device(by=SYSTEM, device=gate, heartbeat_s=60)
    last = lived(plan, NOW)
    since = last + timedelta(minutes=5)
    DeviceState.objects.filter(device=gate).update(last_at=since, offline_since=since if known else None)
    if known:
        Outage.objects.create(device=gate, since=since)
    assert ticked(last, 72) == []
    assert not Alert.objects.exists()
    back = last + timedelta(hours=72)
    beat(gate.group, back)
    for each in Outage.objects.all():
        assert each.until == back
    with clock.at(back + timedelta(minutes=31)):
        DeviceState.objects.filter(device=gate).update(last_at=clock.now())
        assert actions.look_ahead() == 1
    ask = Watch.objects.get(plan=plan).ask_at
    assert ask
    assert ask > back


def test_an_outage_after_the_plan_was_made_holds_the_alert(plan: Plan, gate: Device) -> None:
    last = lived(plan, NOW)
    with clock.at(last + timedelta(minutes=95)):
        actions.look_ahead()
    ask = Watch.objects.get(plan=plan).ask_at
    assert ask
    outage = Outage.objects.create(device=gate, since=last + timedelta(hours=2))
    assert ticked(ask, 6) == []
    Outage.objects.filter(pk=outage.pk).update(until=ask + timedelta(hours=6))
    raised = ticked(ask + timedelta(hours=6), 40)
    assert len(raised) == 1
    assert raised[0] >= ask + timedelta(hours=6)


def test_a_sensor_at_home_is_never_taken_for_dead(plan: Plan, gate: Device) -> None:
    """It is silent because its person is, whatever the device's own rhythm says."""
    sensor = enter(gate.group, "M-1", kind="motion_sensor")
    last = lived(plan, NOW, device="M-1")
    Outage.objects.create(device=sensor, since=last)
    assert len(ticked(last, 30)) == 1


def test_after_four_days_in_the_dark_the_desk_is_told_to_phone(plan: Plan, gate: Device) -> None:
    """By day, once an outage; no alert, and no word of absence."""
    grant("desk", "community_desk", city.G1[:12])
    last = lived(plan, NOW)
    Outage.objects.create(device=gate, since=last)
    assert ticked(last, 24 * 6, every=30) == []
    notice = Notice.objects.get(event="care.desk")
    assert "看不到" in notice.subject
    assert plan.code in notice.link


def test_while_linli_stood_still_nobody_was_silent(plan: Plan) -> None:
    """Devices are heard first; what passed meanwhile counts for nothing."""
    last = lived(plan, NOW)
    with clock.at(last + timedelta(minutes=95)):
        actions.look_ahead()
        Job.objects.create(name=alarming.DUTY, next_at=clock.now(), finished_at=clock.now())
    again = last + timedelta(hours=30)
    with clock.at(again):
        assert actions.raise_due() == 0
        Job.objects.filter(name=alarming.DUTY).update(finished_at=clock.now())
    assert Standstill.objects.count() == 1
    Job.objects.all().delete()
    assert ticked(again, 0.5) == []
    with clock.at(again + timedelta(minutes=46)):
        actions.look_ahead()
    ask = Watch.objects.get(plan=plan).ask_at
    assert ask
    assert ask > again


def test_the_published_rule_acts_where_it_is_policy(plan: Plan, settings: Any, tmp_path: Path) -> None:
    settled(settings, tmp_path, rule="published")
    last = lived(plan, NOW)
    (at,) = ticked(last, 42)
    assert (
        timedelta(0)
        <= at - clock.midnight(clock.local(last).date() + timedelta(days=2))
        < timedelta(minutes=15)
    )
    assert "一整天" in queries.why(Alert.objects.get(), "zh-hans")


def test_both_watch_and_one_acts(plan: Plan, settings: Any, tmp_path: Path) -> None:
    """In shadow the other rule raises nothing; what each would have done needlessly is counted."""
    last = lived(plan, NOW)
    ticked(last, 2)
    watch = Watch.objects.get(plan=plan)
    assert watch.by_rhythm_at == watch.visit_at
    assert watch.by_published_at == clock.midnight(clock.local(last).date() + timedelta(days=2))
    heard([LifeSign(plan.pk, last + timedelta(days=3), "gate")])
    assert dict(NeedlessVisit.objects.values_list("rule", "count")) == {"rhythm": 1, "published": 1}
    settled(settings, tmp_path, shadow=False)
    ticked(last + timedelta(days=3), 2)
    assert Watch.objects.filter(ask_at__isnull=False, by_rhythm_at=None, by_published_at=None).exists()


def test_who_is_heard_by_no_device_is_never_silent(plan: Plan) -> None:
    """An answered call begins no watch; nor does anything go on when the consent to a signal has run out."""
    actions.hear(plan=plan, at=NOW, signal="call")
    assert ticked(NOW, 60, every=60) == []
    last = lived(plan, NOW + timedelta(days=3))
    Pseudonym.objects.update(valid_until=NOW.date())
    assert ticked(last, 60, every=60) == []


def test_a_dearer_district_waits_longer(plan: Plan) -> None:
    last, visits = lived(plan, NOW), list[datetime]()
    for price in (150.0, 4000.0):
        Price.objects.update_or_create(
            district_code=city.G1[:6], defaults={"price": price, "answered": 0.8, "people": 1, "at": NOW}
        )
        Watch.objects.update(next_check_at=last + timedelta(minutes=90))
        with clock.at(last + timedelta(minutes=95)):
            actions.look_ahead()
        visits += [watch.visit_at for watch in Watch.objects.all() if watch.visit_at]
    cheap, dear = visits
    assert cheap < dear


def test_both_scans_go_by_an_index(plan: Plan) -> None:
    lived(plan, NOW)
    with clock.at(NOW + timedelta(hours=2)):
        for ask in (actions.look_ahead, actions.raise_due):
            for found in explained.plans(ask, "care_watch"):
                assert not explained.reads_whole(found, "care_watch"), found


def test_a_clock_killed_between_any_two_steps_loses_nothing_and_doubles_nothing(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before what was thought is written; between taking the moment off the watch and raising the alert."""

    def killed(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    last = lived(plan, NOW)
    with clock.at(last + timedelta(minutes=95)):
        with monkeypatch.context() as patch:
            patch.setattr(rows, "update_each", killed)
            with pytest.raises(KeyboardInterrupt):
                actions.look_ahead()
        assert actions.look_ahead() == 1
    ask = Watch.objects.get(plan=plan).ask_at
    assert ask
    with clock.at(ask):
        for step in ("_open", "write"):
            with monkeypatch.context() as patch:
                patch.setattr(alarming, step, killed)
                with pytest.raises(KeyboardInterrupt):
                    actions.raise_due()
            assert not Alert.objects.exists()
            assert Watch.objects.get(plan=plan).ask_at == ask
        assert [actions.raise_due(), actions.raise_due(), actions.look_ahead()] == [1, 0, 0]
    assert Alert.objects.count() == 1
