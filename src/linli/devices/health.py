"""Looks after devices that fell silent: an offline device is work for its keeper, never an alert."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from linli.devices import queries, rules, tallying
from linli.devices.events import DeviceFellSilent, DeviceSentPictures
from linli.devices.models import Device, DeviceState, Outage
from linli.kernel import clock, jobs, outbox

EVERY = timedelta(minutes=2)
DUTY = "devices.check_health"
BLIND_AFTER = timedelta(minutes=20)
"""When this duty itself did not run for so long, Linli could not hear: silence says nothing yet."""
HEAR_FIRST = timedelta(minutes=15)
LOOK_AGAIN = timedelta(days=1)
PICTURES_AGAIN = timedelta(days=30)
AT_ONCE = 500


def check(seconds: float = tallying.A_TURN_S) -> int:
    """Add up what came in, then look at every device that is due; return how many fell silent.

    Judged is the moment up to which all is added up: who is silent then may be heard in what waits still.
    """
    heard_until, now = tallying.fold_some(seconds), clock.now()
    if _was_blind(now):
        soon = now + HEAR_FIRST
        DeviceState.objects.filter(look_at__lt=soon).update(look_at=soon)
        return 0
    silent, looked = 0, AT_ONCE
    while looked == AT_ONCE:
        found, looked = _look(heard_until)
        silent += found
    return silent


def _was_blind(now: datetime) -> bool:
    last = jobs.last_ended(DUTY)
    return last is None or now - last > BLIND_AFTER


@transaction.atomic
def _look(now: datetime) -> tuple[int, int]:
    due = DeviceState.objects.filter(look_at__lte=now).select_related("device").order_by("look_at")
    states = list(due.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    silent, found = 0, list[Outage]()
    for state in states:
        limit = silent_from(state)
        if limit is None or limit > now:
            state.look_at = min(limit or now + LOOK_AGAIN, now + LOOK_AGAIN)
        else:
            silent += 1
            state.look_at, state.offline_since = None, state.last_at
            if state.last_at is not None:
                found.append(Outage(device=state.device, since=state.last_at))
            since = state.last_at.astimezone(UTC).isoformat(timespec="seconds") if state.last_at else ""
            outbox.publish(DeviceFellSilent(device=state.device.code, since=since))
    DeviceState.objects.bulk_update(states, ["look_at", "offline_since"], batch_size=200)
    Outage.objects.bulk_create(found, ignore_conflicts=True)
    return silent, len(states)


def silent_from(state: DeviceState) -> datetime | None:
    """Return from when on the device counts as offline if nothing more comes; None when it cannot be said."""
    if state.last_at is None or state.device.retired_on is not None:
        return None
    last = clock.local(state.last_at)
    limits = [rules.missed_from(state.device.heartbeat_s, last)]
    if not state.device.heartbeat_s:
        limits.append(rules.silent_from(queries.rhythm(state.device, last), last))
    return min((limit for limit in limits if limit is not None), default=None)


@transaction.atomic
def note_pictures(device: Device) -> None:
    """Remember that a device sent a picture with an event, and tell its keeper once in thirty days."""
    now = clock.now()
    state = DeviceState.objects.select_for_update().get(device=device)
    if state.pictured_at is not None and now - state.pictured_at < PICTURES_AGAIN:
        return
    state.pictured_at = now
    state.save(update_fields=["pictured_at"])
    outbox.publish(DeviceSentPictures(device=device.code, day=clock.today().isoformat()))
