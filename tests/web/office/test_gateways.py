"""The system administrator sets gateways up, tries them out, and sends again what was lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from linli.channels import actions as channels
from linli.channels.actions import Group, Message
from linli.channels.models import Delivery, Gateway
from linli.channels.rules import SETTINGS, Kind
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.audit import AuditEntry
from linli.kernel.outbox import OutboxEvent
from linli.orgs.models import RoleGrant
from linli.orgs.rules import Role
from linli.web.office import gateways
from tests.channels import fakes

LIST = "admin:channels_gateway_changelist"


@pytest.fixture
def client(db: None, settings: Any) -> Client:
    """The browser of the system administrator."""
    settings.SECOND_FACTOR = False
    account = Account.objects.create_user("system", is_staff=True)
    RoleGrant.objects.create(account=account, role=Role.SYSTEM_ADMIN)
    client = Client()
    client.force_login(account)
    return client


def said(answer: Any) -> str:
    """Return what the page says after an act."""
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def draft(client: Client, kind: Kind, **fields: str) -> Gateway:
    """Enter a new gateway and return it."""
    answer = client.post(reverse("admin:channels_gateway_add"), {"name": "测试网关", "kind": kind, **fields})
    made = Gateway.objects.get()
    assert answer.headers["Location"] == reverse("admin:channels_gateway_change", args=[made.pk])
    return made


def test_every_setting_has_a_name_on_screen() -> None:
    asked = {setting.name for kind in Kind for setting in SETTINGS[kind]}
    assert asked == set(gateways.NAMES)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_draft_opens_on_the_settings_of_its_kind(client: Client, kind: Kind) -> None:
    made = draft(client, kind)
    assert not made.active
    html = client.get(reverse("admin:channels_gateway_change", args=[made.pk])).content.decode()
    for setting in SETTINGS[kind]:
        assert f'name="{setting.name}"' in html


def test_a_gateway_is_filled_in_switched_on_tried_and_changed(client: Client) -> None:
    made = draft(client, Kind.WEBHOOK)
    change = reverse("admin:channels_gateway_change", args=[made.pk])
    half = {"name": "短信", "url": "ftp://x", "secret": "", "active": "on"}
    refused = client.post(change, half)
    assert refused.status_code == 200
    assert "必填" in refused.content.decode()
    with fakes.http(lambda request: (200, {})) as server:
        whole = {"name": "短信", "url": server.url, "secret": "very secret", "active": "on"}
        assert client.post(change, whole).status_code == 302
        made.refresh_from_db()
        assert made.active
        html = client.get(change).content.decode()
        assert server.url in html
        assert "very secret" not in html
        assert client.post(change, {**whole, "secret": ""}).status_code == 302
        answer = client.post(
            reverse(LIST),
            {"action": "send_test", "_selected_action": [made.pk], "address": "13800000000"},
        )
        assert "测试已发出" in said(answer)
    (request,) = server.requests
    assert request.json()["phone"] == "13800000000"
    assert "very secret" not in str(list(AuditEntry.objects.values_list("data", flat=True)))
    failed = client.post(
        reverse(LIST), {"action": "send_test", "_selected_action": [made.pk], "address": "13800000000"}
    )
    assert "没有发出" in said(failed)


def test_what_was_lost_is_sent_again_with_a_reason(client: Client) -> None:
    made = draft(client, Kind.WECOM, organisation_code="cg")
    url = {"url": "https://robot.example"}
    by = client.get("/").wsgi_request.actor  # type: ignore[attr-defined]
    channels.keep_gateway(by=by, gateway=made, settings=url, active=True)
    channels.tell(to=Group("cg"), message=Message("x", "新任务"), key="k")
    with clock.at(clock.now() + timedelta(days=2)):
        channels.give_up()
    lost = Delivery.objects.get()
    act = {"action": "revive", "_selected_action": [lost.pk]}
    where = reverse("admin:channels_delivery_changelist")
    assert "原因" in said(client.post(where, act))
    client.post(where, {**act, "reason": "网关已修好"})
    lost.refresh_from_db()
    assert lost.state == Delivery.State.WAITING
    assert AuditEntry.objects.get(verb="channels:delivery:revive").reason == "网关已修好"


def test_a_dead_letter_is_delivered_again(client: Client) -> None:
    now = clock.now()
    dead = OutboxEvent.objects.create(
        name="cases.CaseMoved", payload={}, created_at=now, next_at=now, dead_at=now, attempts=30
    )
    act = {"action": "revive", "_selected_action": [dead.pk], "reason": "已修复"}
    client.post(reverse("admin:kernel_outboxevent_changelist"), act)
    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 1)


def test_a_gateway_is_switched_off_after_a_look_at_what_waits(client: Client) -> None:
    """As was said: what waits stays, and goes once it runs again."""
    made = draft(client, Kind.WECOM, organisation_code="cg")
    by = client.get("/").wsgi_request.actor  # type: ignore[attr-defined]
    robot = {"url": "https://robot.example"}
    channels.keep_gateway(by=by, gateway=made, settings=robot, active=True)
    channels.tell(to=Group("cg"), message=Message("x", "新任务"), key="k")
    change = reverse("admin:channels_gateway_change", args=[made.pk])
    off = {"name": made.name, "organisation_code": "cg", **robot}
    assert "1 条待发送的通知留着" in client.post(change, off).content.decode()
    made.refresh_from_db()
    assert made.active
    client.post(change, {**off, "confirmed": "1"})
    made.refresh_from_db()
    assert not made.active
    assert Delivery.objects.get().state == Delivery.State.WAITING
