"""How a city watches: the file is read whole or refused, and says what is wrong."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from linli.care import policy

OURS = """rule = "rhythm"
floor = false
shadow = true
holidays = false
budget = 1.1
answered = 0.8
sampled = 60
"""
FIRST = date(1970, 1, 1).toordinal()


def test_our_own_file_holds() -> None:
    kept = policy.current()
    assert (kept.rule, kept.floor, kept.shadow) == ("rhythm", False, True)
    assert policy.read(OURS) == kept


@pytest.mark.parametrize(
    ("line", "other", "said"),
    [
        ('rule = "rhythm"', 'rule = "dice"', "rule"),
        ("floor = false", 'floor = "no"', "floor"),
        ("budget = 1.1", "budget = 0", "budget"),
        ("answered = 0.8", "answered = 1.5", "answered"),
        ("sampled = 60\n", "", "sampled"),
        ("sampled = 60", "sampled = 60\nspeed = 1", "speed"),
        ("sampled = 60", "sampled = ", "watch.toml"),
    ],
)
def test_a_wrong_file_is_told(line: str, other: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        policy.read(OURS.replace(line, other))


def test_a_city_settles_its_own(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "data" / "care").mkdir(parents=True)
    (tmp_path / "data" / "care" / policy.FILE).write_text(OURS.replace("rhythm", "published"))
    assert policy.current() == policy.checked()
    assert policy.current().rule == "published"


def test_a_slip_does_not_keep_signs_from_being_heard(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "data" / "care").mkdir(parents=True)
    (tmp_path / "data" / "care" / policy.FILE).write_text("rule = 1")
    assert policy.current() == policy.read(OURS)
    with pytest.raises(ValueError, match="floor"):
        policy.checked()


@pytest.mark.django_db
def test_rest_days() -> None:
    """The National Day of 2026, a Thursday, is one by the calendar alone; a Saturday by both."""
    holiday, saturday = date(2026, 10, 1).toordinal() - FIRST, date(2026, 11, 28).toordinal() - FIRST
    weekends = policy.rest_days(policy.read(OURS))
    calendar = policy.rest_days(policy.read(OURS.replace("holidays = false", "holidays = true")))
    assert [weekends(holiday), weekends(saturday)] == [False, True]
    assert [calendar(holiday), calendar(saturday)] == [True, True]
