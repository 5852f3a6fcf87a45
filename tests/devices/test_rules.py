"""When silence is too long to be chance, and how an event's time fits."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.devices import rules
from linli.devices.rules import Timing

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("off", "timing"),
    [
        (timedelta(), Timing.FINE),
        (timedelta(minutes=1), Timing.FINE),
        (timedelta(minutes=3), Timing.SKEWED),
        (timedelta(days=2), Timing.IMPOSSIBLE),
        (-timedelta(minutes=59), Timing.FINE),
        (-timedelta(days=3), Timing.LATE),
        (-timedelta(days=31), Timing.TOO_LATE),
    ],
)
def test_how_a_time_fits(off: timedelta, timing: Timing) -> None:
    assert rules.timing(NOW + off, NOW) is timing


def test_too_little_history_says_nothing() -> None:
    assert rules.profile([], MONDAY, MONDAY + timedelta(days=2)) is None
    assert rules.silent_from(None, MONDAY) is None


def test_a_busy_device_is_missed_within_hours_a_quiet_one_not() -> None:
    """Ten passes an hour by day: missed after two hours by day, after a last pass at night in the morning."""
    span = [MONDAY + timedelta(hours=hour) for hour in range(21 * 24)]
    busy = rules.profile([(h, 10) for h in span if 7 <= h.hour < 22], MONDAY, MONDAY + timedelta(days=21))
    noon = MONDAY + timedelta(days=21, hours=12)
    missed = rules.silent_from(busy, noon)
    assert missed is not None
    assert noon + timedelta(hours=1) < missed <= noon + timedelta(hours=2)
    night = MONDAY + timedelta(days=21, hours=21, minutes=59)
    missed = rules.silent_from(busy, night)
    assert missed is not None
    assert missed > night + timedelta(hours=7)
    quiet = rules.profile([(h, 1) for h in span if h.hour == 12], MONDAY, MONDAY + timedelta(days=21))
    missed = rules.silent_from(quiet, noon)
    assert missed is not None
    assert missed > noon + timedelta(days=7)
    assert rules.silent_from([0.0] * 48, noon) is None


def test_missed_heartbeats() -> None:
    assert rules.missed_from(0, NOW) is None
    assert rules.missed_from(30, NOW) == NOW + timedelta(minutes=5)
    assert rules.missed_from(600, NOW) == NOW + timedelta(minutes=30)
