"""Numbers are easy to read out and hard to guess."""

import re
from datetime import UTC, datetime

from linli.kernel import ids


def test_a_tracking_number_starts_with_the_local_day() -> None:
    late_evening_in_utc = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert re.fullmatch(r"261124-\d{3}-\d{4}", ids.tracking_number(late_evening_in_utc))


def test_tokens_have_no_look_alikes_and_do_not_repeat() -> None:
    tokens = {ids.token() for _ in range(200)}
    assert len(tokens) == 200
    assert not set("".join(tokens)) & set("01ilo")
