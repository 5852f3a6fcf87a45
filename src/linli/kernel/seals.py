"""Seals: at intervals the heads of all chains that grew are sealed together, each seal chained to the last.

A chain proves that nothing inside it was changed; a seal proves that the chain was there and how long it was,
so a removed case shows too. Writers never meet here: each appends to its own chain, and only the clock seals.
The hash of the newest seal, kept elsewhere (`linli verify-audit --print-head`), fixes the whole past.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.utils.module_loading import import_string

from linli.kernel import clock, crypto
from linli.kernel.audit import FIRST, AuditEntry, chain

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a chain."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True)
class Grown:
    """Chains that grew since they were last sealed, and what marks them as sealed in the same transaction."""

    heads: Sequence[Head]
    mark: Callable[[], None]


@dataclass(slots=True)
class Chain:
    """One chain as it stands in the database.

    `links` are (seq, moment, previous hash, hash, content); `told` is the length and the last hash that its
    owner keeps, if it does; `odd` are faults that only the owner can see, as (seq, what).
    """

    stream: str
    links: list[tuple[int, datetime, str, str, dict[str, Any]]] = field(default_factory=list)
    told: tuple[int, str] | None = None
    odd: list[tuple[int, str]] = field(default_factory=list)


Span = tuple[Any, Any, datetime | None]
"""A piece of a table: from, to (both included), and "only what changed since"."""


class Source(Protocol):
    """A table whose rows are chained."""

    def grown(self, limit: int) -> Grown:
        """Return up to `limit` chains that grew since they were last sealed."""

    def spans(self, since: datetime | None) -> list[Span]:
        """Return the table cut into spans; with `since`, at least what changed from that moment on."""

    def chains(self, span: Span) -> Iterator[Chain]:
        """Yield the chains of a span, each read at one moment."""

    def find(self, stream: str) -> Chain | None:
        """Return one chain, or None when this table has none of that name."""


class Seal(models.Model):
    """One seal: the heads of the chains that had grown, packed, and chained to the seal before.

    The signature needs LINLI_DATA_KEY, so whoever can write to the database only cannot forge a seal.
    """

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()
    heads = models.BinaryField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"

    def computed(self) -> str:
        """Return the hash that the seal must have."""
        digest = sha256(self.heads).hexdigest()
        return chain(self.prev, {"number": self.number, "at": self.at, "count": self.count, "heads": digest})

    def opened(self) -> list[Head]:
        """Return the heads that were sealed."""
        lines = zlib.decompress(self.heads).decode().splitlines()
        return [
            Head(stream, int(seq), digest) for stream, seq, digest in (line.split("\t") for line in lines)
        ]


def sources() -> list[Source]:
    """Return the tables that the settings name as chained (CHAINS)."""
    return [import_string(path)() for path in settings.CHAINS]


def seal() -> int:
    """Seal every chain that grew, and return how many there were."""
    total = 0
    while count := _seal_once():
        total += count
    return total


@transaction.atomic
def _seal_once() -> int:
    grown = [source.grown(AT_ONCE) for source in sources()]
    heads = sorted((head for each in grown for head in each.heads), key=lambda head: head.stream)
    if not heads:
        return 0
    last = newest()
    packed = zlib.compress(pack(heads), 1)
    made = Seal(
        number=last.number + 1 if last else 1,
        at=clock.now(),
        count=len(heads),
        heads=packed,
        prev=last.hash if last else FIRST,
    )
    made.hash = made.computed()
    made.signature = sign(made.hash)
    made.save(force_insert=True)
    for each in grown:
        each.mark()
    return len(heads)


def pack(heads: Iterable[Head]) -> bytes:
    """Return heads as lines of stream, number and hash."""
    return "".join(f"{head.stream}\t{head.seq}\t{head.hash}\n" for head in heads).encode()


def sign(digest: str) -> str:
    """Return the signature of a seal's hash."""
    return crypto.sign("seal", digest)


def newest() -> Seal | None:
    """Return the newest seal; its heads are fetched only when asked for."""
    return Seal.objects.defer("heads").order_by("-number").first()


def open_since() -> datetime | None:
    """Return since when the oldest entry of the audit waits for its seal, or None when none waits."""
    waiting = AuditEntry.objects.filter(sealed=False).order_by("id")
    return waiting.values_list("at", flat=True).first()


class AuditStreams:
    """The chains of `AuditEntry`, one per stream."""

    def grown(self, limit: int) -> Grown:
        """Return the streams with entries that no seal covers yet."""
        fresh = list(
            AuditEntry.objects.filter(sealed=False)
            .order_by("id")
            .values_list("id", "stream", "seq", "hash")[:limit]
        )
        heads: dict[str, Head] = {}
        for _pk, stream, seq, digest in fresh:
            if stream not in heads or heads[stream].seq < seq:
                heads[stream] = Head(stream, seq, digest)
        ids = [row[0] for row in fresh]

        def mark() -> None:
            for start in range(0, len(ids), 500):
                AuditEntry.objects.filter(pk__in=ids[start : start + 500]).update(sealed=True)

        return Grown(list(heads.values()), mark)

    def spans(self, since: datetime | None) -> list[Span]:
        """Return ranges of stream names with some thousand entries each."""
        entries = AuditEntry.objects.order_by("stream")
        if since is not None:
            changed = entries.filter(at__gte=since).values_list("stream", flat=True).distinct()
            return [(stream, stream, None) for stream in changed]
        spans: list[Span] = []
        low = ""
        while (first := (rest := entries.filter(stream__gt=low)).first()) is not None:
            last = rest[AT_ONCE : AT_ONCE + 1].first() or rest.last() or first
            spans.append((first.stream, last.stream, None))
            low = last.stream
        return spans

    def chains(self, span: Span) -> Iterator[Chain]:
        """Yield the streams from the first to the last name of a span."""
        rows = AuditEntry.objects.filter(stream__gte=span[0], stream__lte=span[1])
        for stream, entries in groupby(rows.order_by("stream", "seq").iterator(2000), attrgetter("stream")):
            links = [(each.seq, each.at, each.prev, each.hash, each.content()) for each in entries]
            yield Chain(stream, links)

    def find(self, stream: str) -> Chain | None:
        """Return one stream."""
        return next(self.chains((stream, stream, None)), None)
