"""`linli listen` beside a real broker: taken in once durable, shared, over TLS, by those who may."""

import json
import socket
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from linli.care import actions as care
from linli.care.models import Watch
from linli.cli.listen import hearing as module
from linli.cli.listen import line as module_of_line
from linli.cli.listen.hearing import Hearing
from linli.cli.loops import Stop
from linli.devices import listeners, messages, tallying
from linli.devices.messages import Message, Taken
from linli.devices.models import HourlyCount, Refusal
from linli.kernel import clock
from tests.broker import until
from tests.care.conftest import agreed
from tests.cases import city
from tests.cli.listen.conftest import Connect, Town, acknowledged, happening, hears, take


def counted() -> int:
    """Return how many events were counted."""
    tallying.fold_all()
    return sum(HourlyCount.objects.values_list("count", flat=True))


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
@pytest.mark.parametrize("spoken", ["mqttv5", "mqttv311"])
def test_an_event_is_taken_in(town: Town, connect: Connect, protocol: str, spoken: str) -> None:
    """Whatever version either side speaks; a second line of the same name gets nothing again."""
    line = hears(connect("twice", protocol=protocol))
    assert not town.publish(json.dumps(happening("a")), "juxin/G-1", "-V", spoken)
    take(line, 1)
    line.line.close()
    again = hears(connect("twice", protocol=protocol))
    assert again.step() == 0
    assert counted() == 1


def test_many_at_once_are_few_transactions(town: Town, connect: Connect, monkeypatch: Any) -> None:
    """What came during one transaction is the next one's."""
    calls: list[int] = []
    keep = messages.take_in

    def noted(several: list[Message]) -> Taken:
        calls.append(len(several))
        return keep(several)

    line = hears(connect())
    monkeypatch.setattr(messages, "take_in", noted)
    client = town.client()
    topic, texts = "linli/events/juxin", [json.dumps(happening(f"n{each}")) for each in range(300)]
    acknowledged([client.publish(topic, text, qos=1) for text in texts])
    take(line, 300)
    client.loop_stop()
    assert counted() == 300
    assert sum(calls) == 300
    assert len(calls) < 100


def test_a_sign_of_an_elder_is_heard(town: Town, connect: Connect) -> None:
    """As over HTTP: it is known when it was, by what was agreed to; nobody's pseudonym is kept."""
    arranged = care.Arrangement(address="幸福小区3号楼201")
    plan = care.make_plan(by=city.DESK, grid_code=city.G1, name="吴秀英", arranged=arranged)
    agreement = agreed(since=clock.today(), until=clock.today() + timedelta(days=300))
    care.give_consent(by=city.DESK, plan=plan, agreement=agreement, name="吴秀英")
    care.map_pseudonym(by=city.DESK, plan=plan, group="juxin", pseudonym="p-4711", signal="gate")
    line = hears(connect())
    told = happening("a", data={"pseudonym": "p-4711", "direction": "in"})
    assert not town.publish(json.dumps(told))
    take(line, 1)
    watch = Watch.objects.get(plan=plan)
    assert watch.last_sign_at == datetime.fromisoformat(told["time"])
    assert watch.last_signal == "gate"


@pytest.mark.django_db(transaction=True)
def test_what_is_not_kept_is_not_acknowledged(town: Town, connect: Connect, monkeypatch: Any) -> None:
    """While the database is away the line stays, and what waited is taken in afterwards."""
    line = hears(connect())
    failures = iter([OperationalError("away"), OperationalError("away")])
    keep = messages.take_in

    def away(several: list[Message]) -> Taken:
        for failure in failures:
            raise failure
        return keep(several)

    monkeypatch.setattr(messages, "take_in", away)
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.05)
    assert not town.publish(json.dumps(happening("a")))
    until(lambda: not line.step() and line._pause > 0, "the failure was not seen")
    take(line, 1)
    assert (line.counts.failed, counted()) == (0, 1)


