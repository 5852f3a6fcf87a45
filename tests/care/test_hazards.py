"""Hazards lean on the population when a person is new, and follow the person soon."""

import numpy as np

from linli.care.hazards import HORIZON, POPULATION, Hazards
from linli.care.rhythm import DAY, HALF_HOUR, Place, Rhythm, weekend

HOUR = 2 * HALF_HOUR
MONDAY = 4 * DAY


def morning(rhythm: Rhythm, days: int, hour: int) -> Rhythm:
    """Teach nights from 22:00 that end at an hour."""
    for day in range(days):
        begin = MONDAY + day * DAY - 2 * HOUR
        rhythm.learn(begin, MONDAY + day * DAY + hour * HOUR, Place.HOME, is_rest=weekend)
    return rhythm


def rates(rhythm: Rhythm, day: int, since: int, blind: tuple[tuple[int, int], ...] = ()) -> np.ndarray:
    """Return the rates ahead at home."""
    return Hazards(rhythm, day).ahead(since, Place.HOME, is_rest=weekend, blind=blind)[0]


def test_a_new_person_is_like_everybody() -> None:
    ahead = rates(Rhythm(), 4, MONDAY)
    assert len(ahead) == HORIZON
    np.testing.assert_allclose(1 - np.exp(-ahead[:48]), POPULATION[0], atol=1e-9)


def test_a_week_of_mornings_at_six_makes_six_the_likely_hour() -> None:
    known = rates(morning(Rhythm(), 7, 6), 11, MONDAY + 7 * DAY)
    new = rates(Rhythm(), 4, MONDAY + 7 * DAY)
    assert known[12] > 4 * new[12]
    assert known[4] < new[4]
    assert known[10:14].sum() > 3 * known[:10].sum()


def test_workdays_and_rest_days_part() -> None:
    rhythm = Rhythm()
    for day in range(56):
        begin, hour = MONDAY + day * DAY - 2 * HOUR, 9 if weekend(day + 4) else 6
        rhythm.learn(begin, begin + (hour + 2) * HOUR, Place.HOME, is_rest=weekend)
    workday = rates(rhythm, 60, MONDAY + 56 * DAY)
    rest = rates(rhythm, 60, MONDAY + 61 * DAY)
    assert workday[12] > 2 * rest[12]


def test_sleep_ends_more_surely_for_whoever_shows_often_at_home() -> None:
    often, seldom = Rhythm(), Rhythm()
    for at in range(MONDAY, MONDAY + 28 * DAY, 2 * HOUR):
        often.learn(at, at + 2 * HOUR, Place.HOME, is_rest=weekend)
    for at in range(MONDAY, MONDAY + 28 * DAY, 8 * HOUR):
        seldom.learn(at, at + 8 * HOUR, Place.HOME, is_rest=weekend)
    for known, more in ((often, 1.5), (seldom, 1.0), (Rhythm(), 1.0)):
        for asleep, awake, hour in ((5, 6, 7), (18, 17, 19)):
            by_start = [
                rates(known, 32, MONDAY + 28 * DAY + start * HOUR)[2 * (hour - start)]
                for start in (asleep, awake)
            ]
            np.testing.assert_allclose(by_start[0], more * by_start[1])


def test_half_hours_that_touch_the_dark_count_for_nothing() -> None:
    dark = (MONDAY + HOUR + 60, MONDAY + 2 * HOUR + 60)
    ahead, hours = Hazards(Rhythm(), 4).ahead(MONDAY, Place.HOME, is_rest=weekend, blind=(dark,))
    assert list(np.flatnonzero(hours == 0)) == [2, 3, 4]
    assert not ahead[2:5].any()
    assert ahead[5] > 0


def test_the_first_half_hour_counts_as_far_as_it_lasts() -> None:
    ahead, hours = Hazards(Rhythm(), 4).ahead(MONDAY + 900, Place.HOME, is_rest=weekend, blind=())
    assert hours[0] == 0.25
    assert ahead[0] < ahead[1] or POPULATION[0][0] != POPULATION[0][1]
