"""The diary of eight weeks: half hours with a sign, and no more."""

from hypothesis import given
from hypothesis import strategies as st

from linli.care import diary
from linli.care.rhythm import DAY, HALF_HOUR, Place

BASE = 20_000 * DAY
PLACES = st.sampled_from(Place)


@given(st.lists(st.tuples(st.integers(0, diary.DAYS * DAY - 1), PLACES), max_size=60))
def test_what_is_noted_is_told_by_the_half_hour(told: list[tuple[int, Place]]) -> None:
    """The last sign of a half hour says where the person was; the first day is the first one told."""
    kept, last = b"", dict[int, Place]()
    for after, place in told:
        if kept and (BASE + after) // DAY < (BASE + told[0][0]) // DAY:
            continue
        kept = diary.noted(kept, BASE + after, place)
        last[(BASE + after) // HALF_HOUR] = place
    found = {sign.at // HALF_HOUR: sign.place for sign in diary.signs(kept)}
    assert found == last or not told
    assert len(kept) <= 4 + 12 * diary.DAYS


def test_older_days_fall_out() -> None:
    kept = b""
    for day in range(100):
        kept = diary.noted(kept, BASE + day * DAY + 9 * 3600, Place.AWAY)
    days = [sign.at // DAY - BASE // DAY for sign in diary.signs(kept)]
    assert days == list(range(100 - diary.DAYS, 100))
    assert len(kept) == 4 + 12 * diary.DAYS
    assert diary.noted(kept, BASE, Place.HOME) == kept, "before the eight weeks"
    after = diary.noted(kept, BASE + 500 * DAY, Place.HOME)
    assert [sign.at // DAY for sign in diary.signs(after)] == [BASE // DAY + 500]


def test_an_empty_diary_tells_nothing() -> None:
    assert list(diary.signs(b"")) == []
