"""Signs are heard in bulk: each teaches once what the replay's walk would learn, and ends what it must."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.care import actions, diary
from linli.care.actions import Arrangement, LifeSign, listening
from linli.care.actions.listening import THINK_AFTER
from linli.care.models import Alert, NeedlessVisit, Plan, Watch
from linli.care.rhythm import Place
from linli.care.wallclock import wall
from linli.care.watching import Personal, Sign, alerts
from linli.devices.models import Device, Group, Outage
from linli.kernel import clock
from tests.care.conftest import agreed
from tests.care.habits import heard, lived, stirring
from tests.cases import city
from tests.devices.conftest import enter

NOW = city.MONDAY_9


def another(name: str) -> Plan:
    """Return a further plan, agreed to."""
    made = actions.make_plan(
        by=city.DESK, grid_code=city.G1, name=name, arranged=Arrangement(address="幸福小区")
    )
    actions.give_consent(by=city.DESK, plan=made, agreement=agreed(), name=name)
    return made


@pytest.fixture
def gate(town: None) -> Device:
    """A gate by which people are heard."""
    group = Group.objects.create(code="east", name="东门", area_code=city.G1[:12])
    return enter(group, "G-1")


def test_the_rhythm_is_what_the_replay_learns(plan: Plan) -> None:
    """Whatever the size of the batches, with passes in and out."""
    signs = [
        LifeSign(plan.pk, sign.at, "gate", ("out", "in", "sign")[number % 3], "G-1")
        for number, sign in enumerate(stirring(plan, NOW, days=30))
    ]
    heard(signs[:1])
    heard(signs[1:100])
    heard(signs[100:])
    places = {"out": Place.AWAY, "in": Place.HOME, "sign": None}
    rule = Personal()
    told = [Sign(wall(sign.at, clock.zone()), places[sign.kind]) for sign in signs]
    list(alerts(told, rule=rule, until=told[-1].at))
    watch = Watch.objects.get(plan=plan)
    assert bytes(watch.rhythm) == rule.rhythm.pack()
    assert len(bytes(watch.rhythm)) < 1000
    assert watch.used == {"G-1": 64} or sum(watch.used.values()) >= 32
    assert [sign.at // 1800 for sign in diary.signs(bytes(watch.diary))] == [sign.at // 1800 for sign in told]


def test_many_at_once_cost_few_queries(plan: Plan) -> None:
    """As many for two hundred signs of two people as for one sign."""
    other = another("郑大爷")
    signs = [*stirring(plan, NOW, days=20), *stirring(other, NOW, days=20)]
    heard(signs[:1] + signs[-1:])
    with CaptureQueriesContext(connection) as queries:
        actions.hear_all(signs)
    assert len(queries) <= 10
    assert {watch.plan_id: watch.last_sign_at for watch in Watch.objects.all()} == {
        plan.pk: signs[-1].at,
        other.pk: signs[-1].at,
    }


def test_the_same_again_and_older_ones_change_nothing(plan: Plan) -> None:
    signs = stirring(plan, NOW, days=10)
    heard(signs)
    before = Watch.objects.values().get(plan=plan)
    assert actions.hear_all(signs) == 0
    assert actions.hear_all(reversed(signs)) == 0
    assert Watch.objects.values().get(plan=plan) == before
    assert before["next_check_at"] == signs[-1].at + THINK_AFTER


def test_nothing_is_kept_of_a_plan_that_has_ended(plan: Plan) -> None:
    actions.withdraw(by=city.DESK, plan=plan)
    assert actions.hear_all([LifeSign(plan.pk, NOW, "gate")]) == 0
    assert not Watch.objects.exists()


def test_a_leave_teaches_nothing_and_the_return_begins_anew(plan: Plan) -> None:
    last = lived(plan, NOW)
    with clock.at(last):
        actions.go_away(by=city.DESK, plan=plan, kind="family", back_at=last + timedelta(days=3))
    before = bytes(Watch.objects.get(plan=plan).rhythm)
    heard([LifeSign(plan.pk, last + timedelta(days=1), "gate")])
    watch = Watch.objects.get(plan=plan)
    assert bytes(watch.rhythm) == before
    assert watch.last_sign_at == last + timedelta(days=1)
    heard([LifeSign(plan.pk, last + timedelta(days=3, minutes=20), "gate")])
    assert bytes(Watch.objects.get(plan=plan).rhythm) == before, "twenty minutes after the return"


def test_an_outage_teaches_nothing(plan: Plan, gate: Device) -> None:
    last = lived(plan, NOW)
    before = bytes(Watch.objects.get(plan=plan).rhythm)
    Outage.objects.create(device=gate, since=last, until=last + timedelta(days=3))
    heard([LifeSign(plan.pk, last + timedelta(days=3, minutes=5), "gate", "in", "G-1")])
    assert bytes(Watch.objects.get(plan=plan).rhythm) == before


def test_a_visit_begins_the_silence_anew_and_is_no_lesson(plan: Plan) -> None:
    """The person's own next sign is: it ends the silence that began with their own last one."""
    lived(plan, NOW)
    before = Watch.objects.get(plan=plan)
    actions.hear(plan=plan, at=NOW + timedelta(hours=6), signal="visit")
    visited = Watch.objects.get(plan=plan)
    assert (visited.rhythm, visited.own_at) == (before.rhythm, before.own_at)
    assert visited.next_check_at == NOW + timedelta(hours=6) + THINK_AFTER
    heard([LifeSign(plan.pk, NOW + timedelta(hours=7), "gate")])
    assert Watch.objects.get(plan=plan).rhythm != before.rhythm


