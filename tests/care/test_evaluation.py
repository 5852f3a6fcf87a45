"""What a rule is worth, on days made up so that the answer can be worked out by hand."""

import pytest

from linli.care.evaluation import MONTH, Course, course, worth
from linli.care.rhythm import DAY, HALF_HOUR, Place
from linli.care.watching import Alert, Personal, Published, Sign

HOUR = 2 * HALF_HOUR
START = 4 * DAY
REGULAR = [
    Sign(START + day * DAY + hour * HOUR, Place.HOME) for day in range(42) for hour in (7, 9, 12, 15, 18, 21)
]


def test_the_published_rule_finds_a_stop_at_the_end_of_the_next_day() -> None:
    noon = START + 20 * DAY + 12 * HOUR + 60
    went = course(REGULAR, Published(), [noon], START)
    assert list(went.delays) == [(36 * HOUR - 60) / 3600]
    assert not went.alerts


def test_cuts_on_leave_or_out_of_the_time_are_left_out() -> None:
    leave = (START + 10 * DAY, START + 12 * DAY)
    cuts = [START + day * DAY for day in (2, 11, 20, 60)]
    went = course(REGULAR, Published(), cuts, START + 5 * DAY, (leave,))
    assert went.cuts == [START + 20 * DAY]


def test_a_stop_is_found_earlier_by_the_rhythm_and_a_cut_changes_nothing() -> None:
    cuts = [START + 21 * DAY + step * 5 * HOUR for step in range(90)]
    rhythm, published = (course(REGULAR, rule, cuts, START + 21 * DAY) for rule in (Personal(), Published()))
    assert sum(rhythm.delays) / 90 < sum(published.delays) / 90 - 12
    assert min(rhythm.delays) > 0
    assert rhythm.alerts == course(REGULAR, Personal(), [], START + 21 * DAY).alerts


def test_a_delay_is_that_of_days_that_really_end_there() -> None:
    cut = REGULAR[200].at + 5 * HOUR
    [delay] = course(REGULAR, Personal(), [cut], START).delays
    stopped = [sign for sign in REGULAR if sign.at <= cut]
    end = Sign(cut + 5 * DAY, Place.HOME)
    went = course([*stopped, end], Personal(), [], START)
    first = next(alert.visit_at for alert in went.alerts if (alert.visit_at or 0) > cut)
    assert first == cut + round(delay * 3600)


def made(visits: int, delays: list[float], asked: bool = True) -> Course:
    """Return four weeks with so many visits in the first."""
    ask = START + HOUR if asked else None
    alerts = [Alert(ask, START + 2 * HOUR, START + 2 * HOUR, HOUR, 0.1, "rhythm")] * visits
    cuts = [START + number * DAY for number in range(len(delays))]
    return Course(START, START + 28 * DAY, alerts, cuts, delays)


def test_figures_are_means_over_persons_and_unanswered_asks_become_visits() -> None:
    months = 28 * DAY / MONTH
    found = worth([made(10, [1.0, 2.0, 3.0, 10.0]), made(0, [4.0, 4.0])], 0.8, 1)
    assert found.asks.value == pytest.approx(5 / months)
    assert found.visits.value == pytest.approx(1 / months)
    assert found.mean.value == pytest.approx(4)
    assert found.p90.value == 10
    assert found.mean.low <= found.mean.value <= found.mean.high
    assert worth([made(10, [1.0], asked=False)], 0.8, 1).visits.value == pytest.approx(10 / months)


def test_the_same_seed_gives_the_same_intervals() -> None:
    courses = [made(3, [1.0, 2.0, 7.0])]
    assert worth(courses, 0.8, 5) == worth(courses, 0.8, 5)
