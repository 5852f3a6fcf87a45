"""Health, readiness and figures."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from linli.api import health
from linli.kernel import apikeys, clock
from linli.kernel.actor import SYSTEM
from linli.kernel.outbox import OutboxEvent


def test_healthz_touches_no_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_readyz_tells_the_outbox_lag(client: Client) -> None:
    assert client.get("/readyz").json() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "outbox_lag_seconds": 0.0,
        "outbox_late": False,
    }
    now = clock.now()
    past = now - timedelta(minutes=9)
    OutboxEvent.objects.create(name="x", payload={}, created_at=past, next_at=past)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["outbox_late"] is True
    assert answer.json()["outbox_lag_seconds"] >= 540


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "migrated", lambda: False)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_a_key(client: Client, settings: Settings) -> None:
    words = client.get("/metrics").content.decode()
    assert "linli_outbox_waiting 0.0" in words
    assert "linli_cases_overdue 0.0" in words
    assert 'linli_build{version="' in words
    away = {"REMOTE_ADDR": "1.2.3.4"}
    assert client.get("/metrics", **away).status_code == 403  # type: ignore[arg-type]
    assert client.get("/metrics", headers={"X-Forwarded-For": "9.9.9.9"}).status_code == 403
    _, secret = apikeys.create(by=SYSTEM, name="prometheus", scopes=["metrics"])
    _, other = apikeys.create(by=SYSTEM, name="other", scopes=["v1"])
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/metrics", headers=headers, **away).status_code == 200  # type: ignore[arg-type]
    headers = {"Authorization": f"Bearer {other}"}
    assert client.get("/metrics", headers=headers, **away).status_code == 403  # type: ignore[arg-type]
