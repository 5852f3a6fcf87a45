"""Health and readiness."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.api import health
from linli.kernel import clock
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
