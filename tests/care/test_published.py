"""The published rule: the first whole calendar day without a sign."""

from linli.care import published
from linli.care.rhythm import DAY, HALF_HOUR
from linli.care.rules import Due

HOUR = 2 * HALF_HOUR


def test_the_day_of_the_last_sign_is_no_whole_day() -> None:
    assert published.due(5 * DAY + 1).visit_at == 7 * DAY
    assert published.due(5 * DAY + 23 * HOUR).visit_at == 7 * DAY


def test_a_day_that_was_not_seen_whole_does_not_count() -> None:
    assert published.due(5 * DAY, ((6 * DAY + HOUR, 6 * DAY + 2 * HOUR),)).visit_at == 8 * DAY
    assert published.due(5 * DAY, ((4 * DAY, 5 * DAY + HOUR),)).visit_at == 7 * DAY


def test_the_floor_only_brings_forward() -> None:
    early = Due(6 * DAY, 6 * DAY + HOUR, 0.1)
    late = Due(8 * DAY, 8 * DAY + HOUR, 0.1)
    asked = Due(6 * DAY, 8 * DAY, 0.1)
    assert published.earlier(early, 5 * DAY) == early
    assert published.earlier(late, 5 * DAY) == Due(None, 7 * DAY, 0.1)
    assert published.earlier(asked, 5 * DAY) == Due(6 * DAY, 7 * DAY, 0.1)
    assert published.earlier(None, 5 * DAY).visit_at == 7 * DAY