def test_a_line_that_breaks_gets_it_again(town: Town, connect: Connect, monkeypatch: Any) -> None:
    """Nothing of the broken line is acknowledged on the next one; the event counts once."""
    line = hears(connect("breaks"))
    monkeypatch.setattr(line.line, "acknowledge", lambda done: None)
    assert not town.publish(json.dumps(happening("a")))
    take(line, 1)
    wire = line.line._client.socket()
    assert isinstance(wire, socket.socket)
    wire.shutdown(socket.SHUT_RDWR)
    monkeypatch.undo()
    until(lambda: line.step() >= 0 and not line.line.is_open, "the break was not seen")
    take(hears(line), 2)
    assert counted() == 1


def test_one_that_cannot_be_kept_stops_no_other(town: Town, connect: Connect, monkeypatch: Any) -> None:
    """It is set aside unacknowledged, told in the log, and comes again with the next line."""
    keep = messages.take_in

    def picky(several: list[Message]) -> Taken:
        if any(b'"bad"' in message.body for message in several):
            raise RuntimeError("a fault of ours")
        return keep(several)

    line = hears(connect("picky"))
    monkeypatch.setattr(messages, "take_in", picky)
    client = town.client("juxin/G-1")
    topic, texts = "linli/events/juxin/G-1", [json.dumps(happening(name)) for name in ("a", "bad", "b")]
    acknowledged([client.publish(topic, text, qos=1) for text in texts])
    take(line, 2)
    client.loop_stop()
    assert (line.counts.failed, counted()) == (1, 2)
    assert line.step() == 0
    monkeypatch.undo()
    line.line.close()
    later = hears(connect("picky"))
    take(later, 1)
    assert counted() == 3


def test_many_that_cannot_be_kept_do_not_fill_the_line(
    town: Town, connect: Connect, monkeypatch: Any
) -> None:
    """The oldest are given up; as long as nothing at all was kept the broker keeps them too."""
    keep = messages.take_in

    def picky(several: list[Message]) -> Taken:
        if any(b'"bad' in message.body for message in several):
            raise RuntimeError("a fault of ours")
        return keep(several)

    monkeypatch.setattr(module_of_line, "WINDOW", 20)
    monkeypatch.setattr(module_of_line, "MOST_ASIDE", 5)
    line = hears(connect("filled"))
    monkeypatch.setattr(messages, "take_in", picky)
    client, topic = town.client("juxin/G-1"), "linli/events/juxin/G-1"

    def publish(*names: str) -> None:
        acknowledged([client.publish(topic, json.dumps(happening(name)), qos=1) for name in names])

    publish(*(f"bad{each}" for each in range(10)))
    until(lambda: line.step() >= 0 and line.counts.failed == 10, "not all were tried")
    assert len(line.line._aside) == 10
    publish("a", *(f"bad{each}" for each in range(10, 60)), "b")
    take(line, 2)
    until(lambda: line.step() >= 0 and line.counts.failed == 60, "not all were tried")
    client.loop_stop()
    assert len(line.line._aside) == 5
    assert counted() == 2
    monkeypatch.setattr(messages, "take_in", keep)
    line.line.close()
    take(hears(connect("filled")), 5)
    assert counted() == 7


def test_listeners_share_the_load(town: Town, connect: Connect) -> None:
    """Each message goes to one of them."""
    lines = [hears(connect(shared=True)) for _ in range(2)]
    client = town.client()
    sent = [json.dumps(happening(f"s{each}")) for each in range(40)]
    acknowledged([client.publish("linli/events/juxin", text, qos=1) for text in sent])
    client.loop_stop()
    until(
        lambda: sum(line.step() for line in lines) >= 0 and sum(line.counts.messages for line in lines) == 40,
        "messages are missing",
    )
    assert min(line.counts.messages for line in lines) >= 10
    assert counted() == 40


@pytest.mark.parametrize("shared", [True, False])
def test_who_has_left_gets_no_share(town: Town, connect: Connect, shared: bool) -> None:
    """A listener that took leave is forgotten; one that merely stopped is kept what comes."""
    gone, stays = hears(connect("gone", shared=shared)), hears(connect("stays", shared=shared))
    gone.line.forget()
    stays.line.close()
    for name in ("a", "b", "c"):
        assert not town.publish(json.dumps(happening(name)))
    back = hears(connect("stays", shared=shared))
    take(back, 3)
    assert counted() == 3


