"""The one sentence: when, how unusual, and what to do; numbers only where they are strong."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from linli.care import saying
from linli.care.rhythm import Place
from linli.care.rules import Due
from linli.kernel import clock

LAST = clock.midnight(date(2026, 11, 23)) + timedelta(hours=21, minutes=18)
AT = LAST + timedelta(hours=12, minutes=12)


def said(language: str, chance: float = 0.02, **other: object) -> str:
    """Return the sentence in a language, its moment a blank."""
    words = {"at": AT, "place": Place.HOME, "own": True, "live": True, "by_habit": True}
    with translation.override(language):
        return saying.reason(Due(0, 0, chance), **{**words, **other})  # type: ignore[arg-type]


def read(today: datetime | None, language: str = "zh-hans", last: datetime = LAST) -> str:
    """Return when the last sign was, as it is read on a day."""
    kept = saying.written(lambda: "{when}", last)
    return saying.told(kept, language, today)


def test_the_sentence() -> None:
    kept = saying.written(lambda: said(translation.get_language() or ""), LAST)
    assert saying.told(kept, "zh-hans", AT) == (
        "昨晚21:18后没有动静，按近几周的习惯，50次这样的时候有49次到09:30前已有动静，"
        "设备在线，请先电话，没人接再上门。"
    )
    assert saying.told(kept, "en", AT) == (
        "Nothing heard since 21:18 last night, by the habits of these weeks 49 times in 50 there was a sign "
        "by 09:30, the devices are online, please call first, and go if nobody answers."
    )


def test_weak_numbers_are_not_said() -> None:
    assert "次" not in said("zh-hans", 0.2)
    assert "次" not in said("zh-hans", own=False)
    assert "100次" in said("zh-hans", 0.004)
    assert "20次" in said("zh-hans", 0.03)


def test_who_went_out() -> None:
    assert said("zh-hans", place=Place.AWAY).startswith("{when}出门后没有动静")
    assert "一整天" in said("zh-hans", float("nan"), by_habit=False)
    assert "设备" not in said("zh-hans", live=False)


def test_the_moment_is_said_by_the_readers_day() -> None:
    """Twenty minutes later it is no longer today: the same alert, read on either side of midnight."""
    before = LAST.replace(hour=23, minute=50)
    after = before + timedelta(minutes=20)
    assert (read(before), read(after)) == ("今天21:18", "昨晚21:18")
    assert (read(before, "en"), read(after, "en")) == ("21:18 today", "21:18 last night")
    assert read(after, last=LAST.replace(hour=7)) == "昨天07:18"
    assert read(after + timedelta(days=1)) == "前天21:18"
    assert read(after + timedelta(days=1), "en") == "21:18 two days ago"
    assert read(after + timedelta(days=2)) == "11月23日21:18"


@pytest.mark.parametrize(("language", "date"), [("zh-hans", "11月23日21:18"), ("en", "21:18 on 11/23")])
def test_a_text_that_is_kept_gives_the_date(language: str, date: str) -> None:
    assert read(None, language) == date


def test_without_a_sentence_there_is_a_plain_one() -> None:
    assert saying.told({}, "zh-hans", AT).startswith("一段时间没有动静")
    assert saying.told({}, "en", AT).startswith("Nothing has been heard for a while")
    assert saying.told({"zh-hans": "{when}"}, "zh-hans", AT) == "{when}"


def test_in_all_languages() -> None:
    found = saying.in_all_languages(saying.blind)
    assert set(found) == {"zh-hans", "en"}
    assert found["zh-hans"] != found["en"]


def test_why_somebody_looked_is_said_in_the_readers_language() -> None:
    with translation.override("en"):
        assert saying.why_looked(saying.AGREED) == "Forgotten key, identity check: agreed"
        assert saying.why_looked("上门探访前核对") == "上门探访前核对"
    assert saying.why_looked(saying.AGREED) == saying.AGREED


@pytest.mark.parametrize(
    ("kept", "english"),
    [
        ("老人", "The elder"),
        ("老人本人", "The elder"),
        ("家人邻居", "Family or neighbour"),
        ("第2联系人（女儿）", "Person 2 to call (女儿)"),
        ("王小明、李网格", "王小明、李网格"),
    ],
)
def test_whom_a_step_names_is_said_in_the_readers_language(kept: str, english: str) -> None:
    assert saying.who(kept) == kept
    with translation.override("en"):
        assert saying.who(kept) == english
