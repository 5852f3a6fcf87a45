"""Keeps which events were not taken, and why; so many a group and hour, however much nonsense comes in."""

from collections.abc import Sequence
from datetime import datetime

from linli.devices.models import Group, Refusal
from linli.devices.reading import Bad
from linli.kernel import bulk

MOST_AN_HOUR = 1000
"""How many a process keeps of one group in one hour; the tallies of the day count all."""
_kept: dict[int, tuple[int, int]] = {}


def keep(group: Group, bad: Sequence[Bad], received: datetime) -> None:
    """Keep refused events of a batch, each with its reason and never with its content."""
    if not bad:
        return
    hour = int(received.timestamp()) // 3600
    before, count = _kept.get(group.pk, (hour, 0))
    count = count if before == hour else 0
    some = bad[: max(MOST_AN_HOUR - count, 0)]
    _kept[group.pk] = (hour, count + len(some))
    bulk.insert([_refusal(group, one, received) for one in some])


def forget_counts() -> None:
    """Count anew."""
    _kept.clear()


def _refusal(group: Group, bad: Bad, received: datetime) -> Refusal:
    return Refusal(
        group=group,
        area_code=group.area_code,
        at=received,
        source=bad.source,
        event_id=bad.event_id,
        reason=bad.reason,
        field=bad.field,
    )
