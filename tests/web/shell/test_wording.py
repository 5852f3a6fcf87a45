"""Times are said from the reader's side."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from linli.web.shell import wording

WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("that", "words"),
    [
        (date(2026, 3, 4), "今天"),
        (date(2026, 3, 5), "明天"),
        (date(2026, 3, 3), "昨天"),
        (date(2026, 3, 7), "周六"),
        (date(2026, 3, 9), "下周一"),
        (date(2026, 3, 1), "3月1日"),
        (date(2026, 3, 16), "3月16日"),
        (date(2025, 12, 31), "2025年12月31日"),
    ],
)
def test_a_day_is_named_as_people_name_it(that: date, words: str) -> None:
    assert wording.day(that, WEDNESDAY) == words


def test_a_moment_has_its_day_and_its_minute() -> None:
    that, present = datetime(2026, 3, 4, 14, 20, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert wording.moment(that, present) == "今天 14:20"
    with translation.override("en"):
        assert wording.moment(that, present) == "today 14:20"


def test_the_last_hour_is_told_in_minutes() -> None:
    present = datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert wording.ago(datetime(2026, 3, 4, 8, 59, 30, tzinfo=UTC), present) == "刚刚"
    assert wording.ago(datetime(2026, 3, 4, 8, 48, tzinfo=UTC), present) == "12 分钟前"
    assert wording.ago(datetime(2026, 3, 4, 7, 48, tzinfo=UTC), present) == "今天 07:48"


def test_distance_is_rounded_to_what_a_walker_needs() -> None:
    assert wording.distance(83.2) == "80 米"
    assert wording.distance(1240) == "1.2 公里"


def test_a_full_moment_needs_no_present() -> None:
    that = datetime(2026, 3, 4, 14, 20, tzinfo=UTC)
    assert wording.full(that) == "2026年3月4日 14:20"
    with translation.override("en"):
        assert wording.full(that) == "4 March 2026 14:20"
