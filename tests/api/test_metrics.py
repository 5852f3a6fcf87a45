"""Figures for Prometheus, and who may read them."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.channels.models import Gateway
from linli.devices import listeners
from linli.kernel import apikeys, audit, clock, seals
from linli.kernel.actor import SYSTEM
from linli.kernel.jobs import Job


@pytest.mark.django_db
def test_metrics_are_for_this_machine_or_a_key(client: Client) -> None:
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


@pytest.mark.django_db
def test_gateways_jobs_and_seals_are_figures_too(client: Client) -> None:
    Gateway.objects.create(name="群", kind="wecom", settings="", failing_since=clock.now())
    Job.objects.create(name="kernel.seal", next_at=clock.now() - timedelta(hours=1), failures=3, error="x")
    audit.record(SYSTEM, "test:thing:done", "x")
    seals.seal()
    words = client.get("/metrics").content.decode()
    assert 'linli_gateway_failing{gateway="群"} 1.0' in words
    assert 'linli_job_failures{job="kernel.seal"} 3.0' in words
    assert 'linli_job_late{job="kernel.seal"} 1.0' in words
    assert "linli_seal_age_seconds" in words


@pytest.mark.django_db
def test_listeners_are_figures_too(client: Client) -> None:
    listeners.begin("one")
    counts = {"messages": 3, "events": 5, "rejected": 1, "strange": 0, "failed": 0}
    listeners.note("one", connected_at=clock.now(), error="", counts=counts)
    words = client.get("/metrics").content.decode()
    assert 'linli_mqtt_connected{listener="one"} 1.0' in words
    assert 'linli_mqtt_messages_total{listener="one"} 3.0' in words
    assert 'linli_mqtt_rejected_total{listener="one"} 1.0' in words
    assert 'linli_mqtt_seen_seconds{listener="one"}' in words
