"""Whether a person can be seen: by which devices they are heard, when too many of these were offline; pure.

A dead gate proves nothing about anybody. Somebody counts as unseen while the devices that are offline bring
more than a third of their signs: what is left then comes too seldom to be compared with the rhythm.
"""

from collections.abc import Mapping, Sequence

from linli.care.rhythm import Span

MOST = 8
"""Devices that are remembered of a person."""
_FULL = 64
_LOST = 3


def noted(used: Mapping[str, int], device: str) -> dict[str, int]:
    """Return the counts with one more sign by a device; old counts fade, so that a new gate soon counts."""
    counts = {**used, device: used.get(device, 0) + 1}
    if counts[device] > _FULL or len(counts) > MOST:
        counts = {code: count // 2 for code, count in counts.items() if count > 1 or code == device}
        counts[device] = max(1, counts[device])
    while len(counts) > MOST:
        del counts[min((code for code in counts if code != device), key=lambda code: counts[code])]
    return counts


def unseen(
    used: Mapping[str, int], outages: Mapping[str, Sequence[Span]], since: int, until: int
) -> list[Span]:
    """Return the spans from `since` to `until` in which a person could not be seen, apart and sorted.

    Args:
        used: how many signs came by each device.
        outages: by device, the spans in which it was offline; what goes on ends at `until` or later.
        since, until: seconds of wall-clock time.
    """
    changes: list[tuple[int, int]] = []
    for device, count in used.items():
        for begin, end in outages.get(device, ()):
            if begin < until and since < end:
                changes += [(max(begin, since), count), (min(end, until), -count)]
    if not changes:
        return []
    whole, lost, dark = sum(used.values()), 0, None
    found: list[Span] = []
    for at, count in sorted(changes):
        lost += count
        if dark is None and lost * _LOST > whole:
            dark = at
        elif dark is not None and lost * _LOST <= whole:
            if found and found[-1][1] == dark:
                dark = found.pop()[0]
            if at > dark:
                found.append((dark, at))
            dark = None
    return found
