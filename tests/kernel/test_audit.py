"""Entries of a stream follow each other by their hashes."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from linli.kernel import audit
from linli.kernel.actor import SYSTEM


def test_one_moment_has_one_spelling() -> None:
    moment = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=8)))
    assert audit.canonical({"b": moment, "a": "字"}) == audit.canonical({"a": "字", "b": there})


def test_what_has_no_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError):
        audit.canonical({"a": object()})


@pytest.mark.django_db
def test_entries_are_numbered_and_chained_per_stream() -> None:
    first = audit.record(SYSTEM, "people:contact:look", "contact:1", reason="回访")
    second = audit.record(SYSTEM, "people:contact:look", "contact:1", reason="复核", fields=["phone"])
    other = audit.record(SYSTEM, "people:contact:look", "contact:2", reason="回访")
    assert (first.seq, second.seq, other.seq) == (1, 2, 1)
    assert first.prev == other.prev == audit.FIRST
    assert second.prev == first.hash
    kept = audit.AuditEntry.objects.get(pk=second.pk)
    assert audit.chain(kept.prev, kept.content()) == kept.hash
    kept.reason = "改过"
    assert audit.chain(kept.prev, kept.content()) != kept.hash
