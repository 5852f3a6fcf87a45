"""The watches of many people: read and held by one statement, and written back by one.

Django would make an object of each and a statement of each; a city sends thousands of signs a second.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import connection

from linli.care.models import Plan, Watch
from linli.kernel import among

_MOMENTS = (
    "last_sign_at", "begun_at", "own_at", "left_at", "dark_from", "by_rhythm_at", "by_published_at"
)  # fmt: skip
_FACTS = ("last_signal", "place", "visits", "rhythm", "diary")
_TYPES = {
    "plan_id": "bigint",
    "last_sign_at": "timestamptz",
    "own_at": "timestamptz",
    "left_at": "timestamptz",
    "dark_from": "timestamptz",
    "next_check_at": "timestamptz",
    "last_signal": "text",
    "place": "smallint",
    "visits": "smallint",
    "rhythm": "bytea",
    "diary": "bytea",
    "used": "text",
}
"""What is written back, each column with its type on PostgreSQL."""
_NOTHING_PLANNED = (
    "ask_at = NULL, visit_at = NULL, planned_at = NULL, by_rhythm_at = NULL, by_published_at = NULL,"
    " reason = '{}'"
)
_used = msgspec.json.Decoder(dict[str, int]).decode
_encode = msgspec.json.Encoder().encode
_BINARY = 1
"""The format of PostgreSQL's answers in which bytes and moments come as they are."""
_WITHOUT_ZONE = -len("+00:00")
Row = Sequence[Any]


@dataclass(slots=True)
class Held:
    """A watch as it stands, by the names of its columns (see models.Watch); `pk` is the plan's id."""

    pk: int
    last_sign_at: datetime | None
    begun_at: datetime | None
    own_at: datetime | None
    left_at: datetime | None
    dark_from: datetime | None
    by_rhythm_at: datetime | None
    by_published_at: datetime | None
    last_signal: str
    place: int
    visits: int
    rhythm: bytes
    diary: bytes
    used: dict[str, int]


def hold(plans: Collection[int]) -> list[Held]:
    """Return the watches of the running ones of the plans, held until the transaction ends, by plan."""
    found = _read(plans)
    missing = set(plans) - {watch.pk for watch in found}
    if not missing:
        return found
    running = Plan.objects.select_for_update().filter(pk__in=missing, ended_at=None).order_by("pk")
    fresh = [Watch(plan_id=plan.pk) for plan in running]
    if not fresh:
        return found
    Watch.objects.bulk_create(fresh, ignore_conflicts=True)
    return _read(plans)


def write(watches: Iterable[Held], think_after: timedelta) -> None:
    """Write watches back after a sign: nothing is planned, and the silence is thought through a while after.

    Args:
        watches: held, in the order of the plans, each with a last sign.
        think_after: how long after the last sign.
    """
    values = [
        (
            each.last_sign_at,
            each.own_at,
            each.left_at,
            each.dark_from,
            _later(each.last_sign_at, think_after),
            each.last_signal,
            each.place,
            each.visits,
            each.rhythm,
            each.diary,
            _encode(each.used).decode(),
            each.pk,
        )
        for each in watches
    ]
    if not values:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_UPDATE_POSTGRES, [list(column) for column in zip(*values, strict=True)])
        else:
            cursor.executemany(
                _UPDATE_SQLITE, [[*(_text(each) for each in row[:5]), *row[5:]] for row in values]
            )


_WRITTEN = (
    "last_sign_at", "own_at", "left_at", "dark_from", "next_check_at", "last_signal", "place", "visits",
    "rhythm", "diary", "used",
)  # fmt: skip
_UPDATE_SQLITE = (
    f"UPDATE care_watch SET {', '.join(f'{column} = %s' for column in _WRITTEN)}, {_NOTHING_PLANNED}"  # noqa: S608
    " WHERE plan_id = %s"
)
_UPDATE_POSTGRES = (
    f"UPDATE care_watch w SET {', '.join(f'{column} = n.{column}' for column in _WRITTEN[:-1])},"  # noqa: S608
    f" used = n.used::jsonb, {_NOTHING_PLANNED}"
    f" FROM unnest({', '.join(f'%b::{_TYPES[column]}[]' for column in (*_WRITTEN, 'plan_id'))})"
    f" AS n({', '.join((*_WRITTEN, 'plan_id'))}) WHERE w.plan_id = n.plan_id"
)


def _read(plans: Collection[int]) -> list[Held]:
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            cursor.cursor.format = _BINARY
        cursor.execute(_READ_POSTGRES if postgres else _READ_SQLITE, [among.listing(plans)])
        found = cursor.fetchall()
    return [_held(row) for row in found] if postgres else [_held_of_text(row) for row in found]


_READ_POSTGRES = (
    f"SELECT plan_id, {', '.join((*_MOMENTS, *_FACTS))}, used::text FROM care_watch"  # noqa: S608
    " WHERE plan_id = ANY(%s) ORDER BY plan_id FOR UPDATE"
)
# A plus keeps Django's converters away, which take a multiple of the time.
_READ_SQLITE = (
    f"SELECT plan_id, {', '.join([f'+{each}' for each in _MOMENTS] + list(_FACTS))}, used FROM care_watch"  # noqa: S608
    " WHERE plan_id IN (SELECT value FROM json_each(%s)) ORDER BY plan_id"
)


def _held(row: Row) -> Held:
    facts = [*row]
    facts[-1] = _used(facts[-1])
    return Held(*facts)


def _held_of_text(row: Row) -> Held:
    moments = (
        None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC) for text in row[1:8]
    )
    return _held((row[0], *moments, *row[8:]))


def _later(moment: datetime | None, by: timedelta) -> datetime | None:
    return None if moment is None else moment + by


def _text(moment: datetime | None) -> str | None:
    """Return a moment as Django writes it on SQLite; a zone that is UTC already is but cut off."""
    if moment is None:
        return None
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(" ")[:_WITHOUT_ZONE]
