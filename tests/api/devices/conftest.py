"""A group of devices with its key, for the tests of the doors at which devices report."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from linli.devices import groups, ingest
from linli.devices.models import Device, Group
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.places import atlas
from tests.cases import city
from tests.devices.conftest import enter

Send = Callable[..., Any]


@pytest.fixture
def group(db: None) -> Iterator[Group]:
    """The gates of one community."""
    city.build()
    ingest.forget_register()
    yield groups.open_group(by=SYSTEM, code="juxin", name="聚新门禁", area_code="320402001001")
    ingest.forget_register()
    atlas.expire()


@pytest.fixture
def gate(group: Group) -> Device:
    """One gate."""
    return enter(group, "G-1", serial="SN001")


@pytest.fixture
def send(group: Group, gate: Device) -> Send:
    """Return what posts a body with the group's key and signature."""
    key, signing = groups.give_key(by=SYSTEM, group=group)

    def post(content: Any, kind: str = "application/cloudevents-batch+json", **headers: str) -> Any:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        stamp = str(int(clock.now().timestamp()))
        sent = {
            "Authorization": f"Bearer {key}",
            "X-Linli-Timestamp": stamp,
            "X-Linli-Signature": f"sha256={groups.signature(signing, stamp, body)}",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().post("/api/devices/events", body, content_type=kind, headers=sent)

    return post
