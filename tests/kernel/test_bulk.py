"""Rows written in bulk are the rows the model would have written."""

from datetime import date, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection

from linli.kernel import bulk
from linli.kernel.audit import AuditEntry
from linli.kernel.outbox import Handled, OutboxEvent
from linli.orgs.models import RoleGrant, Worker

MOMENT = datetime(2026, 11, 24, 9, 30, 0, 123, tzinfo=timezone(timedelta(hours=8)))
pytestmark = pytest.mark.django_db


def _event(name: str) -> OutboxEvent:
    return OutboxEvent(name=name, payload={"字": [1, None]}, created_at=MOMENT, next_at=MOMENT)


def test_rows_come_back_as_they_were_and_have_their_ids() -> None:
    rows = [_event("a"), _event("b")]
    bulk.insert(rows)
    for row in rows:
        kept = OutboxEvent.objects.get(pk=row.pk)
        assert (kept.name, kept.payload, kept.created_at, kept.done_at) == (
            row.name,
            {"字": [1, None]},
            MOMENT,
            None,
        )


def test_ids_go_on_after_what_is_there_and_before_what_comes() -> None:
    first = OutboxEvent.objects.create(name="a", payload={}, created_at=MOMENT, next_at=MOMENT)
    bulk.insert([_event("b")])
    last = OutboxEvent.objects.create(name="c", payload={}, created_at=MOMENT, next_at=MOMENT)
    assert first.pk < OutboxEvent.objects.get(name="b").pk < last.pk


def test_rows_may_refer_to_rows_inserted_before() -> None:
    event = _event("a")
    handled = Handled(event=event, handler="h")
    bulk.insert([event])
    bulk.insert([handled])
    assert Handled.objects.get().event_id == event.pk


def test_dates_booleans_and_choices_survive() -> None:
    worker = Worker(name="𠮷野", is_party_member=True, left_on=date(2026, 1, 2))
    bulk.insert([worker])
    kept = Worker.objects.get(pk=worker.pk)
    assert (kept.name, kept.is_party_member, kept.left_on) == ("𠮷野", True, date(2026, 1, 2))


def test_constraints_hold_and_nothing_is_half_saved() -> None:
    entry = {"stream": "s", "at": MOMENT, "actor": "a", "verb": "v", "prev": "0", "hash": "1"}
    with pytest.raises(IntegrityError):
        bulk.insert([AuditEntry(seq=1, **entry), AuditEntry(seq=1, **entry)])
    if not connection.needs_rollback:
        assert not AuditEntry.objects.exists()


def test_nothing_is_nothing() -> None:
    bulk.insert([])
    assert not RoleGrant.objects.exists()
