"""When it is time to ask and to go."""

from dataclasses import replace

import pytest

from linli.care.hazards import Hazards
from linli.care.rhythm import DAY, HALF_HOUR, Place, Rhythm, weekend
from linli.care.rules import HOUR, Due, Silence, Terms, due, usual_price

MONDAY = 4 * DAY
NEW = Hazards(Rhythm(), 4)


def planned(since: int, terms: Terms | None = None, **more: object) -> Due:
    """Return what a new person's silence at home leads to."""
    found = due(NEW, Silence(since, Place.HOME), terms or Terms(), is_rest=weekend, **more)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("hour", range(24))
def test_nobody_is_asked_or_visited_out_of_hours_and_there_is_time_to_answer(hour: int) -> None:
    since = MONDAY + hour * HOUR + 1234
    found = planned(since)
    assert found.ask_at is not None
    assert found.visit_at is not None
    assert 7 * HOUR <= found.ask_at % DAY < 22 * HOUR
    assert found.visit_at % DAY >= 6 * HOUR
    assert found.visit_at - found.ask_at >= HALF_HOUR
    assert found.ask_at - since >= 2 * HOUR


def test_a_dearer_visit_comes_later_and_is_more_certain() -> None:
    cheap, dear = (planned(MONDAY + 10 * HOUR, Terms(price=price)) for price in (100, 2000))
    assert cheap.visit_at is not None
    assert dear.visit_at is not None
    assert cheap.visit_at < dear.visit_at
    assert cheap.chance > dear.chance


def test_the_one_who_comes_every_morning_is_missed_that_morning() -> None:
    rhythm = Rhythm()
    for day in range(28):
        evening = MONDAY + day * DAY - 2 * HOUR
        rhythm.learn(evening, evening + 8 * HOUR + 1200, Place.HOME, is_rest=weekend)
    silence = Silence(MONDAY + 28 * DAY - 2 * HOUR, Place.HOME)
    found = due(Hazards(rhythm, 32), silence, Terms(), is_rest=weekend)
    assert found is not None
    assert found.visit_at is not None
    assert found.visit_at <= MONDAY + 28 * DAY + 10 * HOUR
    assert found.visit_at < (planned(silence.since).visit_at or 0)


def test_a_question_that_was_put_is_not_put_again() -> None:
    asked = MONDAY + 20 * HOUR
    found = due(NEW, Silence(MONDAY + 10 * HOUR, Place.HOME, asked), Terms(), is_rest=weekend)
    assert found is not None
    assert found.ask_at == asked
    assert (found.visit_at or 0) >= asked + HALF_HOUR


def test_the_dark_postpones_and_nothing_is_planned_in_the_past() -> None:
    plain = planned(MONDAY + 8 * HOUR)
    dark = (MONDAY + 9 * HOUR, MONDAY + 33 * HOUR)
    later = planned(MONDAY + 8 * HOUR, blind=(dark,), after=dark[1])
    assert plain.visit_at is not None
    assert later.ask_at is not None
    assert later.ask_at >= dark[1]
    assert (later.visit_at or 0) > plain.visit_at


def test_hours_may_be_open_all_day() -> None:
    found = planned(MONDAY + 15 * HOUR, replace(Terms(), quiet=(0, 0), night=(0, 0)))
    assert found.visit_at == (found.ask_at or 0) + HALF_HOUR


def test_who_was_found_well_in_this_silence_is_visited_later_next_time() -> None:
    since = MONDAY + 10 * HOUR
    first, third = (
        due(NEW, Silence(since, Place.HOME, visits=visits), Terms(), is_rest=weekend) for visits in (0, 2)
    )
    assert first is not None
    assert third is not None
    assert (first.visit_at or 0) < (third.visit_at or 0)


def test_a_second_signal_makes_a_visit_a_little_dearer() -> None:
    assert usual_price(2) == usual_price(5) > usual_price(1) == usual_price(0) == Terms().price
