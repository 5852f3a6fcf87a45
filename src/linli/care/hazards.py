"""How likely a silence is to end in each half hour: the person's own counts, leaning on everybody's.

Three layers, each leaning on the one before it the more the fewer days it has seen: what is usual in the
population, scaled to how often this person shows; the person's own day; the own workday or rest day.
What the length of the silence adds is a factor by class: what was counted against what the hours foretold.
A silence at home that began between evening and morning is mostly sleep and ends more surely than these
layers say, which lean on everybody's day: its rates count up to half as much again, the more often the person
shows at home (somebody of whom only door passes are known shows too seldom for it to matter).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from linli.care.rhythm import (
    CLASSES,
    DAY,
    HALF_HOUR,
    PERIODS,
    SLOTS,
    IsRest,
    Place,
    Rhythm,
    Span,
    length_class,
)

Floats = npt.NDArray[np.float64]
HORIZON = 14 * SLOTS
# The chance that a silence ends in a half hour, by hour of the day: rounded from homes of different habits.
_AT_HOME = (0.03, 0.01, 0.01, 0.01, 0.01, 0.01, 0.03, 0.07, 0.09) + (0.13,) * 12 + (0.09, 0.06, 0.03)
_AWAY = (0.1, 0.08, 0.05, 0.02, 0.02, 0.02) + (0.05,) * 9 + (0.08,) + (0.13,) * 7 + (0.11,)
POPULATION: Floats = np.repeat(np.array((_AT_HOME, _AWAY)), 2, axis=1)
# How many days (signs, for level and length) a layer needs to weigh as much as the one before it.
_LEVEL, _OWN, _KIND, _LENGTH = 2.0, 5.0, 8.0, 4.0
_SURE = 0.9
_SLEEP, _SURELY = (18, 6), 0.5
# Counts are spread over their neighbours on the clock: a bell of one hour.
_APART = (np.arange(SLOTS)[:, None] - np.arange(SLOTS) + SLOTS // 2) % SLOTS - SLOTS // 2
_SPREAD = np.where(abs(_APART) <= 4, np.exp(-0.5 * (_APART / 2) ** 2), 0)
_SPREAD /= _SPREAD.sum(0)
_LENGTHS = np.array([length_class(number) for number in range(HORIZON + 1)])


class Hazards:
    """A person's hazards as they stand on one day, ready to be laid along the hours ahead."""

    def __init__(self, rhythm: Rhythm, day: int) -> None:
        """Read the counts; they are not kept."""
        weight = rhythm.weight(day)
        hits = np.array(rhythm.hits, float).reshape(2, 2, SLOTS) / weight
        looks = np.array(rhythm.looks, float).reshape(2, 2, SLOTS) / weight
        usual = POPULATION[:, None]
        level = (hits.sum((1, 2)) + _LEVEL) / ((looks * usual).sum((1, 2)) + _LEVEL)
        self._sleep = 1 + _SURELY * float(np.clip(level[Place.HOME] - 1, 0, 1))
        ground = 1 - (1 - POPULATION) ** level[:, None]
        hits, looks = hits @ _SPREAD, looks @ _SPREAD
        own = (hits.sum(1) + _OWN * ground) / (looks.sum(1) + _OWN)
        chance = np.minimum(_SURE, (hits + _KIND * own[:, None]) / (looks + _KIND))
        self._rates: Floats = -np.log1p(-chance)
        self._factors = self._by_length(rhythm, weight, own)

    @staticmethod
    def _by_length(rhythm: Rhythm, weight: int, own: Floats) -> Floats:
        ends = np.array(rhythm.ends, float).reshape(2, CLASSES) / weight
        waits = np.array(rhythm.waits, float).reshape(2, CLASSES, PERIODS) * 8 / weight
        foretold = (waits * own.reshape(2, 1, PERIODS, -1).mean(-1)).sum(-1)
        factors: Floats = (ends + _LENGTH) / (foretold + _LENGTH)
        return factors

    def ahead(
        self, since: int, place: Place, *, is_rest: IsRest, blind: Sequence[Span]
    ) -> tuple[Floats, Floats]:
        """Return the rate and the length in hours of each half hour from `since` on, for two weeks.

        The first is cut short by what has passed of it; one that touches a `blind` span counts for nothing.
        """
        first = since // HALF_HOUR
        days = [int(is_rest(first // SLOTS + number)) for number in range(HORIZON // SLOTS + 1)]
        start = first % SLOTS
        rates: Floats = self._rates[place][days].ravel()[start : start + HORIZON]
        rates = rates * self._factors[place][_LENGTHS[:HORIZON]]
        if place is Place.HOME and not _SLEEP[1] <= since % DAY // 3600 < _SLEEP[0]:
            rates *= self._sleep
        hours = np.full(HORIZON, 0.5)
        hours[0] = 0.5 - since % HALF_HOUR / 3600
        for begin, end in blind:
            hours[max(0, begin // HALF_HOUR - first) : max(0, -(-end // HALF_HOUR) - first)] = 0.0
        return rates * hours * 2, hours


def today(at: int) -> int:
    """Return the day of a moment."""
    return at // DAY
