"""Adds up what the batches left: counts by device and hour, each event once; and who was heard when.

Runs beside the ways in, so that these write one row a batch. Killed at any moment it begins again where it
was: a batch loses its counts in the transaction that adds them.
"""

import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction

from linli.devices.events import DeviceHeardAgain
from linli.devices.ingest import DUPLICATE
from linli.devices.models import Batch, DayTally, DeviceState, HourlyCount, Outage
from linli.kernel import among, clock, outbox

AT_ONCE = 100
A_TURN_S = 5.0
LATELY = timedelta(minutes=1)
MARK = 8
SOON = timedelta(hours=1)
_MARKS = "Q"
_decode = msgspec.msgpack.Decoder().decode


def fold_some(seconds: float = A_TURN_S, limit: int = AT_ONCE) -> bool:
    """Add up what waits, as far as `seconds` go; the clock has other duties, however much comes in.

    Returns whether all is added up that came more than a minute ago.
    """
    until = time.monotonic() + seconds
    while fold(limit):
        if time.monotonic() >= until:
            waiting = Batch.objects.filter(counts__isnull=False).order_by("id")
            oldest = waiting.values_list("received_at", flat=True).first()
            return oldest is None or oldest > clock.now() - LATELY
    return True


def fold_all() -> int:
    """Add up everything that waits, in small transactions, and return how many batches there were."""
    total = 0
    while count := fold():
        total += count
    return total


@transaction.atomic
def fold(limit: int = AT_ONCE) -> int:
    """Add up the counts of up to `limit` batches and return how many there were; two at once take turns."""
    waiting = Batch.objects.select_for_update().filter(counts__isnull=False).order_by("id")
    batches = list(waiting[:limit])
    if not batches:
        return 0
    marks: dict[tuple[int, int], list[bytes]] = defaultdict(list)
    beats: dict[int, int] = {}
    tallies: Counter[tuple[int, Any, str]] = Counter()
    for batch in batches:
        counts, heard, outcomes = _decode(bytes(batch.counts or b""))
        day = clock.local(batch.received_at).date()
        for device, hour, found in counts:
            marks[device, hour].append(found)
        for device, at in heard:
            beats[device] = max(beats.get(device, 0), at)
        for outcome, count in outcomes.items():
            tallies[batch.group_id, day, outcome] += count
    alive = _alive(beats)
    doubles = _add(marks, alive)
    if doubles:
        tallies[batches[0].group_id, clock.today(), DUPLICATE] += doubles
    _tally(tallies)
    _heard({device: at for device, at in beats.items() if device in alive}, alive)
    Batch.objects.filter(pk__in=[batch.pk for batch in batches]).update(counts=None)
    return len(batches)


def _alive(devices: Iterable[int]) -> dict[int, timedelta | None]:
    """Return those of the devices that are there still, each with how soon it must be looked at."""
    asked = f"SELECT id, heartbeat_s, retired_on FROM devices_device WHERE {among.among('id')}"  # noqa: S608
    return {
        device: None if retired else SOON if beat == 0 else timedelta()
        for device, beat, retired in among.rows(asked, [among.listing(devices)])
    }


