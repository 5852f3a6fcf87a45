"""A key is answered once."""

import pytest

from linli.kernel.errors import Conflict
from linli.kernel.idempotency import IdempotencyKey, once


@pytest.mark.django_db
def test_the_second_call_gets_the_first_answer_and_does_nothing() -> None:
    done: list[int] = []

    def work() -> dict[str, int]:
        done.append(1)
        return {"id": len(done)}

    assert once("v1", "k1", "f", work) == ({"id": 1}, False)
    assert once("v1", "k1", "f", work) == ({"id": 1}, True)
    assert once("v2", "k1", "f", work) == ({"id": 2}, False)
    assert len(done) == 2


@pytest.mark.django_db
def test_the_same_key_for_another_request_is_refused() -> None:
    once("v1", "k1", "f", lambda: {"id": 1})
    with pytest.raises(Conflict):
        once("v1", "k1", "g", lambda: {"id": 2})


@pytest.mark.django_db
def test_failed_work_leaves_the_key_free() -> None:
    def fails() -> dict[str, int]:
        raise ValueError

    with pytest.raises(ValueError):
        once("v1", "k1", "f", fails)
    assert not IdempotencyKey.objects.exists()
    assert once("v1", "k1", "f", lambda: {"id": 1}) == ({"id": 1}, False)
