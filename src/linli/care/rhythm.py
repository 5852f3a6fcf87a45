"""A person's rhythm: in which half hours of the day a sign of life comes, counted in under 1 kB of integers.

Only half hours that begin at least 30 minutes after the last sign are counted: the count says how likely
a silence is to *end* now, at home and away, on workdays and rest days. Younger days weigh more (twice as much
as 56 days before): weights grow, so that old counts never have to be gone through. Times are
seconds of wall-clock time since 1970-01-01, local to the person: no zone, no look at a clock.
"""

import struct
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Self

HALF_HOUR = 1800
DAY = 86_400
SLOTS = 48
# Hours of silence at which the second count, the one by length, goes on to its next class.
STEPS = (2, 4, 8, 16, 36)
CLASSES = len(STEPS) + 1
PERIODS = 6
WALK = 1008  # half hours: a longer silence teaches nothing more
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


_CLASS_OF = bytes(length_class(number) for number in range(2 * STEPS[-1] + 1))


def _zeros(code: str, length: int) -> "array[int]":
    return array(code, bytes(array(code).itemsize * length))


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
        if until - since < HALF_HOUR:
            return
        day = until // DAY
        weight = self._rebased(day)
        last, hit = until // HALF_HOUR, None
        first = max(-(-since // HALF_HOUR) + 1, last - WALK + 1)
        for slot, cell in self._cells(first, last, place, is_rest, blind):
            self.looks[cell] = min(_FULL, self.looks[cell] + weight)
            hit = (slot, cell) if slot == last else None
            kind = place * CLASSES + _CLASS_OF[min(slot - since // HALF_HOUR, len(_CLASS_OF) - 1)]
            period = kind * PERIODS + slot % SLOTS // (SLOTS // PERIODS)
            self.waits[period] = min(_FULL, self.waits[period] + (weight >> _SHIFT))
        if hit is not None:
            slot, cell = hit
            self.hits[cell] = min(_FULL, self.hits[cell] + weight)
            self.ends[place * CLASSES + _CLASS_OF[min(slot - since // HALF_HOUR, len(_CLASS_OF) - 1)]] += (
                weight
            )

    def _cells(
        self, first: int, last: int, place: Place, is_rest: IsRest, blind: Sequence[Span]
    ) -> Iterator[tuple[int, int]]:
        """Yield each half hour that counts, with its place in the tables."""
        day, row = None, 0
        for slot in range(first, last + 1):
            if slot // SLOTS != day:
                day = slot // SLOTS
                row = (place * 2 + is_rest(day)) * SLOTS
            begin = slot * HALF_HOUR
            if not any(start < begin + HALF_HOUR and begin < end for start, end in blind):
                yield slot, row + slot % SLOTS

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
        rhythm = cls()
        tables = (rhythm.hits, rhythm.looks, rhythm.ends, rhythm.waits)
        if len(packed) != _HEAD.size + sum(len(table) * table.itemsize for table in tables):
            raise ValueError(f"{len(packed)} bytes are no rhythm")
        (base,) = _HEAD.unpack_from(packed)
        rhythm.base = None if base < 0 else base
        position = _HEAD.size
        for table in tables:
            size = len(table) * table.itemsize
            table[:] = array(table.typecode, packed[position : position + size])
            position += size
        return rhythm