def _add(marks: dict[tuple[int, int], list[bytes]], alive: Collection[int]) -> int:
    """Add marks to their hours and return how many were there already."""
    there = _there(marks)
    doubles, written = 0, []
    for (device, hour), parts in marks.items():
        if device not in alive:
            continue
        kept = there.get((device, hour), b"")
        sent = array(_MARKS, b"".join(parts))
        new = set(sent).difference(array(_MARKS, kept))
        doubles += len(sent) - len(new)
        if new:
            whole = kept + array(_MARKS, new).tobytes()
            written.append((device, hour, len(whole) // MARK, whole))
    among.write_each(_COUNT, ("bigint", "integer", "integer", "bytea"), written)
    return doubles


_COUNT = (
    "INSERT INTO devices_hourlycount (device_id, hour, count, marks) {values}"
    " ON CONFLICT (device_id, hour) DO UPDATE SET count = excluded.count, marks = excluded.marks"
)


def _there(keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    by_hour: dict[int, list[int]] = defaultdict(list)
    for device, hour in keys:
        by_hour[hour].append(device)
    asked = f"SELECT device_id, marks FROM devices_hourlycount WHERE hour = %s AND {among.among('device_id')}"  # noqa: S608
    return {
        (device, hour): bytes(kept)
        for hour, devices in by_hour.items()
        for device, kept in among.rows(asked, [hour, among.listing(devices)])
    }


def _tally(tallies: Counter[tuple[int, Any, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO devices_daytally (group_id, day, outcome, count) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (group_id, day, outcome)"
            " DO UPDATE SET count = devices_daytally.count + excluded.count",
            [
                (group, connection.ops.adapt_datefield_value(day), outcome, count)
                for (group, day, outcome), count in tallies.items()
            ],
        )


def _heard(beats: dict[int, int], alive: Mapping[int, timedelta | None]) -> None:
    """Note when devices were last heard; one that counted as offline is back."""
    asked = _OFFLINE.format(among.among("device_id"))
    _return({device: beats[device] for (device,) in among.rows(asked, [among.listing(beats)])})
    now = clock.now()
    among.write_each(
        _LAST[connection.vendor],
        ("timestamptz", "timestamptz", "bigint", "timestamptz"),
        [
            (moment, None if (soon := alive[device]) is None else now + soon, device, moment)
            for device, at in beats.items()
            for moment in [datetime.fromtimestamp(at, tz=UTC)]
        ],
    )


_OFFLINE = "SELECT device_id FROM devices_devicestate WHERE offline_since IS NOT NULL AND {}"
_LAST = {
    "postgresql": "UPDATE devices_devicestate s SET last_at = n.c1, look_at = COALESCE(s.look_at, n.c2)"
    " FROM ({values}) AS n WHERE s.device_id = n.c3 AND (s.last_at IS NULL OR s.last_at < n.c4)",
    "sqlite": "UPDATE devices_devicestate SET last_at = %s, look_at = COALESCE(look_at, %s)"
    " WHERE device_id = %s AND (last_at IS NULL OR last_at < %s)",
}


def _return(beats: dict[int, int]) -> None:
    """Note that devices that counted as offline are back, where they were heard after that."""
    states = DeviceState.objects.select_related("device").in_bulk(list(beats))
    for pk, state in states.items():
        at = datetime.fromtimestamp(beats[pk], tz=clock.zone())
        if state.last_at is None or at > state.last_at:
            _back(state, at)
            state.save(update_fields=["offline_since"])


def _back(state: DeviceState, at: datetime) -> None:
    since, state.offline_since = state.offline_since, None
    Outage.objects.filter(device=state.device, until=None).update(until=at)
    outbox.publish(
        DeviceHeardAgain(device=state.device.code, since=_utc(since) if since else "", at=_utc(at))
    )


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def forget_marks(before: datetime, limit: int) -> int:
    """Take the marks off up to `limit` hours from before a moment, and return how many."""
    hour = int(before.timestamp()) // 3600
    old = HourlyCount.objects.filter(hour__lt=hour).exclude(marks=b"").values_list("pk", flat=True)
    return HourlyCount.objects.filter(pk__in=list(old[:limit])).update(marks=b"")


def forget_counts(before: datetime, limit: int) -> int:
    """Delete up to `limit` hourly counts from before a moment, and return how many."""
    hour = int(before.timestamp()) // 3600
    old = HourlyCount.objects.filter(hour__lt=hour).values_list("pk", flat=True)
    return HourlyCount.objects.filter(pk__in=list(old[:limit])).delete()[0]


def forget_outages(before: datetime, limit: int) -> int:
    """Delete up to `limit` outages that ended before a moment, and return how many."""
    old = Outage.objects.filter(until__lt=before).values_list("pk", flat=True)
    return Outage.objects.filter(pk__in=list(old[:limit])).delete()[0]


def forget_tallies(before: datetime, limit: int) -> int:
    """Delete up to `limit` tallies of days before a moment, and return how many."""
    old = DayTally.objects.filter(day__lt=clock.local(before).date()).values_list("pk", flat=True)
    return DayTally.objects.filter(pk__in=list(old[:limit])).delete()[0]
