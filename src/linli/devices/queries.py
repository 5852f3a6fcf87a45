"""Reads of devices: the register in a reader's scope, who is offline, what came in, what was refused."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from linli.devices import rules
from linli.devices.models import DayTally, Device, DeviceState, Group, HourlyCount, Refusal
from linli.kernel import among, clock
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, prefixes, within

_SHARED = ", ".join(f"'{kind.value}'" for kind in sorted(rules.SHARED))
_OUTAGES = (
    "SELECT d.code, o.since, o.until FROM devices_outage o JOIN devices_device d ON d.id = o.device_id"  # noqa: S608
    f" WHERE (o.until IS NULL OR o.until > %s) AND (d.heartbeat_s > 0 OR d.kind IN ({_SHARED})) AND {{}}"
    " ORDER BY o.since"
)


def visible(actor: Actor) -> QuerySet[Device]:
    """Return the devices in service where `actor` may see devices, by code."""
    found = within("area_code", prefixes(actor, Permission.DEVICES_SEE))
    return Device.objects.filter(found, retired_on=None).select_related("group", "keeper").order_by("code")


def groups_at(grid_code: str) -> QuerySet[Group]:
    """Return the groups in service whose devices may stand in a grid, or in its community, by name."""
    above = [grid_code[:length] for length in (0, 6, 9, 12)]
    here = Q(area_code__in=above) | Q(area_code__startswith=grid_code[:12])
    return Group.objects.filter(here, retired_on=None).order_by("name", "code")


def offline(actor: Actor) -> QuerySet[Device]:
    """Return those of the `visible` that count as offline, the longest first."""
    return visible(actor).filter(state__offline_since__isnull=False).order_by("state__offline_since")


def due_for_maintenance(actor: Actor, day: date) -> list[Device]:
    """Return those of the `visible` whose maintenance was due before `day`, by code."""
    kept = visible(actor).filter(maintain_every_days__gt=0, maintained_on__isnull=False)
    return [
        each
        for each in kept
        if each.maintained_on and each.maintained_on + timedelta(days=each.maintain_every_days) < day
    ]


def online(device: str, at: datetime) -> bool:
    """Return whether the device of this code was not known to be offline at a moment."""
    found = Device.objects.filter(code=device).values_list("state__offline_since", flat=True).first()
    return found is None or at < found


def outages(codes: Collection[str], since: datetime) -> dict[str, list[tuple[datetime, datetime | None]]]:
    """Return by device the outages that were not over at `since`; one that ends at None goes on.

    A device of one home without a heartbeat is never taken for dead here: its silence is its person's.
    """
    found: dict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    there = among.rows(_OUTAGES.format(among.among("d.code")), [since, among.listing(codes)])
    for code, begin, end in there:
        found[code].append((among.aware(begin), None if end is None else among.aware(end)))
    return dict(found)


def doubtful(codes: Collection[str], now: datetime) -> dict[str, datetime]:
    """Return those devices of which it may be that they are dead though nobody has said so, with since when.

    One that misses its heartbeats, or of whose silence a living gate shows one in ten.
    """
    found = {}
    states = DeviceState.objects.filter(
        Q(device__heartbeat_s__gt=0) | Q(device__kind__in=rules.SHARED),
        device__code__in=list(codes),
        offline_since=None,
        last_at__isnull=False,
    )
    for state in states.select_related("device"):
        last = clock.local(state.last_at or now)
        limit = rules.missed_from(state.device.heartbeat_s, last)
        if limit is None and now - last > rules.SHORTEST_SILENCE:
            rates = rhythm(state.device, last)
            limit = rules.silent_from(rates, last, too_much=rules.DOUBTFUL)
        if limit is not None and limit <= now:
            found[state.device.code] = last
    return found


def hourly(device: Device, since: datetime) -> list[tuple[datetime, int]]:
    """Return (beginning of the hour in local time, events) of the hours with events from `since`."""
    counts = HourlyCount.objects.filter(device=device, hour__gte=int(since.timestamp()) // 3600)
    return [(clock.local(hour_begins(hour)), count) for hour, count in counts.values_list("hour", "count")]


def hour_begins(hour: int) -> datetime:
    """Return the moment at which the hour `hour` (counted from 1970 in UTC) begins."""
    return datetime.fromtimestamp(hour * 3600, tz=clock.zone())


def rhythm(device: Device, last: datetime) -> list[float] | None:
    """Return how many events each hour of the week brings by the last four weeks; None is unknown."""
    counts = hourly(device, last - rules.HISTORY)
    since = min((hour for hour, _count in counts), default=last)
    return rules.profile(counts, clock.local(since), clock.local(last))


def tallies(groups: Iterable[int], day: date) -> dict[str, int]:
    """Return how many events of the groups had each outcome on `day`."""
    found: dict[str, int] = {}
    for outcome, count in DayTally.objects.filter(group__in=list(groups), day=day).values_list(
        "outcome", "count"
    ):
        found[outcome] = found.get(outcome, 0) + count
    return found


def refusals(actor: Actor) -> QuerySet[Refusal]:
    """Return the events that were not taken where `actor` may see devices, newest first."""
    found = within("area_code", prefixes(actor, Permission.DEVICES_SEE))
    return Refusal.objects.filter(found).select_related("group").order_by("-id")
