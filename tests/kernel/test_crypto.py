"""What is sealed opens only unaltered, and what is masked stays hidden."""

import base64
from typing import Any

import pytest

from linli.kernel import crypto


@pytest.mark.parametrize("text", ["13812345678", "𠮷野家的王奶奶", "x" * 5000])
def test_sealed_texts_come_back_and_never_look_alike(text: str) -> None:
    first, second = crypto.encrypt(text), crypto.encrypt(text)
    assert first != second
    assert text not in first
    assert crypto.decrypt(first) == crypto.decrypt(second) == text


def test_nothing_stays_nothing() -> None:
    assert crypto.encrypt("") == crypto.decrypt("") == ""


def test_an_altered_text_does_not_open() -> None:
    raw = bytearray(base64.urlsafe_b64decode(crypto.encrypt("13812345678").removeprefix("v1.")))
    raw[-1] ^= 1
    with pytest.raises(ValueError, match="LINLI_DATA_KEY"):
        crypto.decrypt("v1." + base64.urlsafe_b64encode(bytes(raw)).decode())


def test_blind_index_finds_equal_texts_only() -> None:
    assert crypto.blind_index("13812345678") == crypto.blind_index("13812345678")
    assert crypto.blind_index("13812345678") != crypto.blind_index("13812345679")


def test_blind_indexes_of_many_are_in_order_and_keyed(settings: Any) -> None:
    first, other, again = crypto.blind_indexes("care\ng\n", ["1", "2", "1"])
    assert first == again != other
    assert len(first) == 32
    assert first != crypto.blind_index("care\ng\n1")
    settings.DATA_KEY = "another"
    assert crypto.blind_indexes("care\ng\n", ["1"]) != [first]


def test_a_link_key_opens_its_own_number() -> None:
    key = crypto.link_key("261124-123-4567")
    assert crypto.link_key_ok("261124-123-4567", f" {key.upper()} ")
    assert not crypto.link_key_ok("261124-123-4568", key)
    assert not crypto.link_key_ok("261124-123-4567", "")
    assert not crypto.link_key_ok("261124-123-4567", "钥匙")


def test_masks() -> None:
    assert crypto.mask_phone("13812345678") == "138****5678"
    assert crypto.mask_phone("110") == "****"
    assert crypto.mask_identity("32040219400101123X") == "3" + "*" * 16 + "X"
    assert crypto.mask_name("欧阳娜") == "欧**"


def test_a_masked_mail_address_keeps_its_domain() -> None:
    assert crypto.mask_email("clerk@city.example") == "c***@city.example"
    assert crypto.mask_email("nonsense") == "***"
