"""In which half hours of the last eight weeks a sign came: two bits each, 676 bytes, for the alarm budget.

No more than the nightly look for a price needs: neither which device nor which minute. A day that falls out
of the eight weeks is forgotten with the next sign.
"""

import struct
from collections.abc import Iterator

from linli.care.rhythm import DAY, HALF_HOUR, SLOTS, Place
from linli.care.watching import Sign

DAYS = 56
_A_DAY = SLOTS // 4
_HEAD = struct.Struct("<i")
_SEEN = {Place.HOME: 0b01, Place.AWAY: 0b10}
_PLACES = {0b01: Place.HOME, 0b10: Place.AWAY}


def noted(diary: bytes, at: int, place: Place) -> bytes:
    """Return the diary with a sign at `at` (wall-clock seconds), after which the person was at `place`."""
    day, slot = at // DAY, at % DAY // HALF_HOUR
    first = _HEAD.unpack_from(diary)[0] if diary else day
    if day < first:
        return diary
    days = bytearray(diary[_HEAD.size :])
    if day - first >= DAYS:
        gone = day - first - DAYS + 1
        del days[: gone * _A_DAY]
        first += gone
    place_of = (day - first) * _A_DAY + slot // 4
    if place_of >= len(days):
        days.extend(bytes((day - first + 1) * _A_DAY - len(days)))
    shift = slot % 4 * 2
    days[place_of] = days[place_of] & ~(0b11 << shift) | _SEEN[place] << shift
    return _HEAD.pack(first) + bytes(days)


def signs(diary: bytes) -> Iterator[Sign]:
    """Yield what a diary tells, in order of time, each sign in the middle of its half hour."""
    if not diary:
        return
    begin = _HEAD.unpack_from(diary)[0] * DAY
    for number, byte in enumerate(diary[_HEAD.size :]):
        for part in range(4):
            place = _PLACES.get(byte >> part * 2 & 0b11)
            if place is not None:
                yield Sign(begin + (number * 4 + part) * HALF_HOUR + HALF_HOUR // 2, place)
