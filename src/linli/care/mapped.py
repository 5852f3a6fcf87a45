"""Which pseudonyms may lead to a plan, kept in memory: of all that pass a gate hardly any does.

Who is not among them is under no plan, and the database need not be asked. Who is among them may be under
none any more: only the database says so. A pseudonym that another process mapped is known after some seconds.
Kept are eight bytes of each, sorted: two million people under plan take 16 MB.
"""

import threading
import time
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from django.db import connection

from linli.kernel import among

Beginnings = npt.NDArray[np.uint64]
FRESH_FOR_S = 5.0
WHOLE_AGAIN_S = 3600.0
_OVERLAP = 500
"""Ids that are read once more: a transaction may end later than one that began after it."""
_SOME = (
    """SELECT MAX(id), {}(SUBSTR("index", 1, 16), '')"""
    """ FROM (SELECT id, "index" FROM care_pseudonym WHERE id > %s ORDER BY id LIMIT 50000) AS part"""
)
_JOIN = {"postgresql": "STRING_AGG", "sqlite": "GROUP_CONCAT"}


class _Known:
    """What was read: the beginnings of the indexes, up to which id, and when."""

    def __init__(self) -> None:
        self.beginnings: Beginnings = np.zeros(0, np.uint64)
        self.last = 0
        self.whole_at = self.read_at = time.monotonic()

    def read(self) -> None:
        """Read what is new."""
        last, parts = self.last - _OVERLAP, [np.zeros(0, np.uint64)]
        while True:
            ((until, joined),) = among.rows(_SOME.format(_JOIN[connection.vendor]), [last])
            if until is None:
                break
            parts.append(np.frombuffer(bytes.fromhex(joined), ">u8").astype(np.uint64))
            last = until
        found = np.concatenate(parts)
        if not self.holds(found).all():
            self.beginnings = np.union1d(self.beginnings, found)
        self.last, self.read_at = max(last, self.last), time.monotonic()

    def holds(self, sought: Beginnings) -> npt.NDArray[np.bool_]:
        """Return which of the beginnings are among those that were read."""
        known = self.beginnings  # another thread may put more in its place
        if not known.size:
            return np.zeros(sought.size, np.bool_)
        there: npt.NDArray[np.bool_] = (
            known[np.minimum(np.searchsorted(known, sought), known.size - 1)] == sought
        )
        return there


_kept: list[_Known] = []
_reading = threading.Lock()


def expire() -> None:
    """Read everything anew at the next question."""
    _kept.clear()


def likely(indexes: Iterable[str]) -> list[str]:
    """Return those of the blind indexes that may lead to a plan."""
    known, asked = _current(), list(indexes)
    if not asked:
        return []
    sought = np.frombuffer(bytes.fromhex("".join(asked)), ">u8")[::2].astype(np.uint64)
    return [asked[place] for place in np.flatnonzero(known.holds(sought))]


def _current() -> _Known:
    """Return what is known; while one thread reads, the others do with what was known, if anything was."""
    known, now = _kept[0] if _kept else None, time.monotonic()
    if known is not None and not _is_old(known, now):
        return known
    if not _reading.acquire(blocking=known is None) and known is not None:
        return known
    try:
        known = _kept[0] if _kept else None
        if known is None or now - known.whole_at > WHOLE_AGAIN_S:
            known = _Known()
            known.read()
            _kept[:] = [known]
        elif _is_old(known, now):
            known.read()
        return known
    finally:
        _reading.release()


def _is_old(known: _Known, now: float) -> bool:
    return now - known.read_at > FRESH_FOR_S or now - known.whole_at > WHOLE_AGAIN_S
