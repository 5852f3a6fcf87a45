"""Seconds of the wall clock and back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from linli.care.wallclock import moment, wall

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_there_and_back() -> None:
    at = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    seconds = wall(at, SHANGHAI)
    assert seconds % 86_400 == 9 * 3600 + 1800
    assert moment(seconds, SHANGHAI) == at
    assert wall(datetime(1970, 1, 1, 8, tzinfo=SHANGHAI), SHANGHAI) == 8 * 3600
