"""Proves that history is whole: checks every link of every chain, and every chain against the seals."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from multiprocessing import get_context
from typing import Any

import numpy as np
from django.db import connections
from numpy.typing import NDArray

from linli.kernel import seals
from linli.kernel.audit import FIRST, chain
from linli.kernel.seals import Chain, Seal

LATE = timedelta(hours=1)
"""How long an entry may lag behind its own moment before a seal must hold it."""


@dataclass(frozen=True, order=True)
class Fault:
    """Something that is not as it was written.

    `what` is one of altered, removed, added, not_sealed, owner_disagrees, seal_altered, seal_removed,
    seal_forged, note_altered, state_altered.
    """

    stream: str
    seq: int
    what: str


@dataclass(frozen=True)
class Result:
    """What was looked at and what was found."""

    chains: int
    links: int
    seals: int
    faults: tuple[Fault, ...]


class Ledger:
    """All sealed heads, sorted by stream, in arrays that hold millions.

    A row: the stream's digest, the entry's number, its hash's front in two halves, the seal, the place there.
    """

    def __init__(self, parts: Sequence[NDArray[np.uint64]], last_at: datetime | None) -> None:
        table = np.concatenate([np.zeros((0, 6), dtype=np.uint64), *parts])
        self.table: NDArray[np.uint64] = table[np.lexsort((table[:, 1], table[:, 0]))]
        self.keys = np.ascontiguousarray(self.table[:, 0])
        self.seen = np.zeros(len(self.keys), dtype=bool)
        self.last_at = last_at

    def of(self, stream: str) -> list[tuple[int, int, int]]:
        """Return a stream's sealed (seq, front of the hash in two halves), and tick them off."""
        key = np.uint64(_key(stream))
        low = int(np.searchsorted(self.keys, key, "left"))
        high = int(np.searchsorted(self.keys, key, "right"))
        self.seen[low:high] = True
        return [(int(row[1]), int(row[2]), int(row[3])) for row in self.table[low:high]]


def _key(stream: str) -> int:
    return int.from_bytes(blake2b(stream.encode(), digest_size=8).digest(), "big")


def _front(digest: str) -> tuple[int, int]:
    return int(digest[:16], 16), int(digest[16:32], 16)


def verify(since: datetime | None = None, processes: int = 1) -> Result:
    """Check everything, or with `since` what changed from that moment on.

    Args:
        since: leave out chains that did not change since then, and what older seals say of them.
        processes: how many processes share the work.
    """
    faults: list[Fault] = []
    ledger, count = _read_seals(since, faults)
    work = [(which, span) for which, source in enumerate(seals.sources()) for span in source.spans(since)]
    chains = links = 0
    for done in _share(work, ledger, processes):
        chains, links = chains + done[0], links + done[1]
        faults.extend(done[2])
        ledger.seen |= done[3]
    faults.extend(_unseen(ledger))
    return Result(chains, links, count, tuple(sorted(set(faults))))


def _read_seals(since: datetime | None, faults: list[Fault]) -> tuple[Ledger, int]:
    """Check the seals themselves and return the heads that they hold."""
    parts: list[NDArray[np.uint64]] = []
    previous, number, last_at = FIRST, 0, None
    for seal in Seal.objects.order_by("number").iterator(50):
        number += 1
        if seal.number != number:
            faults.extend(Fault("seal", missing, "seal_removed") for missing in range(number, seal.number))
        elif seal.prev != previous:
            faults.append(Fault("seal", seal.number, "seal_altered"))
        if seal.computed() != seal.hash:
            faults.append(Fault("seal", seal.number, "seal_altered"))
        elif seal.signature != seals.sign(seal.hash):
            faults.append(Fault("seal", seal.number, "seal_forged"))
        elif since is None or seal.at >= since:
            rows = [
                (_key(head.stream), head.seq, *_front(head.hash), seal.number, position)
                for position, head in enumerate(seal.opened())
            ]
            parts.append(np.array(rows, dtype=np.uint64))
        previous, number, last_at = seal.hash, seal.number, seal.at
    return Ledger(parts, None if faults else last_at), number


