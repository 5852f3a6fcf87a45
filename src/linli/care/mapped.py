"""Which pseudonyms may lead to a plan, kept in memory: of all that pass a gate hardly any does.

Who is not among them is under no plan, and the database need not be asked. Who is among them may be under
none any more: only the database says so. A pseudonym that another process mapped is known after some seconds.
"""

import time
from collections.abc import Iterable

from linli.care.models import Pseudonym

FRESH_FOR_S = 5.0
WHOLE_AGAIN_S = 3600.0
_OVERLAP = 500
"""Ids that are read once more: a transaction may end later than one that began after it."""
_LENGTH = 16


class _Known:
    """What was read: the beginnings of the indexes, up to which id, and when."""

    def __init__(self) -> None:
        self.beginnings: set[str] = set()
        self.last = 0
        self.whole_at = self.read_at = time.monotonic()

    def read(self) -> None:
        """Read what is new."""
        later = Pseudonym.objects.filter(pk__gt=self.last - _OVERLAP).values_list("pk", "index")
        last = self.last
        for pk, index in later.iterator(chunk_size=10_000):
            self.beginnings.add(index[:_LENGTH])
            last = max(last, pk)
        self.last, self.read_at = last, time.monotonic()


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
    beginnings = known.beginnings
    return [index for index in indexes if index[:_LENGTH] in beginnings]
