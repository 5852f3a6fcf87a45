"""By which two facts somebody is known, and how long each step holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.care import doors
from linli.care.doors import Fact, Known, State

KNOWN = Known(
    phone="13812340001",
    address="幸福小区3号楼2单元0301室",
    kin=(("吴敏", "13812340002"), ("钱大伯", "")),
)
RIGHT: dict[str, str] = {
    Fact.PHONE: "0001",
    Fact.DOOR: "301",
    Fact.KIN_PHONE: "0002",
    Fact.KIN_NAME: "吴敏",
    Fact.SIGHT: "yes",
}
ALL = list(Fact)
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_what_can_be_asked() -> None:
    assert doors.possible(KNOWN, by_sight=True) == ALL
    assert Fact.SIGHT not in doors.possible(KNOWN, by_sight=False)
    assert doors.possible(Known("", "老街", ()), by_sight=False) == []
    assert doors.possible(Known("123", "老街", (("张三", ""),)), by_sight=False) == [Fact.KIN_NAME]


@pytest.mark.parametrize(
    ("fact", "words", "agrees"),
    [
        (Fact.PHONE, "0001", True),
        (Fact.PHONE, " 00 01 ", True),
        (Fact.PHONE, "0002", False),
        (Fact.DOOR, "301室", True),
        (Fact.DOOR, "3号楼2单元301", True),
        (Fact.DOOR, "0301", True),
        (Fact.DOOR, "302", False),
        (Fact.DOOR, "301 2", False),
        (Fact.KIN_PHONE, "0002", True),
        (Fact.KIN_PHONE, "0001", False),
        (Fact.KIN_NAME, "吴 敏", True),
        (Fact.KIN_NAME, "钱大伯", True),
        (Fact.KIN_NAME, "吴明", False),
        (Fact.SIGHT, "yes", True),
    ],
)
def test_each_fact(fact: Fact, words: str, agrees: bool) -> None:
    assert not list(doors.faults({fact: words, Fact.SIGHT if fact != Fact.SIGHT else Fact.DOOR: "1"}, ALL))
    assert doors.wrong({fact: words}, KNOWN) == ([] if agrees else [fact])


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({}, {"facts"}),
        ({Fact.PHONE: "0001"}, {"facts"}),
        ({Fact.PHONE: "0001", Fact.DOOR: "301", Fact.KIN_NAME: "吴敏"}, {"facts"}),
        ({Fact.PHONE: "001", Fact.DOOR: "301"}, {"phone"}),
        ({Fact.PHONE: "００01", Fact.DOOR: "三零一"}, {"door"}),
        ({Fact.KIN_NAME: "吴" * 61, Fact.DOOR: "301"}, {"kin_name"}),
        ({"birthday": "1940", Fact.DOOR: "301"}, {"facts"}),
        ({Fact.SIGHT: "yes", Fact.DOOR: "301"}, {"facts"}),
    ],
)
def test_a_slip_of_the_pen_is_no_wrong_answer(said: dict[str, str], fields: set[str]) -> None:
    """It is told and nothing is refused; known by sight does not count here."""
    allowed = [fact for fact in Fact if fact != Fact.SIGHT]
    assert {field for field, _what in doors.faults(said, allowed)} == fields


pairs = st.tuples(st.sampled_from(ALL), st.sampled_from(ALL)).filter(lambda pair: pair[0] != pair[1])


@given(pairs)
def test_any_two_right_answers_agree(pair: tuple[Fact, Fact]) -> None:
    said = {fact.value: RIGHT[fact] for fact in pair}
    assert not list(doors.faults(said, ALL))
    assert doors.wrong(said, KNOWN) == []


@given(pairs, st.text(min_size=1, max_size=20))
def test_no_answer_is_right_by_chance(pair: tuple[Fact, Fact], words: str) -> None:
    """What agrees says what is kept, whatever the signs around it."""
    one, other = (fact for fact in pair)
    if one is Fact.SIGHT or list(doors.faults({one: words, other: RIGHT[other]}, ALL)):
        return
    if not doors.wrong({one: words}, KNOWN):
        assert RIGHT[one] in "".join(words.split()).replace("0301", "301") or one is Fact.KIN_NAME


@pytest.mark.parametrize("state", list(State))
def test_how_long_a_step_holds(state: State) -> None:
    """What goes on ends by itself, and never by opening."""
    ends = doors.ends_at(state, NOW)
    assert (ends is None) == (state not in doors.OPEN)
    if ends is not None:
        assert timedelta() < ends - NOW <= timedelta(minutes=30)
        assert doors.after(state) in {State.LAPSED, State.UNKNOWN}
    assert (doors.after(state) is State.UNKNOWN) == (state is State.SENT)
