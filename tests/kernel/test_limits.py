"""A window takes so many requests and no more."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.kernel import clock, limits
from linli.kernel.errors import TooMany

NOON = datetime(2026, 11, 24, 12, 0, 10, tzinfo=UTC)


@pytest.mark.django_db
def test_a_full_window_says_when_to_come_back() -> None:
    with clock.at(NOON):
        for _ in range(3):
            limits.take("device:a", 3, 60)
        limits.take("device:b", 3, 60)
        with pytest.raises(TooMany) as fault:
            limits.take("device:a", 3, 60)
    assert fault.value.retry_after == 50
    with clock.at(NOON + timedelta(seconds=fault.value.retry_after)):
        limits.take("device:a", 3, 60)


@pytest.mark.django_db
def test_zero_is_no_limit() -> None:
    for _ in range(5):
        limits.take("key", 0, 60)
    assert not limits.RequestCount.objects.exists()
