"""Facts leave a desk through the outbox: written with the change, delivered after it, each handler once.

A handler works on the database only, and briefly: it runs in the same transaction that marks the event as
heard, so a crash undoes both and nothing is done twice. What must leave the house (mail, robots, SMS) is
written as a delivery by its handler and sent by `channels`.
"""

import dataclasses
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel import audit, clock, rows
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, require
from linli.kernel.sqlite import turns

log = structlog.get_logger()
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = 30
BATCH = 20
LONGEST_TRANSACTION_S = {"postgresql": 0.05, "sqlite": 0.01}


@dataclasses.dataclass(frozen=True)
class Event:
    """The base of every fact in an events.py; fields are JSON values, with numbers or codes for ids."""


@dataclasses.dataclass(frozen=True)
class Backlog:
    """What waits in the outbox: how many events, how late the oldest is, how many were given up."""

    waiting: int
    lag_s: float
    dead: int


Handler = Callable[[Any], None]
Page = Mapping[type[Event], Sequence[Handler]]


class OutboxEvent(models.Model):
    """A fact waiting to be heard."""

    name = models.CharField(_("事件"), max_length=80)
    payload = models.JSONField(_("内容"))
    created_at = models.DateTimeField(_("产生时间"))
    next_at = models.DateTimeField(_("下次投递"))
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    done_at = models.DateTimeField(_("完成时间"), null=True)
    dead_at = models.DateTimeField(_("放弃时间"), null=True)
    error = models.TextField(_("错误"), blank=True)

    class Meta:
        verbose_name = _("待投递事件")
        verbose_name_plural = pgettext_lazy("list", "待投递事件")
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(done_at=None, dead_at=None), name="outbox_waiting"
            ),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="outbox_done"),
            models.Index(fields=["dead_at"], condition=Q(dead_at__isnull=False), name="outbox_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Handled(models.Model):
    """That one handler has done its part for an event of which another handler failed."""

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
def _read(page: str) -> dict[str, tuple[type[Event], tuple[Handler, ...]]]:
    handlers: Page = import_string(page)
    return {name_of(kind): (kind, tuple(hearers)) for kind, hearers in handlers.items() if hearers}


def _page() -> dict[str, tuple[type[Event], tuple[Handler, ...]]]:
    return _read(settings.OUTBOX_HANDLERS)


def publish(*events: Event) -> None:
    """Write `events` to the outbox in the running transaction; what nobody hears is not written."""
    moment = clock.now()
    for event in events:
        name = name_of(type(event))
        if name in _page():
            rows.insert(OutboxEvent(name=name, payload=vars(event), created_at=moment, next_at=moment))


def deliver(limit: int = 100) -> int:
    """Deliver up to `limit` waiting events and return how many were taken; many workers may do so at once."""
    taken = 0
    while taken < limit and _waiting():  # a read: an idle worker never takes SQLite's write lock
        began = time.monotonic()
        count = _deliver_batch(min(BATCH, limit - taken))
        if not count:
            break
        taken += count
        turns.leave_to_others(time.monotonic() - began)
    return taken


def backlog() -> Backlog:
    """Return what waits, how late it is, and what was given up."""
    open_events = OutboxEvent.objects.filter(done_at=None, dead_at=None)
    oldest = open_events.order_by("next_at", "id").values_list("next_at", flat=True).first()
    late = (clock.now() - oldest).total_seconds() if oldest else 0.0
    return Backlog(open_events.count(), max(late, 0.0), dead_letters().count())


def dead_letters() -> QuerySet[OutboxEvent]:
    """Return the events that were given up after many tries, newest first."""
    return OutboxEvent.objects.filter(dead_at__isnull=False).order_by("-dead_at")


@transaction.atomic
def revive(*, by: Actor, events: Iterable[int], reason: str) -> int:
    """Let dead letters be tried again from the start, and return how many there were.

    Raises:
        NotAllowed: the actor does not keep what leaves the house.
    """
    require(by, Permission.CHANNELS_KEEP, "")
    dead = OutboxEvent.objects.filter(pk__in=list(events), dead_at__isnull=False)
    count = dead.update(dead_at=None, attempts=1, next_at=clock.now())
    audit.record(by, "kernel:outbox:revive", "outbox", reason, count=count)
    return count


def forget(before: datetime, limit: int) -> int:
    """Delete up to `limit` events that were heard before a moment, and return how many."""
    heard = OutboxEvent.objects.filter(done_at__lt=before).order_by("done_at").values_list("pk", flat=True)
    pks = list(heard[:limit])
    Handled.objects.filter(event__in=pks).delete()
    return OutboxEvent.objects.filter(pk__in=pks).delete()[0]


def _due() -> QuerySet[OutboxEvent]:
    return OutboxEvent.objects.filter(done_at=None, dead_at=None, next_at__lte=clock.now())


_WAITING = """
    SELECT * FROM kernel_outboxevent WHERE done_at IS NULL AND dead_at IS NULL AND next_at <= %s
    ORDER BY next_at, id LIMIT %s
"""


def _waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [_moment(), 1])
        return cursor.fetchone() is not None


