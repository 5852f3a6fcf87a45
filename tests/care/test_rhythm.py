"""What a rhythm counts, how small it stays, and that it survives being packed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.care.rhythm import (
    CLASSES,
    DAY,
    HALF_HOUR,
    PERIODS,
    SLOTS,
    TEACHES,
    WALK,
    Place,
    Rhythm,
    length_class,
    weekend,
)

MONDAY = 4 * DAY  # 1970-01-05
HOUR = 2 * HALF_HOUR


def learnt(*silences: tuple[int, int], blind: tuple[tuple[int, int], ...] = ()) -> Rhythm:
    """Return a rhythm after silences at home, in seconds from that Monday."""
    rhythm = Rhythm()
    for since, until in silences:
        rhythm.learn(MONDAY + since, MONDAY + until, Place.HOME, is_rest=weekend, blind=blind)
    return rhythm


def test_half_hours_waited_through_and_the_one_of_the_sign_are_counted() -> None:
    rhythm = learnt((7 * HOUR + 600, 10 * HOUR + 60))
    assert [slot for slot, looks in enumerate(rhythm.looks) if looks] == [18, 19, 20]
    assert [slot for slot, hits in enumerate(rhythm.hits) if hits] == [20]


def test_what_comes_before_anything_could_be_decided_teaches_nothing() -> None:
    assert learnt((0, TEACHES - 1)) == Rhythm()
    assert any(learnt((0, TEACHES)).hits)


def test_half_hours_offline_teach_nothing() -> None:
    dark = (MONDAY + 9 * HOUR, MONDAY + 9 * HOUR + HALF_HOUR)
    rhythm = learnt((7 * HOUR + 600, 10 * HOUR + 60), blind=(dark,))
    assert [slot for slot, looks in enumerate(rhythm.looks) if looks] == [19, 20]


def test_rest_days_and_places_are_kept_apart() -> None:
    saturday = 5 * DAY
    rhythm = learnt((saturday + 7 * HOUR, saturday + 9 * HOUR))
    assert not any(rhythm.looks[:SLOTS])
    assert any(rhythm.looks[SLOTS : 2 * SLOTS])
    assert not any(rhythm.looks[2 * SLOTS :])


def test_a_day_weighs_twice_one_of_eight_weeks_before_and_room_is_made() -> None:
    rhythm = learnt((0, 2 * HOUR))
    assert rhythm.weight(4 + 56) == 2 * rhythm.weight(4)
    for day in range(3000):
        rhythm.learn(MONDAY + day * DAY, MONDAY + day * DAY + 20 * HOUR, Place.HOME, is_rest=weekend)
    assert max(rhythm.looks) < 65_535
    seen = max(rhythm.looks) / rhythm.weight(MONDAY // DAY + 2999)
    assert seen == pytest.approx(5 / 7 * 56 / 0.693, rel=0.05)


def test_a_very_long_silence_is_walked_only_so_far() -> None:
    rhythm = learnt((0, 400 * DAY))
    assert sum(rhythm.looks) == WALK * rhythm.weight(404)


@given(st.lists(st.integers(600, 3 * DAY), min_size=1, max_size=60), st.sampled_from(Place))
@settings(max_examples=60, deadline=None)
def test_the_state_stays_under_a_kilobyte_and_survives_packing(gaps: list[int], place: Place) -> None:
    rhythm, at = Rhythm(), MONDAY
    for gap in gaps:
        rhythm.learn(at, at + gap, place, is_rest=weekend)
        at += gap
    assert len(rhythm.pack()) < 1000
    assert Rhythm.unpack(rhythm.pack()) == rhythm


def counted(rhythm: Rhythm, since: int, until: int, place: Place, blind: list[tuple[int, int]]) -> None:
    """Learn a silence as it is described, half hour by half hour, with no thought of speed."""
    if until - since < TEACHES:
        return
    weight = rhythm._rebased(until // DAY)
    begun, last = since // HALF_HOUR, until // HALF_HOUR
    for slot in range(begun + 1, last + 1):
        begin = slot * HALF_HOUR
        if begin < since + TEACHES or slot <= last - WALK:
            continue
        if any(start < begin + HALF_HOUR and begin < end for start, end in blind):
            continue
        row = (place * 2 + weekend(slot // SLOTS)) * SLOTS + slot % SLOTS
        kind = place * CLASSES + length_class(slot - begun)
        period = kind * PERIODS + slot % SLOTS * PERIODS // SLOTS
        rhythm.looks[row] = min(0xFFFF, rhythm.looks[row] + weight)
        rhythm.waits[period] = min(0xFFFF, rhythm.waits[period] + weight // 8)
        if slot == last:
            rhythm.hits[row] = min(0xFFFF, rhythm.hits[row] + weight)
            rhythm.ends[kind] += weight


@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(0, 2 * DAY), st.integers(0, 40 * DAY)),
            st.sampled_from(Place),
            st.lists(st.tuples(st.integers(0, DAY), st.integers(0, DAY)), max_size=2),
        ),
        max_size=40,
    ),
    st.integers(0, HALF_HOUR),
)
@settings(max_examples=80, deadline=None)
def test_the_quick_walk_counts_what_the_slow_one_does(
    silences: list[tuple[int, Place, list[tuple[int, int]]]], begin: int
) -> None:
    quick, slow, since = Rhythm(), Rhythm(), MONDAY + begin
    for lasted, place, dark in silences:
        until = since + lasted
        blind = [(since + first, since + first + long) for first, long in dark]
        quick.learn(since, until, place, is_rest=weekend, blind=blind)
        counted(slow, since, until, place, blind)
        since = until
    assert quick.pack() == slow.pack()


def test_bytes_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match="no rhythm"):
        Rhythm.unpack(b"\0" * 12)
