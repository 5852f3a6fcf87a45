"""The nightly price of a district: by what its people's diaries tell, and what was answered."""

from datetime import timedelta

import pytest

from linli.care import actions, budget, policy
from linli.care.actions import pricing
from linli.care.models import Alert, Plan, Price
from linli.kernel import clock
from tests.care.habits import lived
from tests.cases import city

NOW = city.MONDAY_9


def test_a_price_is_set_by_the_diaries(plan: Plan) -> None:
    """Somebody whose day is as every other day needs no dear visits."""
    lived(plan, NOW, days=50)
    assert actions.price() == 1
    price = Price.objects.get(district_code=city.G1[:6])
    assert price.price in budget.PRICES
    assert (price.people, price.answered) == (1, policy.current().answered)
    assert actions.price() == 1
    assert Price.objects.count() == 1


@pytest.mark.parametrize("days", [0, 5])
def test_too_little_is_known(plan: Plan, days: int) -> None:
    if days:
        lived(plan, NOW, days=days)
    assert actions.price() == 0
    assert not Price.objects.exists()


def test_the_share_of_answers_is_the_districts_own(plan: Plan) -> None:
    """From thirty questions on; what ended at the door was not answered; who needed help is left out."""

    def asked(number: int, minutes: int, outcome: str) -> None:
        at = NOW - timedelta(days=1 + number)
        Alert.objects.create(
            code=f"a{number}", plan=plan, grid_code=plan.grid_code, ask_at=at, reason={},
            visit_at=at + timedelta(minutes=60), opened_at=at, outcome=outcome,
            cleared_at=at + timedelta(minutes=minutes),
        )  # fmt: skip

    district, now = city.G1[:6], clock.now()
    for number in range(20):
        asked(number, 20, "sign")
    assert pricing.answered(district, now) == policy.current().answered
    for number in range(20, 30):
        asked(number, 90, "safe")
    for number in range(30, 40):
        asked(number, 90, "helped")
    assert pricing.answered(district, now) == pytest.approx(2 / 3)
    assert pricing.answered("320405", now) == policy.current().answered
