"""A person's rhythm: in which half hours of the day a sign of life comes, counted in under 1 kB of integers.

Only half hours that begin at least 90 minutes after the last sign are counted, for nothing is decided before
that: the count says how likely a silence is to *end* now, at home and away, on workdays and rest days.
Younger days weigh more (twice as much as 56 days before): weights grow, so that old counts never have to be
gone through. Times are seconds of wall-clock time since 1970-01-01, local to the person: no zone, no look at
a clock.
"""

import struct
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

HALF_HOUR = 1800
DAY = 86_400
SLOTS = 48
# Hours of silence at which the second count, the one by length, goes on to its next class.
STEPS = (4, 8, 12, 24, 48)
CLASSES = len(STEPS) + 1
PERIODS = 6
WALK = 1008  # half hours: a longer silence teaches nothing more
_FROM = 3  # half hours
TEACHES = _FROM * HALF_HOUR  # a shorter silence teaches nothing
_HALVING = 56  # days
_WEIGHT, _HEAVIEST, _SHIFT = 64, 512, 3
_FULL = 0xFFFF
_HEAD = struct.Struct("<i")

IsRest = Callable[[int], bool]
Span = tuple[int, int]


class Place(IntEnum):
    """Where a person was after the last sign."""

    HOME = 0
    AWAY = 1


def weekend(day: int) -> bool:
    """Return whether a day, counted from 1970-01-01 (a Thursday), is a Saturday or Sunday."""
    return (day + 3) % 7 >= 5


def length_class(half_hours: int) -> int:
    """Return the class of a silence that has lasted so many half hours."""
    return sum(half_hours >= 2 * step for step in STEPS)


_LONG = 2 * STEPS[-1]
_PERIOD = SLOTS // PERIODS
_CLASS_OF = bytes(length_class(number) for number in range(_LONG + 1))


def _zeros(code: str, length: int) -> "array[int]":
    return array(code, bytes(array(code).itemsize * length))


def _dark(begin: int, blind: Sequence[Span]) -> bool:
    return any(start < begin + HALF_HOUR and begin < end for start, end in blind)


@dataclass(slots=True)
class Rhythm:
    """What one person's signs have taught.

    Attributes:
        base: the day (since 1970-01-01) whose weight is 64; None before the first lesson.
        hits, looks: by place, workday or rest day, half hour: signs that came; half hours waited through.
        ends: by place and class of length: silences that ended then.
        waits: by place, class and four-hour period of the day: half hours waited through, an eighth each.
    """

    base: int | None = None
    hits: "array[int]" = field(default_factory=lambda: _zeros("H", 2 * 2 * SLOTS))
    looks: "array[int]" = field(default_factory=lambda: _zeros("H", 2 * 2 * SLOTS))
    ends: "array[int]" = field(default_factory=lambda: _zeros("I", 2 * CLASSES))
    waits: "array[int]" = field(default_factory=lambda: _zeros("H", 2 * CLASSES * PERIODS))

    def weight(self, day: int) -> int:
        """Return what one half hour of a day weighs."""
        passed = 0 if self.base is None else day - self.base
        return max(1, round(_WEIGHT * 2 ** (passed / _HALVING)))

    def learn(
        self, since: int, until: int, place: Place, *, is_rest: IsRest, blind: Sequence[Span] = ()
    ) -> None:
        """Count a silence that lasted from `since` to `until`, and the sign that ended it.

        Half hours that touch a `blind` span (a device was offline) teach nothing. At most 1,008 are walked.
        """
        if until - since < TEACHES:
            return
        weight = self._rebased(until // DAY)
        begun, last, hit = since // HALF_HOUR, until // HALF_HOUR, -1
        first = max(-(-since // HALF_HOUR) + _FROM, last - WALK + 1)
        looks, waits, eighth, where, row = self.looks, self.waits, weight >> _SHIFT, int(place), 0
        for slot in range(first, last + 1):
            of_day = slot % SLOTS
            if of_day == 0 or slot == first:
                row = (where * 2 + is_rest(slot // SLOTS)) * SLOTS
            if blind and _dark(slot * HALF_HOUR, blind):
                continue
            cell = row + of_day
            seen = looks[cell] + weight
            looks[cell] = seen if seen < _FULL else _FULL
            lasted = slot - begun
            period = (where * CLASSES + _CLASS_OF[lasted if lasted < _LONG else _LONG]) * PERIODS
            period += of_day // _PERIOD
            waited = waits[period] + eighth
            waits[period] = waited if waited < _FULL else _FULL
            hit = cell if slot == last else -1
        if hit >= 0:
            self.hits[hit] = min(_FULL, self.hits[hit] + weight)
            self.ends[where * CLASSES + _CLASS_OF[min(last - begun, _LONG)]] += weight

    def _rebased(self, day: int) -> int:
        """Return the weight of a day; first make room when weights have grown eightfold."""
        if self.base is None:
            self.base = day
        while (weight := self.weight(day)) >= _HEAVIEST:
            for table in (self.hits, self.looks, self.ends, self.waits):
                for place, value in enumerate(table):
                    table[place] = value >> _SHIFT
            self.base += _SHIFT * _HALVING
        return weight

    def pack(self) -> bytes:
        """Return the whole state as bytes, in the machine's little-endian order."""
        head = _HEAD.pack(-1 if self.base is None else self.base)
        return head + b"".join(table.tobytes() for table in (self.hits, self.looks, self.ends, self.waits))

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Return the state that was packed.

        Raises:
            ValueError: these are not the bytes of a rhythm.
        """
        if len(packed) != _SIZE:
            raise ValueError(f"{len(packed)} bytes are no rhythm")
        (base,) = _HEAD.unpack_from(packed)
        tables = [array(code, packed[begin:end]) for code, begin, end in _TABLES]
        return cls(None if base < 0 else base, *tables)


def _tables() -> list[tuple[str, int, int]]:
    rhythm, at = Rhythm(), _HEAD.size
    found: list[tuple[str, int, int]] = []
    for table in (rhythm.hits, rhythm.looks, rhythm.ends, rhythm.waits):
        found.append((table.typecode, at, at := at + len(table) * table.itemsize))
    return found


_TABLES = _tables()
"""Where each table lies in the packed bytes, with the type of its numbers."""
_SIZE = _TABLES[-1][-1]