def test_what_either_rule_would_have_done_is_counted(plan: Plan) -> None:
    last = lived(plan, NOW)
    Watch.objects.filter(plan=plan).update(
        by_rhythm_at=last + timedelta(hours=5), by_published_at=last + timedelta(hours=40)
    )
    heard([LifeSign(plan.pk, last + timedelta(hours=6), "gate")])
    heard([LifeSign(plan.pk, last + timedelta(hours=60), "gate")])
    assert list(NeedlessVisit.objects.values_list("district_code", "rule", "count")) == [
        ("320402", "rhythm", 1)
    ]


def test_a_failure_on_the_way_leaves_nothing_behind(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the write and before the end, the whole batch comes again and counts once."""
    signs = stirring(plan, NOW, days=5)

    def killed(_news: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(listening, "_end_alerts", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.hear_all(signs)
    assert not Watch.objects.exists()
    assert actions.hear_all(signs) == 1


@pytest.mark.parametrize(
    ("outcome", "visits", "dark"),
    [("safe", 1, False), ("device", 0, True), ("helped", 0, False), ("away", 0, False)],
)
def test_the_end_of_an_alert_teaches(plan: Plan, outcome: str, visits: int, dark: bool) -> None:
    """Safe at the door makes the next visit dearer; a device at fault hides whom it does not hear."""
    last = lived(plan, NOW)
    actions.expect(plan=plan, ask_at=NOW, visit_at=NOW, reason={})
    Watch.objects.filter(plan=plan).update(by_rhythm_at=NOW)
    with clock.at(NOW + timedelta(minutes=5)):
        assert actions.raise_due() == 1
        actions.end_alert(by=city.WORKER, alert=Alert.objects.get(), outcome=outcome)
    watch = Watch.objects.get(plan=plan)
    assert (watch.visits, watch.dark_from == last) == (visits, dark)
    counted = outcome in {"safe"}
    assert NeedlessVisit.objects.filter(rule="rhythm", count=1).exists() == counted
    rhythm = watch.rhythm
    heard([LifeSign(plan.pk, NOW + timedelta(hours=26), "gate", "in", "G-1")])
    watch.refresh_from_db()
    assert (watch.visits, watch.dark_from) == (0, None)
    assert (watch.rhythm == rhythm) == (outcome in {"device"})


def test_a_renewed_consent_begins_anew(plan: Plan) -> None:
    """What was silent between two consents was not watched."""
    actions.map_pseudonym(by=city.DESK, plan=plan, group="east", pseudonym="P1", signal="gate")
    assert Watch.objects.get(plan=plan).next_check_at == clock.now() + THINK_AFTER
    lived(plan, NOW)
    with clock.at(NOW + timedelta(days=30)):
        actions.give_consent(by=city.DESK, plan=plan, agreement=agreed(), name="吴秀英")
        assert Watch.objects.get(plan=plan).begun_at == clock.now()
    before = Watch.objects.get(plan=plan).rhythm
    heard([LifeSign(plan.pk, NOW + timedelta(days=30, minutes=20), "gate")])
    assert Watch.objects.get(plan=plan).rhythm == before


def test_a_routine_visit_is_a_sign_when_they_were_well(plan: Plan) -> None:
    for number, outcome in enumerate(("not_home", "well")):
        actions.record_visit(by=city.WORKER, plan=plan, key=str(number), outcome=outcome)
        assert Watch.objects.filter(last_sign_at=clock.now()).exists() == (outcome == "well")
