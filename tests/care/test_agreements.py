"""What may be agreed to: each fault is named, a guardian says on what ground, quiet hours span midnight."""

from datetime import date, time, timedelta

import pytest

from linli.care import agreements
from linli.care.agreements import Signal
from tests.care.conftest import DAY, agreed


def test_a_whole_agreement_passes() -> None:
    assert not list(agreements.faults(agreed()))
    assert not list(agreements.faults(agreed(giver="guardian", ground="（2026）苏0412民特12号")))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"giver": "daughter"}, "giver"),
        ({"how": "silence"}, "how"),
        ({"signals": frozenset()}, "signals"),
        ({"signals": frozenset({"face"})}, "signals"),
        ({"purposes": frozenset({"contacts"})}, "purposes"),
        ({"until": DAY - timedelta(days=1)}, "until"),
        ({"until": DAY + timedelta(days=731)}, "until"),
        ({"giver": "guardian"}, "ground"),
    ],
)
def test_what_does_not_count_is_named(changed: dict[str, object], field: str) -> None:
    assert [name for name, _text in agreements.faults(agreed(**changed))] == [field]


def test_it_holds_from_its_first_day_to_its_last() -> None:
    found = agreed()
    days = [DAY - timedelta(days=1), DAY, date(2027, 11, 22), date(2027, 11, 23)]
    assert [found.holds(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(("risk", "day"), [("high", 30), ("key", 53), ("general", 113)])
def test_visits_by_risk(risk: str, day: int) -> None:
    assert agreements.next_visit(risk, DAY) == date(2026, 11, 1) + timedelta(days=day - 1)


def test_quiet_hours() -> None:
    quiet = [agreements.in_quiet_hours(time(hour), time(22), time(7)) for hour in (21, 22, 3, 7)]
    assert quiet == [False, True, True, False]
    assert agreements.in_quiet_hours(time(13), time(12), time(14))
    assert agreements.words({"button", "gate"}, Signal) == ["门禁通行", "一键按钮"]