Done = tuple[int, int, list[Fault], NDArray[np.bool_]]


def _share(work: list[tuple[int, Any]], ledger: Ledger, processes: int) -> Iterator[Done]:
    if processes <= 1 or len(work) < 2 * processes or not hasattr(os, "fork"):
        yield _check(work, ledger)
        return
    connections.close_all()
    _inherited[:] = [ledger]
    with get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(
            _check_inherited, [work[start::processes] for start in range(processes)]
        )
    _inherited.clear()


_inherited: list[Ledger] = []


def _check_inherited(work: Sequence[tuple[int, Any]]) -> Done:
    return _check(work, _inherited[0])


def _check(work: Sequence[tuple[int, Any]], ledger: Ledger) -> Done:
    """Check the chains of some spans; runs in a process of its own when there are several."""
    sources = seals.sources()
    chains = links = 0
    faults: list[Fault] = []
    for which, span in work:
        for found in sources[which].chains(span):
            chains += 1
            links += len(found.links)
            faults.extend(check_chain(found, ledger.of(found.stream), ledger.last_at))
    return chains, links, faults, ledger.seen


def check_chain(
    found: Chain, sealed: Sequence[tuple[int, int, int]], last_at: datetime | None
) -> Iterator[Fault]:
    """Yield what is wrong with one chain.

    Args:
        found: the chain as it stands.
        sealed: what seals say of it: (seq, front of the hash in two halves).
        last_at: when the newest seal was made.
    """
    stream, previous, expected = found.stream, FIRST, 1
    hashes: dict[int, str] = {}
    for seq, _at, prev, digest, content in found.links:
        for missing in range(expected, min(seq, expected + 100)):
            yield Fault(stream, missing, "removed")
        if chain(prev, content) != digest or (seq == expected and prev != previous):
            yield Fault(stream, seq, "altered")
        hashes[seq] = previous = digest
        expected = seq + 1
    for seq, front, middle in sealed:
        if seq not in hashes:
            yield Fault(stream, seq, "removed")
        elif _front(hashes[seq]) != (front, middle):
            yield Fault(stream, seq, "altered")
    covered = max((seq for seq, _, _ in sealed), default=0)
    yield from _unsealed_too_long(found, covered, last_at)
    yield from (Fault(stream, seq, what) for seq, what in found.odd)
    if found.told is not None:
        yield from _against_owner(found, *found.told)


def _unsealed_too_long(found: Chain, covered: int, last_at: datetime | None) -> Iterator[Fault]:
    if last_at is not None:
        for seq, at, *_ in reversed(found.links):
            if seq <= covered:
                return
            if at < last_at - LATE:
                yield Fault(found.stream, seq, "added")


def _against_owner(found: Chain, count: int, digest: str) -> Iterator[Fault]:
    last_seq, last_hash = (found.links[-1][0], found.links[-1][3]) if found.links else (0, "")
    for missing in range(last_seq + 1, min(count, last_seq + 100) + 1):
        yield Fault(found.stream, missing, "removed")
    for extra in range(count + 1, last_seq + 1):
        yield Fault(found.stream, extra, "added")
    if last_seq == count and last_hash != digest:
        yield Fault(found.stream, last_seq, "owner_disagrees")


def _unseen(ledger: Ledger) -> Iterator[Fault]:
    """Look for the chains that seals know and that no span held; yield what is wrong with them."""
    left = ledger.table[~ledger.seen]
    names: set[str] = set()
    for number in np.unique(left[:, 4]):
        heads = Seal.objects.get(number=int(number)).opened()
        names.update(heads[int(position)].stream for position in left[left[:, 4] == number][:, 5])
    for name in sorted(names):
        found = next(
            (chain for each in seals.sources() if (chain := each.find(name)) is not None), Chain(name)
        )
        yield from check_chain(found, ledger.of(name), ledger.last_at)
