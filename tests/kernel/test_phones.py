"""Telephone numbers as people write them."""

import pytest

from linli.kernel import phones
from linli.kernel.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", ""),
        ("  ", ""),
        ("13812345678", "13812345678"),
        (" 138-1234-5678 ", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("0519-88886666", "051988886666"),
        ("(0519) 8888 6666", "051988886666"),
        ("+1 202 555 0123", "+12025550123"),
        ("１３８１２３４５６７８", "13812345678"),
    ],
)
def test_one_spelling(text: str, number: str) -> None:
    """Blanks, dashes, country codes and wide digits are forgiven."""
    assert phones.normal(text) == number


@pytest.mark.parametrize("text", ["1", "110", "12345678901", "138123456789", "电话", "<b>", "1" * 5000, "😀"])
def test_no_number(text: str) -> None:
    """The fault names the field it was given."""
    with pytest.raises(InvalidInput) as fault:
        phones.normal(text, "contact_phone")
    assert fault.value.errors[0].field == "contact_phone"
