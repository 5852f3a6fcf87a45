"""The price of a false visit follows the budget of false visits."""

from random import Random

from linli.care import budget
from linli.care.budget import PRICES, History
from linli.care.rhythm import DAY, HALF_HOUR, Place
from linli.care.rules import Terms
from linli.care.watching import Sign

HOUR = 2 * HALF_HOUR
END = 100 * DAY


def wanderer(seed: int) -> History:
    """Return somebody who is seen about once a day, at any hour."""
    dice = Random(seed)
    signs = sorted(dice.randrange(20 * DAY, END) for _sign in range(90))
    return History([Sign(at, Place.HOME) for at in signs])


PEOPLE = [wanderer(seed) for seed in range(2)]


def picked(allowed: float) -> float:
    """Return the price for so many false visits a person-month."""
    return budget.price(PEOPLE, allowed, END, Terms(), 0.8)


def test_a_smaller_budget_makes_a_visit_dearer() -> None:
    wide, narrow = picked(3.0), picked(0.8)
    assert PRICES[0] < wide < narrow


def test_without_alerts_the_least_price_does_and_an_impossible_budget_takes_the_dearest() -> None:
    assert budget.price([History([])], 0.1, END, Terms(), 0.8) == PRICES[0]
    assert picked(0.0) == PRICES[-1]


def test_what_is_older_than_eight_weeks_only_teaches() -> None:
    old = History([sign for sign in PEOPLE[0].signs if sign.at < END - 60 * DAY])
    assert budget.price([old], 0.0, END, Terms(), 0.8) == PRICES[0]
