"""Every kind of tampering with the audit is found and the row is named; honest history raises nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from linli.kernel import audit, clock, proof, seals
from linli.kernel.actor import SYSTEM
from linli.kernel.audit import AuditEntry
from linli.kernel.proof import Fault
from linli.kernel.seals import Seal


@pytest.fixture
def history(db: None) -> None:
    """Three streams, sealed twice, and one entry that waits for its seal."""
    with clock.at(clock.now() - timedelta(days=2)):
        for stream in ("contact:1", "contact:2", "case:9"):
            for number in range(3):
                audit.record(SYSTEM, "test:thing:done", stream, number=number, place="常州")
        seals.seal()
    with clock.at(clock.now() - timedelta(days=1)):
        audit.record(SYSTEM, "test:thing:done", "contact:2", number=3)
        seals.seal()
    audit.record(SYSTEM, "test:thing:done", "contact:3", number=0)


def entry(stream: str, seq: int) -> AuditEntry:
    """Return one entry."""
    return AuditEntry.objects.get(stream=stream, seq=seq)


def rewrite(stream: str, first: int, **fields: object) -> None:
    """Change an entry and mend the chain after it, as a careful forger would."""
    previous = entry(stream, first - 1).hash if first > 1 else audit.FIRST
    for link in AuditEntry.objects.filter(stream=stream, seq__gte=first).order_by("seq"):
        for name, value in fields.items() if link.seq == first else ():
            setattr(link, name, value)
        link.prev, link.hash = previous, audit.chain(previous, link.content())
        link.save()
        previous = link.hash


def alter_and_mend() -> None:
    """Rewrite a sealed entry with a chain that holds."""
    rewrite("contact:2", 2, actor="somebody")


def remove_first_and_close_up() -> None:
    """Remove an entry and number the rest anew."""
    entry("contact:1", 1).delete()
    for seq in (2, 3):
        AuditEntry.objects.filter(stream="contact:1", seq=seq).update(seq=seq - 1)
    rewrite("contact:1", 1)


def add_backdated() -> None:
    """Append an entry that claims to be older than the newest seal."""
    with clock.at(clock.now() - timedelta(days=3)):
        audit.record(SYSTEM, "test:thing:done", "contact:1")


def reseal() -> None:
    """Replace a seal's content with its own hash mended, without the key."""
    seal = Seal.objects.get(number=2)
    seal.count = 5
    seal.hash = seal.computed()
    seal.save()


TAMPERINGS: list[tuple[Callable[[], object], set[Fault]]] = [
    (
        lambda: AuditEntry.objects.filter(stream="contact:1", seq=2).update(data={"number": 9}),
        {Fault("contact:1", 2, "altered")},
    ),
    (
        lambda: AuditEntry.objects.filter(stream="contact:1", seq=2).update(at=clock.now()),
        {Fault("contact:1", 2, "altered")},
    ),
    (lambda: entry("contact:1", 2).delete(), {Fault("contact:1", 2, "removed")}),
    (lambda: entry("contact:1", 3).delete(), {Fault("contact:1", 3, "removed")}),
    (
        lambda: AuditEntry.objects.filter(stream="contact:2").delete(),
        {Fault("contact:2", 3, "removed"), Fault("contact:2", 4, "removed")},
    ),
    (alter_and_mend, {Fault("contact:2", 3, "altered"), Fault("contact:2", 4, "altered")}),
    (remove_first_and_close_up, {Fault("contact:1", 3, "removed")}),
    (add_backdated, {Fault("contact:1", 4, "added")}),
    (lambda: Seal.objects.filter(number=1).delete(), {Fault("seal", 1, "seal_removed")}),
    (lambda: Seal.objects.filter(number=2).update(count=9), {Fault("seal", 2, "seal_altered")}),
    (reseal, {Fault("seal", 2, "seal_forged")}),
]


def test_honest_history_raises_nothing(history: None) -> None:
    result = proof.verify()
    assert (result.chains, result.links, result.seals, result.faults) == (4, 11, 2, ())
    recent = proof.verify(since=clock.now() - timedelta(hours=30))
    assert (recent.chains, recent.faults) == (2, ())


@pytest.mark.parametrize(("tamper", "found"), TAMPERINGS)
def test_every_tampering_is_found_and_named(
    history: None, tamper: Callable[[], object], found: set[Fault]
) -> None:
    tamper()
    faults = set(proof.verify().faults)
    assert found <= faults
    assert {fault.stream for fault in faults} <= {fault.stream for fault in found}


def test_an_old_entry_altered_is_found_in_a_short_check_when_its_stream_is_new(history: None) -> None:
    AuditEntry.objects.filter(stream="contact:2", seq=1).update(reason="x")
    assert proof.verify(since=clock.now() - timedelta(hours=30)).faults == (Fault("contact:2", 1, "altered"),)


def test_a_stream_sealed_lately_but_written_before_is_no_fault(history: None) -> None:
    with clock.at(clock.now() - timedelta(hours=3)):
        audit.record(SYSTEM, "test:thing:done", "contact:5")
    seals.seal()
    assert proof.verify(since=clock.now() - timedelta(hours=1)).faults == ()
