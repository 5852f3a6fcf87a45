"""Seals: what grew is sealed once, each seal follows the last, and the past is fixed by the newest."""

from datetime import timedelta

import pytest

from linli.kernel import audit, clock, seals
from linli.kernel.actor import SYSTEM
from linli.kernel.audit import AuditEntry
from linli.kernel.seals import Head, Seal


def act(stream: str, times: int = 1) -> None:
    """Write some entries to a stream."""
    for number in range(times):
        audit.record(SYSTEM, "test:thing:done", stream, number=number)


@pytest.mark.django_db
def test_what_grew_is_sealed_once() -> None:
    act("contact:1", 3)
    act("contact:2")
    assert seals.seal() == 2
    assert seals.seal() == 0
    act("contact:2")
    assert seals.seal() == 1
    first, second = Seal.objects.order_by("number")
    last = AuditEntry.objects.get(stream="contact:2", seq=2)
    assert second.opened() == [Head("contact:2", 2, last.hash)]
    assert (first.number, second.number, second.prev) == (1, 2, first.hash)
    assert second.computed() == second.hash
    assert seals.newest() == second


@pytest.mark.django_db
def test_many_are_sealed_in_several_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "AT_ONCE", 4)
    for number in range(10):
        act(f"contact:{number}")
    assert seals.seal() == 10
    assert [seal.count for seal in Seal.objects.order_by("number")] == [4, 4, 2]


@pytest.mark.django_db
def test_a_seal_covers_what_it_says_and_when() -> None:
    act("contact:1")
    seals.seal()
    seal = Seal.objects.get()
    for change in (
        {"count": 7},
        {"at": clock.now() + timedelta(days=1)},
        {"heads": b"x"},
        {"prev": "f" * 64},
    ):
        for name, value in change.items():
            setattr(seal, name, value)
        assert seal.computed() != seal.hash
        seal.refresh_from_db()
        assert seal.computed() == seal.hash
