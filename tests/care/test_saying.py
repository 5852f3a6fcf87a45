"""The one sentence: when, how unusual, and what to do; numbers only where they are strong."""

from datetime import datetime, timedelta

from django.utils import translation

from linli.care import saying
from linli.care.rhythm import Place
from linli.care.rules import Due

LAST = datetime(2026, 11, 23, 21, 18)  # noqa: DTZ001 - local
AT = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - local


def said(language: str, chance: float = 0.02, **other: object) -> str:
    """Return the sentence in a language."""
    words = {"last": LAST, "at": AT, "place": Place.HOME, "own": True, "live": True, "by_habit": True}
    with translation.override(language):
        return saying.reason(Due(0, 0, chance), **{**words, **other})  # type: ignore[arg-type]


def test_the_sentence() -> None:
    assert said("zh-hans") == (
        "昨天21:18后没有动静，按近几周的习惯，50次这样的时候有49次到09:30前已有动静，"
        "设备在线，请先电话，没人接再上门。"
    )
    assert said("en") == (
        "Nothing heard since 21:18 yesterday, by the habits of these weeks 49 times in 50 there was a sign "
        "by 09:30, the devices are online, please call first, and go if nobody answers."
    )


def test_weak_numbers_are_not_said() -> None:
    assert "次" not in said("zh-hans", 0.2)
    assert "次" not in said("zh-hans", own=False)
    assert "100次" in said("zh-hans", 0.004)
    assert "20次" in said("zh-hans", 0.03)


def test_who_went_out_and_when() -> None:
    assert said("zh-hans", place=Place.AWAY).startswith("昨天21:18出门后没有动静")
    assert said("zh-hans", last=AT - timedelta(hours=5)).startswith("今天04:30")
    assert said("zh-hans", last=AT - timedelta(days=3)).startswith("11月21日09:30")
    assert "一整天" in said("zh-hans", float("nan"), by_habit=False)
    assert "设备" not in said("zh-hans", live=False)


def test_in_all_languages() -> None:
    found = saying.in_all_languages(saying.blind)
    assert set(found) == {"zh-hans", "en"}
    assert found["zh-hans"] != found["en"]
