"""What people type: cleaned, checked field by field, every fault named."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import InvalidInput
from linli.sources.fields import Fields, clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  路灯\t坏了  ", "路灯 坏了"),
        ("a\x00b\x07c\ud800", "abc"),
        ("㙍𠮷䶮🙂", "㙍𠮷䶮🙂"),
        ("好\u202e坏\ufeff", "好坏"),
        ("e\u0301", "é"),
        ("一\r\n二", "一 二"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("<b>'; DROP TABLE--", "<b>'; DROP TABLE--"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_lines_stay_where_they_are_wanted() -> None:
    assert clean(" 一 \r\n\r\n\r\n\r\n 二 \n", lines=True) == "一\n\n二"


@given(st.text(alphabet=st.characters(codec=None)))
def test_cleaned_text_can_always_be_stored(text: str) -> None:
    cleaned = clean(text, lines=True)
    cleaned.encode()
    assert "\x00" not in cleaned
    assert clean(cleaned, lines=True) == cleaned


def fault(read: str, value: Any, **more: Any) -> str:
    fields = Fields({"x": value})
    getattr(fields, read)("x", **more)
    with pytest.raises(InvalidInput) as caught:
        fields.finish()
    assert [error.field for error in caught.value.errors] == ["x"]
    return str(caught.value.errors[0].message)


@pytest.mark.parametrize("value", [[], {}, True, object(), b"x"])
def test_text_of_a_wrong_type(value: Any) -> None:
    assert "文字" in fault("text", value, most=10)


def test_text_too_long_or_missing() -> None:
    assert "最多 10" in fault("text", "长" * 11, most=10)
    assert "最多 10" in fault("text", "长" * 5_000_000, most=10)
    assert "请填写" in fault("text", " \x00 ", most=10, needed=True)
    assert "请填写" in fault("text", None, most=10, needed=True)


@pytest.mark.parametrize("value", ["x", [], {}, True, "nan", "inf", "1e999", float("nan"), 10**400])
def test_no_number(value: Any) -> None:
    assert "数字" in fault("number", value)


@pytest.mark.parametrize(
    ("data", "faulty"),
    [
        ({"lon": 120}, ["lat"]),
        ({"lat": "31"}, ["lon"]),
        ({"lon": 181, "lat": -91}, ["lon", "lat"]),
        ({"lon": "x", "lat": 31}, ["lon"]),
    ],
)
def test_a_bad_point(data: dict[str, Any], faulty: list[str]) -> None:
    fields = Fields(data)
    assert fields.point() is None
    assert [error.field for error in fields.faults] == faulty


def test_a_good_point() -> None:
    assert Fields({"lon": "119.95", "lat": 31.78}).point() == (119.95, 31.78)
    assert Fields({"lon": "", "lat": None}).point() is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("昨天", "写成"),
        ("2026-13-01 08:00", "写成"),
        (5, "写成"),
        ("9" * 5000, "写成"),
        ([], "写成"),
    ],
)
def test_a_bad_moment(value: Any, words: str) -> None:
    assert words in fault("moment", value)


@pytest.mark.parametrize("value", ["2026-11-24 08:30", "2026/11/24 08:30:00", "2026-11-24T00:30:00Z"])
def test_a_moment_is_local_unless_it_says_otherwise(value: str) -> None:
    assert Fields({"x": value}).moment("x") == datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("value", ["12", "abc", "+86 1", "1" * 30])
def test_a_bad_phone(value: str) -> None:
    assert "电话" in fault("phone", value)


def test_phone_and_email() -> None:
    assert Fields({"x": "138 0013-8000"}).phone("x") == "13800138000"
    assert Fields({"x": "0519-86666666"}).phone("x") == "051986666666"
    assert Fields({}).phone("x") == ""
    assert Fields({"x": "a@b.cn"}).email("x") == "a@b.cn"
    assert "邮箱" in fault("email", "a@")


def test_choice() -> None:
    assert Fields({"x": "b"}).choice("x", ["a", "b"], "a") == "b"
    assert Fields({}).choice("x", ["a", "b"], "a") == "a"
    assert "a, b" in fault("choice", "c", options=["a", "b"], default="a")
    assert "a, b" in fault("choice", [], options=["a", "b"], default="a")


def test_every_fault_is_told_at_once_with_its_row() -> None:
    fields = Fields({"a": "x" * 20, "b": "y"}, row=7)
    fields.text("a", 10)
    fields.number("b")
    assert [(error.field, error.row) for error in fields.faults] == [("a", 7), ("b", 7)]
