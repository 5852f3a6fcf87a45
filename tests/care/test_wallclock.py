"""Seconds of the wall clock and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from linli.care.wallclock import moment, wall

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_there_and_back() -> None:
    at = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    seconds = wall(at, SHANGHAI)
    assert seconds % 86_400 == 9 * 3600 + 1800
    assert moment(seconds, SHANGHAI) == at
    assert wall(datetime(1970, 1, 1, 8, tzinfo=SHANGHAI), SHANGHAI) == 8 * 3600


@given(
    st.datetimes(datetime(1973, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_it_is_what_the_clocks_show(at: datetime, name: str) -> None:
    shown = at.astimezone(ZoneInfo(name)).replace(tzinfo=UTC)
    assert wall(at, ZoneInfo(name)) == (shown - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
