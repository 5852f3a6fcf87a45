"""The chains of cases' steps, as the kernel seals and proves them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Max, Min, QuerySet

from linli.cases.models import Case
from linli.cases.records import digest
from linli.kernel.seals import Chain, Grown, Head, Span

AT_ONCE = 2_000
_LINK = ("seq", "at", "prev", "hash")
_REST = ("actor", "move", "from_state", "to_state", "data", "note_digest", "note", "note_salt")


class CaseChains:
    """The steps of each case, one chain a case, named case:NUMBER."""

    def grown(self, limit: int) -> Grown:
        """Return the cases with steps that no seal covers yet."""
        fresh = Case.objects.filter(step_count__gt=F("sealed_seq")).order_by("id")
        rows = list(fresh.values_list("id", "number", "step_count", "last_hash")[:limit])
        by_length: dict[int, list[int]] = defaultdict(list)
        for pk, _number, count, _last in rows:
            by_length[count].append(pk)

        def mark() -> None:
            for count, pks in by_length.items():
                for start in range(0, len(pks), 500):
                    Case.objects.filter(pk__in=pks[start : start + 500]).update(sealed_seq=count)

        return Grown([Head(f"case:{number}", count, last) for _pk, number, count, last in rows], mark)

    def spans(self, since: datetime | None) -> list[Span]:
        """Return ranges of cases, some thousand each."""
        ends = Case.objects.aggregate(low=Min("id"), high=Max("id"))
        if ends["low"] is None:
            return []
        starts = range(ends["low"], ends["high"] + 1, AT_ONCE)
        return [(start, start + AT_ONCE - 1, since) for start in starts]

    def chains(self, span: Span) -> Iterator[Chain]:
        """Yield the chains of a range of cases; the case and its steps are read in one statement."""
        low, high, since = span
        cases = Case.objects.filter(id__gte=low, id__lte=high)
        if since is not None:
            cases = cases.filter(updated_at__gte=since)
        return self._read(cases)

    def find(self, stream: str) -> Chain | None:
        """Return the chain of one case."""
        kind, _, number = stream.partition(":")
        return next(self._read(Case.objects.filter(number=number)), None) if kind == "case" else None

    def _read(self, cases: QuerySet[Case]) -> Iterator[Chain]:
        of_step = (f"steps__{name}" for name in _LINK + _REST)
        columns = ("number", "step_count", "last_hash", "state", *of_step)
        rows = cases.order_by("id", "steps__seq").values_list(*columns)
        current: Chain | None = None
        state = ended = ""
        for number, count, last, case_state, seq, at, prev, link, *rest in rows.iterator(5000):
            stream = f"case:{number}"
            if current is None or current.stream != stream:
                if current is not None:
                    yield _ended(current, state, ended)
                current, state = Chain(stream, told=(count, last)), case_state
            if seq is not None:
                actor, move, from_state, ended, data, note_digest, note, salt = rest
                current.links.append(
                    (
                        seq,
                        at,
                        prev,
                        link,
                        {
                            "case": number,
                            "seq": seq,
                            "at": at,
                            "actor": actor,
                            "move": move,
                            "from": from_state,
                            "to": ended,
                            "data": data,
                            "note": note_digest,
                        },
                    )
                )
                if (note or salt) and digest(note, salt) != note_digest:
                    current.odd.append((seq, "note_altered"))
        if current is not None:
            yield _ended(current, state, ended)


def _ended(chain: Chain, state: str, ended: str) -> Chain:
    """Add to a chain that its case stands elsewhere than its last step says."""
    if chain.links and state != ended:
        chain.odd.append((chain.links[-1][0], "state_altered"))
    return chain
