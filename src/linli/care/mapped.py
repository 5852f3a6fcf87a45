"""Which pseudonyms may lead to a plan, kept in memory: of all that pass a gate hardly any does.

Who is not among them is under no plan, and the database need not be asked. Who is among them may be under
none any more: only the database says so. A pseudonym that another process mapped is known after some seconds.
Kept are eight bytes of each, sorted: two million people under plan take 16 MB.
"""

import time
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from linli.care.models import Pseudonym

Beginnings = npt.NDArray[np.uint64]
FRESH_FOR_S = 5.0
WHOLE_AGAIN_S = 3600.0
_OVERLAP = 500
"""Ids that are read once more: a transaction may end later than one that began after it."""


class _Known:
    """What was read: the beginnings of the indexes, up to which id, and when."""

    def __init__(self) -> None:
        self.beginnings: Beginnings = np.zeros(0, np.uint64)
        self.last = 0
        self.whole_at = self.read_at = time.monotonic()

    def read(self) -> None:
        """Read what is new."""
        later = Pseudonym.objects.filter(pk__gt=self.last - _OVERLAP).order_by("pk")
        parts, some = [self.beginnings], list[str]()
        for pk, index in later.values_list("pk", "index").iterator(chunk_size=10_000):
            self.last = max(self.last, pk)
            some.append(index)
            if len(some) == _AT_ONCE:
                parts.append(_beginnings(some))
                some = []
        self.beginnings = np.unique(np.concatenate([*parts, _beginnings(some)]))
        self.read_at = time.monotonic()


_AT_ONCE = 50_000
_kept: list[_Known] = []


def expire() -> None:
    """Read everything anew at the next question."""
    _kept.clear()


def likely(indexes: Iterable[str]) -> list[str]:
    """Return those of the blind indexes that may lead to a plan."""
    known = _kept[0] if _kept else None
    now = time.monotonic()
    if known is None or now - known.whole_at > WHOLE_AGAIN_S:
        known = _Known()
        known.read()
        _kept[:] = [known]
    elif now - known.read_at > FRESH_FOR_S:
        known.read()
    asked, beginnings = list(indexes), known.beginnings
    if not asked or not beginnings.size:
        return []
    sought = _beginnings(asked)
    places = np.minimum(np.searchsorted(beginnings, sought), beginnings.size - 1)
    return [asked[place] for place in np.flatnonzero(beginnings[places] == sought)]


def _beginnings(indexes: list[str]) -> Beginnings:
    """Return the first half of each index, 32 hexadecimal digits, as a number."""
    return np.frombuffer(bytes.fromhex("".join(indexes)), ">u8")[::2].astype(np.uint64)