def _claimed(size: int) -> list[OutboxEvent]:
    """Return the next events, which are this worker's until its transaction ends."""
    locks = connection.features.has_select_for_update_skip_locked
    return list(OutboxEvent.objects.raw(_WAITING + "FOR UPDATE SKIP LOCKED" * locks, [_moment(), size]))


def _moment() -> Any:
    return connection.ops.adapt_datetimefield_value(clock.now())


def _deliver_batch(size: int) -> int:
    """Deliver up to `size` events in one short transaction; when one of them fails, each on its own."""
    pks: list[int] = []
    try:
        with transaction.atomic():
            events = _claimed(size)
            pks = [event.pk for event in events]
            return _hear_in_turn(events)
    except Exception:
        connection.ensure_connection()
        log.warning("outbox.batch_undone", exc_info=True)
    for pk in pks:
        _deliver_alone(pk)
    return len(pks)


def _deliver_alone(pk: int) -> None:
    """Deliver one event, whose handlers may fail; each that does not has done its part for good."""
    try:
        with transaction.atomic():
            for event in _due().filter(pk=pk).select_for_update(skip_locked=True):
                if _heard_by_all(event):
                    _mark([pk])
    except DatabaseError as fault:
        connection.ensure_connection()
        for event in OutboxEvent.objects.filter(pk=pk, done_at=None):
            _put_off(event, fault)


def _hear_in_turn(events: Sequence[OutboxEvent]) -> int:
    """Let `events` be heard until the time for one transaction is over; return how many were.

    Raises:
        Exception: a handler's own; nothing that happened here may stay.
    """
    until = time.monotonic() + LONGEST_TRANSACTION_S[connection.vendor]
    done: list[int] = []
    taken = 0
    for event in events:
        taken += 1
        if event.attempts == 0:
            kind, hearers = _hearers(event)
            for handler in hearers:
                handler(kind(**event.payload))
            done.append(event.pk)
        elif _heard_by_all(event):
            done.append(event.pk)
        if time.monotonic() > until:
            break
    _mark(done)
    return taken


def _mark(done: Sequence[int]) -> None:
    if done:
        OutboxEvent.objects.filter(pk__in=done).update(done_at=clock.now(), error="")


def _hearers(event: OutboxEvent) -> tuple[type[Event], tuple[Handler, ...]]:
    """Return what kind of event it is and who hears it.

    Raises:
        LookupError: nobody does any more.
    """
    if event.name not in _page():
        raise LookupError("no handler listens to this event any more")
    return _page()[event.name]


def _heard_by_all(event: OutboxEvent) -> bool:
    """Call every handler that has not done its part; one that fails does not keep the others from theirs."""
    earlier: set[str] = set()
    if event.attempts:
        earlier = set(Handled.objects.filter(event=event).values_list("handler", flat=True))
    done: list[str] = []
    first_fault: Exception | None = None
    try:
        kind, hearers = _hearers(event)
    except LookupError as fault:
        kind, hearers, first_fault = Event, (), fault
    for handler in hearers:
        key = f"{handler.__module__}.{getattr(handler, '__qualname__', repr(handler))}"
        if key in earlier:
            continue
        try:
            with transaction.atomic():
                handler(kind(**event.payload))
        except Exception as fault:
            first_fault = first_fault or fault
        else:
            done.append(key)
    if first_fault is None:
        return True
    Handled.objects.bulk_create([Handled(event=event, handler=key) for key in done], ignore_conflicts=True)
    _put_off(event, first_fault)
    return False


def _put_off(event: OutboxEvent, fault: Exception) -> None:
    event.attempts += 1
    event.next_at = clock.now() + min(timedelta(seconds=2**event.attempts), LONGEST_WAIT)
    event.error = f"{type(fault).__name__}: {fault}"[:2000]
    event.dead_at = clock.now() if event.attempts >= GIVE_UP_AFTER else None
    event.save(update_fields=["attempts", "next_at", "error", "dead_at"])
    log.warning(
        "outbox.failed", outbox_event=event.name, id=event.pk, attempts=event.attempts, error=event.error
    )
