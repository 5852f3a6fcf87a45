"""A person's days gone through: what must hold of the alerts, whatever the days were like."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.care.rhythm import DAY, HALF_HOUR, Place, Span
from linli.care.watching import Alert, Personal, Published, Rule, Sign, alerts

HOUR = 2 * HALF_HOUR
START = 4 * DAY
RULES: tuple[Callable[[], Rule], ...] = (Personal, Published, lambda: Personal(floor=True))
either = pytest.mark.parametrize("rule", RULES)


def walked(
    signs: Sequence[Sign],
    rule: Callable[[], Rule] = Personal,
    until: int = START + 40 * DAY,
    leaves: Sequence[Span] = (),
    outages: Sequence[Span] = (),
) -> list[Alert]:
    """Return the alerts of one person under a fresh rule."""
    return list(alerts(signs, rule=rule(), until=until, leaves=leaves, outages=outages))


def days(count: int, *hours: float) -> list[Sign]:
    """Return signs indoors at these hours of every day."""
    return [Sign(START + day * DAY + int(hour * HOUR), Place.HOME) for day in range(count) for hour in hours]


@st.composite
def histories(draw: st.DrawFn) -> list[Sign]:
    """Draw a history of some weeks with gaps from minutes to days."""
    gaps = draw(st.lists(st.one_of(st.integers(60, 4 * HOUR), st.integers(HOUR, 40 * HOUR)), max_size=80))
    places = draw(st.lists(st.sampled_from([*Place, None]), min_size=len(gaps), max_size=len(gaps)))
    signs, at = [], START
    for gap, place in zip(gaps, places, strict=True):
        at += gap
        signs.append(Sign(at, place))
    return signs


some = settings(max_examples=25, deadline=None)


@either
def test_somebody_who_stops_is_found(rule: Callable[[], Rule]) -> None:
    signs = days(20, 7, 9.5, 12, 15, 18, 21)
    found = [each for each in walked(signs, rule) if each.visit_at]
    assert found
    assert signs[-1].at < (found[0].visit_at or 0) <= signs[-1].at + 2 * DAY
    assert len(found) >= 10, "a silence starts anew with each visit"


def test_the_personal_rule_is_earlier_than_the_published_one() -> None:
    signs = days(20, 7, 9.5, 12, 15, 18, 21)
    personal, day = (walked(signs, rule)[0].visit_at for rule in (Personal, Published))
    assert personal is not None
    assert day is not None
    assert personal < day - 12 * HOUR


@given(histories())
@some
def test_order_holds_and_nothing_is_later_than_what_cleared_it(signs: list[Sign]) -> None:
    for alert in walked(signs, until=START + 40 * DAY):
        assert alert.ask_at is not None
        assert alert.silent >= 2 * HOUR
        if alert.visit_at is not None:
            assert alert.visit_at >= alert.ask_at + HALF_HOUR
            assert alert.cleared_at == alert.visit_at
        elif alert.cleared_at is not None:
            assert alert.ask_at < alert.cleared_at


@given(histories(), st.integers(0, 30 * DAY))
@some
def test_nothing_looks_ahead(signs: list[Sign], cut: int) -> None:
    moment = START + cut
    before = [sign for sign in signs if sign.at <= moment]

    def up_to(found: list[Alert]) -> list[tuple[int | None, int | None]]:
        early = [(a.ask_at, a.visit_at if (a.visit_at or 0) <= moment else None) for a in found]
        return [(ask, visit) for ask, visit in early if (ask or 0) <= moment]

    assert up_to(walked(signs)) == up_to(walked(before))


@given(histories())
@some
def test_the_same_history_gives_the_same_and_duplicates_change_nothing(signs: list[Sign]) -> None:
    once = walked(signs)
    assert walked(signs) == once
    assert walked([sign for sign in signs for _time in range(2)]) == once


@given(histories(), st.integers(0, 20 * DAY), st.integers(HOUR, 9 * DAY))
@some
def test_leave_is_left_alone(signs: list[Sign], begin: int, length: int) -> None:
    leave = (START + begin, START + begin + length)
    for alert in walked(signs, leaves=(leave,)):
        for at in (alert.ask_at, alert.visit_at):
            assert at is None or not leave[0] <= at < leave[1] + 2 * HOUR or at < leave[0]


@either
@given(signs=histories(), begin=st.integers(0, 20 * DAY), length=st.integers(HOUR, 9 * DAY))
@some
def test_an_outage_never_says_absent(
    rule: Callable[[], Rule], signs: list[Sign], begin: int, length: int
) -> None:
    outage = (START + begin, START + begin + length)
    for alert in walked(signs, rule, outages=(outage,)):
        assert alert.visit_at is None or not outage[0] <= alert.visit_at < outage[1]
        if alert.ask_at is not None and outage[0] <= alert.ask_at < outage[1]:
            assert alert.reason == "blind"
            assert alert.ask_at - outage[0] >= 4 * DAY


def test_three_days_in_the_dark_say_nothing_and_five_say_please_phone_once() -> None:
    signs = days(20, 8, 12, 18)
    end = signs[-1].at + HOUR
    assert not [
        a for a in walked(signs, until=end + 3 * DAY, outages=((end, end + 3 * DAY),)) if a.silent > DAY
    ]
    told = [
        a for a in walked(signs, until=end + 9 * DAY, outages=((end, end + 9 * DAY),)) if a.reason == "blind"
    ]
    assert len(told) == 1
    assert told[0].visit_at is None
    assert (told[0].ask_at or 0) % DAY == 9 * HOUR


def test_the_return_from_leave_starts_the_silence() -> None:
    signs = days(20, 7, 9.5, 12, 15, 18, 21)
    back = signs[-1].at + 10 * DAY
    found = walked(signs, leaves=((signs[-1].at + 60, back),))
    first = next(each for each in found if (each.ask_at or 0) > signs[-1].at)
    assert back + 2 * HOUR <= (first.ask_at or 0) < back + DAY


def test_what_stirs_as_the_door_falls_shut_is_nobody_at_home() -> None:
    week = days(21, 7, 9.5, 12, 15, 18, 21)
    out = Sign(week[-1].at + 10 * HOUR, Place.AWAY)
    shut, back_soon = (Sign(out.at + wait, None) for wait in (5, 600))
    plain = walked([*week, out])[-1]
    assert walked([*week, out, shut])[-1].chance == pytest.approx(plain.chance, rel=0.05)
    assert walked([*week, out, back_soon])[-1].chance < plain.chance / 2


def test_the_floor_brings_a_late_rule_forward() -> None:
    signs = days(3, 9)
    floored = walked(signs, lambda: Personal(floor=True))
    assert (floored[-1].visit_at or 0) <= START + 40 * DAY
    visits = [signs[-1].at, *(at for each in floored if (at := each.visit_at or 0) > signs[-1].at)]
    assert max(later - earlier for earlier, later in pairwise(visits)) <= 2 * DAY
