"""What the devices' health tells of the people whom they would hear: reads of several plans at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from linli.care import sight
from linli.care.rhythm import Span
from linli.care.wallclock import wall
from linli.devices import queries as devices
from linli.kernel import among, clock

_LEAVES = (
    "SELECT plan_id, since, back_at, ended_at FROM care_leave"
    " WHERE back_at > %s AND (ended_at IS NULL OR ended_at > %s) AND {} ORDER BY since"
)


class Watched(Protocol):
    """What must be known of a watch: a row, or one that is held."""

    @property
    def pk(self) -> int:
        """Return the plan's id."""

    @property
    def used(self) -> Mapping[str, int]:
        """Return by which devices the person is heard, and how often."""

    @property
    def own_at(self) -> datetime | None:
        """Return the last sign by a device."""

    @property
    def last_sign_at(self) -> datetime | None:
        """Return the last sign of any kind."""

    @property
    def begun_at(self) -> datetime | None:
        """Return when watching began or began anew."""

    @property
    def dark_from(self) -> datetime | None:
        """Return from when on the devices are at fault."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What must be known of some plans beside their own rows; seconds of wall-clock time.

    Attributes:
        zone: of the city's clocks.
        leaves: by plan the leaves, sorted by their beginning.
        outages: by device the spans in which it was offline; those that go on end at `now`.
        still: the spans in which Linli itself stood still.
        now: the present.
    """

    zone: tzinfo
    leaves: Mapping[int, Sequence[Span]]
    outages: Mapping[str, Sequence[Span]]
    still: Sequence[Span]
    now: int

    def unseen(self, watch: Watched, since: int, until: int) -> list[Span]:
        """Return the spans from `since` to `until` in which the person could not be seen, sorted."""
        found = sight.unseen(watch.used, self.outages, since, until)
        found += [(max(begin, since), min(end, until)) for begin, end in self.still]
        if watch.dark_from is not None:
            found.append((max(since, wall(watch.dark_from, self.zone)), until + 1))  # the last second too
        return sorted(span for span in found if span[0] < span[1])

    def begun(self, plan: int, moments: Iterable[datetime | None], until: int) -> int | None:
        """Return the latest of some moments and of the returns from leave up to `until`; None without any."""
        known = [wall(each, self.zone) for each in moments if each is not None]
        known += [end for _begin, end in self.leaves.get(plan, ()) if end <= until]
        return max(known, default=None)

    def away_until(self, plan: int, at: int) -> int | None:
        """Return when a leave on which the person is at a moment ends, or None."""
        return next((end for begin, end in self.leaves.get(plan, ()) if begin <= at < end), None)


def ground(watches: Collection[Watched], now: datetime, *, doubting: bool = False) -> Ground:
    """Return what must be known of the plans of some watches (three queries, more when `doubting`).

    Args:
        watches: as they stand.
        now: the present (aware).
        doubting: whether a device that may be dead though nobody has said so counts as offline.
    """
    zone = clock.zone()
    used = {code for watch in watches for code in watch.used}
    begun = [watch.own_at or watch.last_sign_at or watch.begun_at or now for watch in watches]
    since = min(begun, default=now)
    until = max(now, since)
    spans = {
        code: [(wall(begin, zone), wall(end or until, zone)) for begin, end in found]
        for code, found in (devices.outages(used, since) if used else {}).items()
    }
    if doubting and used:
        for code, last in devices.doubtful(used, now).items():
            spans.setdefault(code, []).append((wall(last, zone), wall(now, zone)))
    still = among.rows("SELECT since, until FROM care_standstill WHERE until > %s", [since])
    return Ground(
        zone,
        leaves_of([watch.pk for watch in watches], since, zone),
        spans,
        [_span(begin, end, zone) for begin, end in still],
        wall(now, zone),
    )


def leaves_of(plans: Collection[int], since: datetime, zone: tzinfo) -> dict[int, list[Span]]:
    """Return by plan the leaves that were not over at `since`, in their order."""
    found: dict[int, list[Span]] = {}
    later = among.rows(_LEAVES.format(among.among("plan_id")), [since, since, among.listing(plans)])
    for plan, begin, back, ended in later:
        end = back if ended is None else min(back, ended)
        if begin < end:
            found.setdefault(plan, []).append(_span(begin, end, zone))
    return found


def _span(begin: datetime, end: datetime, zone: tzinfo) -> Span:
    """Return a span as the database gives it in seconds of wall-clock time."""
    return wall(among.aware(begin), zone), wall(among.aware(end), zone)