@pytest.mark.parametrize("shared", [True, False])
def test_a_listener_that_shares_no_more_hears_each_message_once(
    town: Town, connect: Connect, shared: bool
) -> None:
    """The other subscription that the broker remembers under its name ends; what waited under it comes."""
    hears(connect("changes", shared=shared)).line.close()
    assert not town.publish(json.dumps(happening("a")))
    line = hears(connect("changes", shared=not shared))
    take(line, 1)
    assert not town.publish(json.dumps(happening("b")))
    take(line, 2)
    assert line.step() == 0
    assert (line.counts.messages, counted()) == (2, 2)


@pytest.mark.parametrize("away", [True, False])
@pytest.mark.parametrize(("how", "shared"), [("restart", False), ("reload", False), ("reload", True)])
def test_the_broker_remembers_its_listener(
    town: Town, connect: Connect, how: str, shared: bool, away: bool
) -> None:
    """What it acknowledges before the listener is back waits; new passwords need no restart."""
    line = hears(connect("known", shared=shared))
    if away:
        line.line.close()
        assert not town.publish(json.dumps(happening("before")))
    getattr(town.broker, how)()
    assert not town.publish(json.dumps(happening("after")))
    take(connect("known", shared=shared) if away else line, 2 if away else 1)
    assert counted() == (2 if away else 1)


@pytest.mark.django_db(transaction=True)
def test_leave_is_taken_after_what_waits(town: Town, connect: Connect) -> None:
    """As `linli listen --leave` does."""
    away = hears(connect("leaves"))
    away.line.close()
    for name in ("a", "b"):
        assert not town.publish(json.dumps(happening(name)))
    taken = module.listen(connect("leaves").line, Stop(), leave=True)
    assert (taken.messages, taken.events) == (2, 2)
    assert listeners.known() == []
    assert not town.publish(json.dumps(happening("c")))
    again = hears(connect("leaves"))
    assert again.step() == 0
    assert counted() == 2


def test_strangers_are_not_let_in(town: Town, connect: Connect) -> None:
    """A wrong password, no password, another's topic, a retired login."""
    broker, topic = town.broker, "linli/events/juxin/G-1"
    text = json.dumps(happening("x"))
    assert "not authorised" in broker.publish(("juxin/G-1", "wrong"), topic, text).lower()
    assert "not authorised" in broker.publish(("nobody", "wrong"), topic, text).lower()
    line = hears(connect())
    broker.publish(town.logins["juxin/G-2"], topic, text)
    broker.publish(town.logins["juxin/G-2"], "linli/events/juxin", text)
    foreign = json.dumps(happening("y", source="G-1"))
    assert not town.publish(foreign, "juxin/G-2")
    take(line, 1)
    assert counted() == 0
    assert [refusal.reason for refusal in Refusal.objects.all()] == ["another_device"]


def refused(hearing: Hearing) -> str:
    """Return why a line is not let in."""
    until(lambda: not hearing.step() and hearing.line.error, "the line was let in")
    assert hearing.line.connected_at is None
    return hearing.line.error


def test_a_listener_with_a_wrong_password_says_so(town: Town, connect: Connect) -> None:
    url = town.broker.url.replace("a-password", "another-password")
    assert "not authori" in refused(connect(url=url)).lower()
    listeners.begin("wrong")
    line = connect("wrong")
    assert refused(line)
    [noted] = listeners.known()
    assert "not authori" in noted.error.lower()
    assert noted.connected_at is None


def test_a_broker_with_a_strange_certificate_is_not_trusted(town: Town, connect: Connect) -> None:
    assert "CERTIFICATE_VERIFY_FAILED" in refused(connect(ca=str(town.broker.folder / "stranger.pem")))


def test_nobody_there_is_said(town: Town, connect: Connect) -> None:
    assert "refused" in refused(connect(url="mqtt://127.0.0.1:1"))
