"""A city's gates for the benches: groups of 448, each with a platform that has its own key."""

from dataclasses import dataclass

from django.db import connection, transaction

from linli.devices import groups
from linli.devices.models import Device, Group
from linli.kernel import bulk
from linli.kernel.actor import SYSTEM
from linli.orgs.models import Organisation
from linli.places import rules as places
from linli.places.models import Area, Edition

COMMUNITY, GRID = "320402001001", "320402001001001"
DEVICES = 448
"""The gates of a community."""
ALL, QUICK = 402, 8
"""Communities: all of them have 180,096 gates."""


@dataclass(frozen=True, slots=True)
class Platform:
    """Who sends for a group: its code, key and signing secret."""

    code: str
    key: str
    signing: str


def code(number: int) -> str:
    """Return the code of a group."""
    return f"bench-{number:03d}"


def platforms(many: int) -> list[Platform]:
    """Make so many groups with their gates unless they are there, and return their platforms."""
    if not Area.objects.filter(code=GRID).exists():
        _ground()
    have = Group.objects.filter(code__startswith="bench-").count()
    with transaction.atomic():
        body = Organisation.objects.get(code="bench")
        for number in range(have, many):
            _group(code(number), body)
    found = []
    for number in range(many):
        group = Group.objects.get(code=code(number))
        found.append(Platform(group.code, *groups.give_key(by=SYSTEM, group=group)))
    return found


def _ground() -> None:
    for area in ("320402", "320402001", COMMUNITY, GRID):
        Area.objects.create(
            code=area, name=area, level=places.level_of(area), parent_id=places.parent_code(area)
        )
    Edition.objects.create(topic="areas", stamp="bench")
    Organisation.objects.create(code="bench", name="bench", kind="company", area_code=COMMUNITY)


def _group(name: str, body: Organisation) -> None:
    group = groups.open_group(by=SYSTEM, code=name, name=name, area_code=COMMUNITY)
    bulk.insert(
        [
            Device(
                code=f"{name}-{number:03d}",
                name="gate",
                kind="gate",
                group=group,
                area_code=GRID,
                owner=body,
                keeper=body,
                purpose="bench",
            )
            for number in range(DEVICES)
        ]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO devices_devicestate (device_id) SELECT id FROM devices_device WHERE group_id = %s",
            [group.pk],
        )
