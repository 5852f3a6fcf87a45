"""Adds up what the batches left: counts by device and hour, each event once; and who was heard when.

Runs beside the ways in, so that these write one row a batch. Killed at any moment it begins again where it
was: a batch loses its counts in the transaction that adds them.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from linli.devices.events import DeviceHeardAgain
from linli.devices.ingest import DUPLICATE, ID, MARK, SECONDS
from linli.devices.models import Batch, DayTally, DeviceState, HourlyCount, Outage
from linli.kernel import among, clock, outbox

AT_ONCE = 100
GROUPS_AT_ONCE = 10
A_TURN_S = 5.0
GATHER = timedelta(seconds=20)
"""How long a batch may wait for others of its group: an hour's row is written once for all of them."""
SOON = timedelta(hours=1)
_NONE = np.zeros((3, 0), np.int64)
_EVER = 2**62
Numbers = npt.NDArray[np.int64]
_decode = msgspec.msgpack.Decoder().decode


def fold_some(seconds: float = A_TURN_S, limit: int = AT_ONCE) -> datetime:
    """Add up what has gathered, as far as `seconds` go; the clock has other duties, however much comes in.

    Returns the moment up to which all is added up that came.
    """
    now, until = clock.now(), time.monotonic() + seconds
    while fold(limit, GATHER) and time.monotonic() < until:
        continue
    waiting = Batch.objects.filter(counts__isnull=False).order_by("id")
    oldest = waiting.values_list("received_at", flat=True).first()
    return now if oldest is None else min(oldest, now)


def fold_all() -> int:
    """Add up everything that waits, in small transactions, and return how many batches there were."""
    total = 0
    while count := fold():
        total += count
    return total


@transaction.atomic
def fold(limit: int = AT_ONCE, gather: timedelta = timedelta()) -> int:
    """Add up the counts of up to `limit` batches and return how many there were; two at once take turns.

    They are those of the few groups that have waited longest, if for `gather` at least: batches of one group
    share their rows, and the more there are, the less each event costs.
    """
    waiting = Batch.objects.filter(counts__isnull=False).order_by("id")
    oldest = list(waiting.values_list("group_id", "received_at")[:GROUPS_AT_ONCE])
    if not oldest or oldest[0][1] > clock.now() - gather:
        return 0
    together = waiting.select_for_update().filter(group__in={group for group, _at in oldest})
    batches = list(together[:limit])
    if batches:
        _add_up(batches)
        Batch.objects.filter(pk__in=[batch.pk for batch in batches]).update(counts=None)
    return len(batches)


def _add_up(batches: Sequence[Batch]) -> None:
    tallies: Counter[tuple[int, Any, str]] = Counter()
    passes, beats = [_NONE], [_NONE[:2]]
    for batch in batches:
        devices, stamps, marks, heard, outcomes = _decode(bytes(batch.counts or b""))
        day, received = clock.local(batch.received_at).date(), int(batch.received_at.timestamp())
        written = ((devices, ID), (stamps, SECONDS), (marks, MARK))
        found = np.array([np.frombuffer(each, kind) for each, kind in written], np.int64)
        last = np.array(heard, np.int64).reshape(-1, 2).T
        passes.append(found)
        beats += [np.minimum(each, [[_EVER], [received]]) for each in (found[:2], last)]
        for outcome, count in outcomes.items():
            tallies[batch.group_id, day, outcome] += count
    latest = _latest(*np.concatenate(beats, axis=1))
    alive = _alive(latest)
    doubles = _add(_by_hour(*np.concatenate(passes, axis=1)), alive)
    if doubles:
        tallies[batches[0].group_id, clock.today(), DUPLICATE] += doubles
    _tally(tallies)
    _heard({device: at for device, at in latest.items() if device in alive}, alive)


def _latest(devices: Numbers, stamps: Numbers) -> dict[int, int]:
    """Return by device the latest of its moments, in Unix seconds."""
    order = np.lexsort((stamps, devices))
    lasts = order[np.flatnonzero(np.diff(devices[order], append=-1))]
    return dict(zip(devices[lasts].tolist(), stamps[lasts].tolist(), strict=True))


def _by_hour(devices: Numbers, stamps: Numbers, marks: Numbers) -> dict[tuple[int, int], Numbers]:
    """Return by device and hour the marks of its events."""
    hours = stamps // 3600
    order = np.lexsort((hours, devices))
    devices, hours, marks = devices[order], hours[order], marks[order]
    starts = np.flatnonzero(np.diff(devices, prepend=-1) | np.diff(hours, prepend=-1))
    keys = zip(devices[starts].tolist(), hours[starts].tolist(), strict=True)
    return dict(zip(keys, np.split(marks, starts[1:]), strict=True)) if starts.size else {}


def _alive(devices: Iterable[int]) -> dict[int, timedelta | None]:
    """Return those of the devices that are there still, each with how soon it must be looked at."""
    asked = f"SELECT id, heartbeat_s, retired_on FROM devices_device WHERE {among.among('id')}"  # noqa: S608
    return {
        device: None if retired else SOON if beat == 0 else timedelta()
        for device, beat, retired in among.rows(asked, [among.listing(devices)])
    }


def _add(marks: Mapping[tuple[int, int], Numbers], alive: Collection[int]) -> int:
    """Add marks to their hours and return how many were there already."""
    there = _there(marks)
    doubles, written = 0, []
    for (device, hour), sent in marks.items():
        if device not in alive:
            continue
        kept = there.get((device, hour), b"")
        before = np.frombuffer(kept, MARK)
        new = set(sent.tolist()).difference(before.tolist())
        doubles += len(sent) - len(new)
        if new:
            whole = kept + np.array([*new], MARK).tobytes()
            written.append((device, hour, before.size + len(new), whole))
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
