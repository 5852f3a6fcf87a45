"""Facts leave a desk through the outbox: written with the change, delivered after it, each handler once."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from linli.kernel import clock

log = structlog.get_logger()
CLAIM = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = 30


@dataclasses.dataclass(frozen=True)
class Event:
    """The base of every fact in an events.py; fields are JSON values, with numbers or codes for ids."""


Handler = Callable[[Any], None]
Page = Mapping[type[Event], Sequence[Handler]]


class OutboxEvent(models.Model):
    """A fact waiting to be heard."""

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(done_at=None, dead_at=None), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Handled(models.Model):
    """That one handler has done its part for one event."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE)
    handler = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="handled_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.handler}"


def name_of(kind: type[Event]) -> str:
    """Return the name under which events of `kind` are stored: package.ClassName."""
    return f"{kind.__module__.split('.')[1]}.{kind.__name__}"


@cache
def _page() -> dict[str, tuple[type[Event], tuple[Handler, ...]]]:
    page: Page = import_string(settings.OUTBOX_HANDLERS)
    return {name_of(kind): (kind, tuple(hearers)) for kind, hearers in page.items()}


def publish(*events: Event) -> None:
    """Write `events` to the outbox in the running transaction; what nobody hears is not written."""
    moment = clock.now()
    OutboxEvent.objects.bulk_create(
        OutboxEvent(
            name=name_of(type(event)), payload=dataclasses.asdict(event), created_at=moment, next_at=moment
        )
        for event in events
        if name_of(type(event)) in _page()
    )


def deliver(limit: int = 100) -> int:
    """Deliver up to `limit` waiting events and return how many were taken; many workers may do so at once."""
    claimed = _claim(limit)
    for event in claimed:
        _deliver_one(event)
    return len(claimed)


def _claim(limit: int) -> list[OutboxEvent]:
    moment = clock.now()
    with transaction.atomic():
        waiting = OutboxEvent.objects.filter(done_at=None, dead_at=None, next_at__lte=moment).order_by(
            "next_at", "id"
        )
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        events = list(waiting[:limit])
        OutboxEvent.objects.filter(pk__in=[event.pk for event in events]).update(next_at=moment + CLAIM)
    return events


def _deliver_one(event: OutboxEvent) -> None:
    try:
        kind, hearers = _page()[event.name]
        fact = kind(**event.payload)
        for handler in hearers:
            with transaction.atomic():
                key = f"{handler.__module__}.{getattr(handler, '__name__', repr(handler))}"
                if Handled.objects.get_or_create(event=event, handler=key)[1]:
                    handler(fact)
    except Exception as fault:
        _put_off(event, fault)
    else:
        OutboxEvent.objects.filter(pk=event.pk).update(done_at=clock.now(), error="")


def _put_off(event: OutboxEvent, fault: Exception) -> None:
    event.attempts += 1
    wait = min(timedelta(seconds=2**event.attempts), LONGEST_WAIT)
    event.next_at = clock.now() + wait
    event.error = f"{type(fault).__name__}: {fault}"[:2000]
    event.dead_at = clock.now() if event.attempts >= GIVE_UP_AFTER else None
    event.save(update_fields=["attempts", "next_at", "error", "dead_at"])
    log.warning(
        "outbox.failed", outbox_event=event.name, id=event.pk, attempts=event.attempts, error=event.error
    )
