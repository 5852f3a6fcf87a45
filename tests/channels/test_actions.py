"""Telling, sending, retrying, giving up, and keeping the gateways."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from linli.channels import actions, queries
from linli.channels.actions import Group, Message
from linli.channels.models import Delivery, Gateway, Notice
from linli.channels.rules import Channel, Kind
from linli.kernel import clock, crypto
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.people.models import Contact
from tests.channels import fakes

MESSAGE = Message(
    event="cases.closed",
    subject="您反映的问题已办结",
    link="https://city.example/t/1",
    area_code="320402001001",
    params={"number": "261124-123-4567", "state": "已结案"},
)
answers: list[tuple[int, Any]] = []


@pytest.fixture
def server() -> Iterator[fakes.Server]:
    """A carrier that answers what `answers` says, or that all is well."""
    answers.clear()
    with fakes.http(lambda request: answers.pop(0) if answers else (200, {"errcode": 0})) as found:
        yield found


def contact(channel: str = "sms", **fields: Any) -> Contact:
    """Return a contact that would rather be told by `channel`."""
    return Contact.objects.create(
        phone=crypto.encrypt("13800000000"),
        email=crypto.encrypt("wang@city.example"),
        channel=channel,
        created_at=clock.now(),
        **fields,
    )


def webhook(server: fakes.Server, name: str = "短信", area_code: str = "") -> Gateway:
    """Return an SMS gateway at the fake carrier."""
    settings = {"url": server.url, "secret": "s"}
    return actions.open_gateway(
        by=SYSTEM, name=name, kind=Kind.WEBHOOK, settings=settings, area_code=area_code
    )


@pytest.mark.django_db
def test_a_contact_is_told_once_as_it_would_rather_be(server: fakes.Server) -> None:
    webhook(server)
    person = contact()
    first = actions.tell(to=person, message=MESSAGE, key="case:1:5")
    assert actions.tell(to=person, message=MESSAGE, key="case:1:5") == first
    delivery = Delivery.objects.get()
    assert "138" not in delivery.address, "an address is sealed"
    assert actions.send_waiting() == 1
    assert actions.send_waiting() == 0
    assert [request.json()["phone"] for request in server.requests] == ["13800000000"]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (Delivery.State.SENT, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "person", [{"may_contact": False}, {"channel": "in_app"}, {"channel": "email"}, {"phone": ""}]
)
def test_who_did_not_ask_for_sms_gets_none(server: fakes.Server, person: dict[str, Any]) -> None:
    webhook(server)
    someone = contact()
    Contact.objects.filter(pk=someone.pk).update(**person)
    someone.refresh_from_db()
    actions.tell(to=someone, message=MESSAGE, key="case:1:5")
    assert Notice.objects.count() == 1
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_an_account_has_its_inbox_and_mail_only_when_it_asks() -> None:
    account = Account.objects.create(username="clerk", email="clerk@city.example")
    me, other = (Actor(id=f"account:{n}", name="", account_id=n) for n in (account.pk, account.pk + 1))
    with fakes.smtp() as mail:
        settings = {"host": "127.0.0.1", "port": str(mail.port), "security": "none", "sender": "a@b.example"}
        actions.open_gateway(by=SYSTEM, name="mail", kind=Kind.SMTP, settings=settings)
        actions.tell(to=account, message=MESSAGE, key="case:1:5")
        actions.prefer(by=me, by_email=True)
        actions.tell(to=account, message=MESSAGE, key="case:1:6")
        actions.send_waiting()
    assert [recipient for _, recipient, _ in mail.messages] == ["clerk@city.example"]
    assert (queries.unread(me), queries.unread(other)) == (2, 0)
    newest = queries.inbox(me)[0]
    assert actions.mark_read(by=other, notice=newest.pk) == 0
    assert actions.mark_read(by=me, notice=newest.pk) == 1
    assert actions.mark_read(by=me) == 1
    assert queries.unread(me) == 0
    with pytest.raises(NotAllowed):
        actions.prefer(by=Actor(id="anonymous", name=""), by_email=True)


@pytest.mark.django_db
def test_a_group_hears_through_its_own_robots(server: fakes.Server) -> None:
    for name, organisation in (("城管群", "cg"), ("物业群", "wy")):
        actions.open_gateway(
            by=SYSTEM,
            name=name,
            kind=Kind.WECOM,
            settings={"url": f"{server.url}/{organisation}"},
            organisation_code=organisation,
        )
    actions.tell(to=Group("cg"), message=MESSAGE, key="case:1:5")
    actions.send_waiting()
    assert [request.path for request in server.requests] == ["/cg"]


@pytest.mark.django_db
def test_the_nearest_gateway_serves(server: fakes.Server) -> None:
    webhook(server, "city")
    webhook(server, "street", area_code="320402001")
    for code, name in (("320402001001", "street"), ("320402002001", "city"), ("", "city")):
        found = queries.gateway_for(Channel.SMS, code)
        assert found is not None
        assert found.name == name
    assert queries.gateway_for(Channel.EMAIL, "") is None


@pytest.mark.django_db
def test_a_dead_gateway_is_shown_rests_and_recovers(server: fakes.Server) -> None:
    gateway = webhook(server)
    for number in range(5):
        actions.tell(to=contact(), message=MESSAGE, key=f"case:1:{number}")
    answers.extend([(503, {})] * 3)
    moment = clock.now() + timedelta(seconds=1)
    with clock.at(moment):
        actions.send_waiting()
        assert len(server.requests) == 1, "one failure and it rests; the others wait without asking"
        (state,) = queries.gateway_states()
        assert (state.waiting, state.failing_since, state.last_error) == (5, moment, "127.0.0.1: HTTP 503")
    for _ in range(12):
        moment += timedelta(minutes=3)
        with clock.at(moment):
            actions.send_waiting()
    assert not Delivery.objects.exclude(state=Delivery.State.SENT).exists()
    gateway.refresh_from_db()
    assert (gateway.failing_since, gateway.failures, gateway.last_error) == (None, 0, "")


@pytest.mark.django_db
def test_a_refused_text_is_not_tried_again_and_does_not_stop_the_gateway(server: fakes.Server) -> None:
    webhook(server)
    answers.append((400, {"message": "空号"}))
    actions.tell(to=contact(), message=MESSAGE, key="case:1:1")
    actions.tell(to=contact(), message=MESSAGE, key="case:1:2")
    actions.send_waiting()
    assert sorted(Delivery.objects.values_list("state", "error")) == [
        ("refused", "HTTP 400 空号"),
        ("sent", ""),
    ]


@pytest.mark.django_db
def test_after_a_day_a_delivery_is_given_up_and_can_be_revived(server: fakes.Server) -> None:
    webhook(server)
    actions.tell(to=contact(), message=MESSAGE, key="case:1:1")
    with clock.at(clock.now() + timedelta(hours=25)):
        assert actions.give_up() == 1
        assert actions.send_waiting() == 0
        assert queries.gateway_states()[0].dead == 1
        lost = Delivery.objects.values_list("pk", flat=True)
        with pytest.raises(NotAllowed):
            actions.revive(by=Actor(id="x", name=""), deliveries=lost, reason="mended")
        assert actions.revive(by=SYSTEM, deliveries=lost, reason="mended") == 1
        assert actions.send_waiting() == 1
    assert len(server.requests) == 1


@pytest.mark.django_db
def test_what_was_refused_at_a_bare_address_is_revived_whole() -> None:
    statuses = iter([400, 200])
    with fakes.http(lambda request: (next(statuses), {})) as found:
        webhook(found)
        actions.tell(to=actions.Address(Channel.SMS, "13800138000"), message=MESSAGE, key="digest:1")
        actions.send_waiting()
        lost = Delivery.objects.get()
        assert lost.state == Delivery.State.REFUSED
        actions.revive(by=SYSTEM, deliveries=[lost.pk], reason="mended")
        actions.send_waiting()
        first, second = (request.json()["text"] for request in found.requests)
    assert first == second
    assert Delivery.objects.get().sealed == ""


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_delivery_once(server: fakes.Server) -> None:
    webhook(server)
    for number in range(30):
        actions.tell(to=contact(), message=MESSAGE, key=f"case:{number}:1")

    def work() -> None:
        while actions.send_waiting(3):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(server.requests) == 30
    assert not Delivery.objects.exclude(state=Delivery.State.SENT).exists()


@pytest.mark.django_db
def test_settings_are_sealed_checked_and_secrets_kept(server: fakes.Server) -> None:
    gateway = webhook(server)
    assert server.url not in gateway.settings
    with pytest.raises(InvalidInput) as caught:
        actions.open_gateway(by=SYSTEM, name="短信", kind=Kind.WEBHOOK, settings={"url": "ftp://x"})
    assert {error.field for error in caught.value.errors} == {"url", "secret", "name"}
    actions.keep_gateway(by=SYSTEM, gateway=gateway, settings={"url": server.url + "/new", "secret": ""})
    actions.send_test(by=SYSTEM, gateway=gateway, address="13800000000")
    assert server.requests[0].path == "/new"
    assert "x-linli-signature" in server.requests[0].headers
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {
        "channels:gateway:open",
        "channels:gateway:keep",
        "channels:gateway:test",
    }
    with pytest.raises(NotAllowed):
        actions.open_gateway(by=Actor(id="x", name=""), name="n", kind=Kind.WECOM, settings={})


@pytest.mark.django_db
def test_a_test_that_fails_says_why(server: fakes.Server) -> None:
    gateway = webhook(server)
    answers.append((403, {"message": "签名不对"}))
    with pytest.raises(Conflict, match="签名不对"):
        actions.send_test(by=SYSTEM, gateway=gateway, address="13800000000")
    assert queries.gateway_states()[0].last_error == "HTTP 403 签名不对"


@pytest.mark.django_db
def test_addresses_and_notices_are_forgotten_in_time(server: fakes.Server) -> None:
    webhook(server)
    for key in ("case:1:1", "case:1:2"):
        actions.tell(to=contact(), message=MESSAGE, key=key)
    actions.send_waiting(1)
    later = clock.now() + timedelta(days=1)
    assert actions.forget_addresses(later, 10) == 1, "the one that still waits needs its address"
    assert actions.forget_notices(clock.now() - timedelta(days=1), 10) == 0
    assert actions.forget_notices(later, 10) == 2
    assert not Delivery.objects.exists()
