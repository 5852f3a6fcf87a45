"""Figures for Prometheus, and who may read them."""

import pytest
from django.test import Client

from linli.kernel import apikeys
from linli.kernel.actor import SYSTEM


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
