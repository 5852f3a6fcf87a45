"""The engine's small city with one group of devices, for the tests of what reports."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from linli.devices import actions, groups, ingest
from linli.devices.models import Device, Group
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.orgs.models import Organisation
from linli.places import atlas
from tests.cases import city

NOW = city.MONDAY_9


@pytest.fixture
def town(db: None) -> Iterator[None]:
    """The city at a Monday morning."""
    city.build()
    ingest.forget_register()
    with clock.at(NOW):
        yield
    ingest.forget_register()
    atlas.expire()


@pytest.fixture
def group(town: None) -> Group:
    """The gates of one community."""
    return groups.open_group(by=SYSTEM, code="juxin", name="聚新门禁", area_code="320402001001")


@pytest.fixture
def gate(group: Group) -> Device:
    """One gate of the group."""
    return enter(group, "G-1")


def enter(group: Group, code: str, **fields: Any) -> Device:
    """Return a new device of the group; a gate unless told."""
    body = Organisation.objects.get(code="ESTATE")
    told: dict[str, Any] = {
        "name": f"{code} 门",
        "kind": "gate",
        "area_code": city.G1,
        "lon": city.IN_G1[0],
        "lat": city.IN_G1[1],
        "owner": body,
        "keeper": body,
        "purpose": "小区出入口门禁",
    }
    return actions.enter_device(by=SYSTEM, code=code, group=group, **(told | fields))


def event(number: str, at: datetime = NOW, source: str = "G-1", **said: Any) -> dict[str, Any]:
    """Return one CloudEvent of a pass."""
    data = {"direction": "in", "pseudonym": "p-77"} | said.pop("data", {})
    return {
        "specversion": "1.0",
        "id": number,
        "source": source,
        "type": "linli.pass",
        "time": at.isoformat(),
        "data": data,
    } | said
