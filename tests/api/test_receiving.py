"""Idempotency keys of machines are checked before they are used."""

import pytest

from linli.api import receiving
from linli.kernel.errors import InvalidInput


def test_a_good_key_is_trimmed() -> None:
    assert receiving.idempotency_key(" 4f-b_~! ") == "4f-b_~!"
    assert receiving.idempotency_key("") == ""


@pytest.mark.parametrize("key", ["a b", "键", "a\x00", "a\nb", "x" * 101])
def test_a_bad_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        receiving.idempotency_key(key)
    assert caught.value.errors[0].field == "Idempotency-Key"
