"""From a gate's event over HTTP to an alert: one consented elder, and nothing of anybody else."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers

from linli.care import actions as care
from linli.care.models import Alert, Plan, Watch
from linli.devices import tallying
from linli.devices.models import Batch, Device, HourlyCount
from linli.kernel import clock
from tests.api.devices.conftest import Send
from tests.care.conftest import agreed
from tests.care.habits import HOURS, ticked
from tests.cases import city
from tests.devices.conftest import event

NOW = city.MONDAY_9


@pytest.fixture
def elder(gate: Device) -> Plan:
    """An elder who agreed that the gate's passes under p-4711 are signs of life."""
    with clock.at(NOW - timedelta(days=29)):
        arranged = care.Arrangement(address="幸福小区3号楼201")
        plan = care.make_plan(by=city.DESK, grid_code=city.G1, name="吴秀英", arranged=arranged)
        given = agreed(since=clock.today())
        care.give_consent(by=city.DESK, plan=plan, agreement=given, name="吴秀英")
        care.map_pseudonym(by=city.DESK, plan=plan, group="juxin", pseudonym="p-4711", signal="gate")
    return plan


def passes(midnight: datetime) -> list[dict[str, Any]]:
    """Return a day's passes at the gate: the elder's, and those of a neighbour without a plan."""
    return [
        event(f"{who}{at.isoformat()}", at, data={"pseudonym": who, "direction": direction})
        for number, hour in enumerate(HOURS)
        for who, minute in (("p-4711", 5), ("p-0815", 25))
        for direction in (("out", "in")[number % 2],)
        for at in (midnight + timedelta(hours=hour, minutes=minute),)
    ]


def everything() -> str:
    """Return all rows of all tables as text."""
    models = [model for model in apps.get_models() if model._meta.app_label in {"care", "devices", "kernel"}]
    return "".join(serializers.serialize("json", model._base_manager.all()) for model in models)


def test_a_gates_events_lead_to_an_alert_after_silence(send: Send, gate: Device, elder: Plan) -> None:
    """Four weeks of a day as every other, sent by the day, the last one late; then the elder is silent."""
    begin = clock.midnight(clock.local(NOW).date()) - timedelta(days=28)
    for day in range(28):
        with clock.at(begin + timedelta(days=day, hours=22)):
            answer = send(passes(begin + timedelta(days=day)))
            assert (answer.status_code, answer.json()["rejected"]) == (200, [])
    last = begin + timedelta(days=27, hours=21, minutes=5)
    watch = Watch.objects.get(plan=elder)
    assert (watch.last_sign_at, set(watch.used)) == (last, {"G-1"})
    neighbour = [each for each in passes(begin + timedelta(days=28)) if each["data"]["pseudonym"] == "p-0815"]
    raised: list[datetime] = []
    for hour in range(30):
        at = last + timedelta(hours=hour)
        with clock.at(at):
            due = [each for each in neighbour if at - timedelta(hours=1) < _time(each) <= at]
            if due:
                assert send(due).json()["accepted"] == len(due)
            tallying.fold_all()
        raised += ticked(at, 0.75)
    assert len(raised) == 1
    assert timedelta(hours=8) < raised[0] - last < timedelta(hours=20), "in the morning, not a day later"
    alert = Alert.objects.get()
    assert (alert.plan, alert.silent_since) == (elder, last)
    told = everything()
    assert "p-0815" not in told
    assert "p-4711" not in told, "sealed, and found by its index alone"
    assert sum(HourlyCount.objects.filter(device=gate).values_list("count", flat=True)) == 28 * 16 + 8


def _time(told: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(str(told["time"]))


def test_events_sent_twice_count_once(send: Send, elder: Plan) -> None:
    """The same body, and the same events in another body; late ones in any order."""
    day = clock.midnight(clock.local(NOW).date()) - timedelta(days=1)
    with clock.at(NOW):
        for body in (passes(day), passes(day), list(reversed(passes(day))), passes(day)[:3]):
            assert send(body).status_code == 200
        before = Watch.objects.values().get(plan=elder)
        assert send([*passes(day), event("new", NOW)]).json()["accepted"] == 17
    assert Watch.objects.values().get(plan=elder) == before
    assert before["last_sign_at"] == day + timedelta(hours=21, minutes=5)


def test_a_failure_while_signs_are_heard_loses_nothing(
    send: Send, elder: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the batch was kept, nothing acknowledged; sent again it counts once."""
    day = clock.midnight(clock.local(NOW).date()) - timedelta(days=1)

    class Killed(BaseException):
        pass

    def killed(*_args: object) -> None:
        raise Killed

    before = Watch.objects.values().get(plan=elder)
    with clock.at(NOW):
        with monkeypatch.context() as patch:
            patch.setattr(care, "hear_all", killed)
            with pytest.raises(Killed):
                send(passes(day))
        assert not Batch.objects.exists()
        assert Watch.objects.values().get(plan=elder) == before
        assert json.loads(send(passes(day)).content)["accepted"] == 16
    assert Watch.objects.get(plan=elder).own_at == day + timedelta(hours=21, minutes=5)
