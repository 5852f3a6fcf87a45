"""Sending what waits: claimed first, sent outside any transaction, retried for a day, then given up visibly.

A worker that dies between sending and writing so down sends once more: better told twice than not at all.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction
from django.db.models import Q

from linli.channels import gateways
from linli.channels.models import Delivery, Gateway, Notice
from linli.channels.rules import GIVE_UP_AFTER, Kind, shorten, wait
from linli.kernel import audit, clock, crypto
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, require

log = structlog.get_logger()
CLAIM = timedelta(minutes=2)
ERROR_LENGTH = 500


def send_waiting(limit: int = 20) -> int:
    """Send up to `limit` deliveries that are due and return how many were tried; many workers may do so."""
    deliveries = _claim(limit)
    for delivery in deliveries:
        delivery.gateway.refresh_from_db(fields=["failures", "failing_since", "retry_at", "active"])
        if _resting(delivery.gateway):
            _later(delivery, delivery.gateway.retry_at or clock.now())
        else:
            _send(delivery)
    return len(deliveries)


def give_up() -> int:
    """Give up deliveries that could not be sent for a day, and return how many; each stays to be seen."""
    moment = clock.now()
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    late = waiting.filter(until__lt=moment).update(state=Delivery.State.DEAD, sealed="")
    return late + waiting.filter(created_at__lt=moment - GIVE_UP_AFTER).update(state=Delivery.State.DEAD)


@transaction.atomic
def revive(*, by: Actor, deliveries: Iterable[int], reason: str) -> int:
    """Let deliveries that were given up or refused be tried again for a day, and return how many.

    Raises:
        NotAllowed: the actor does not keep the gateways.
    """
    require(by, Permission.CHANNELS_KEEP, "")
    moment = clock.now()
    lost = (Q(state=Delivery.State.DEAD) | Q(state=Delivery.State.REFUSED)) & Q(until=None)
    count = Delivery.objects.filter(lost, pk__in=list(deliveries)).update(
        state=Delivery.State.WAITING, created_at=moment, next_at=moment, attempts=0
    )
    audit.record(by, "channels:delivery:revive", "channels", reason, count=count)
    return count


def forget_addresses(before: datetime, limit: int) -> int:
    """Wipe up to `limit` addresses of deliveries that ended and began before a moment; return how many."""
    ended = Delivery.objects.filter(created_at__lt=before).exclude(state=Delivery.State.WAITING)
    pks = list(ended.exclude(address="").values_list("pk", flat=True)[:limit])
    return Delivery.objects.filter(pk__in=pks).update(address="", sealed="")


def forget_notices(before: datetime, limit: int) -> int:
    """Delete up to `limit` notices from before a moment with their deliveries; return how many."""
    pks = list(Notice.objects.filter(created_at__lt=before).values_list("pk", flat=True)[:limit])
    Delivery.objects.filter(notice__in=pks).delete()
    return Notice.objects.filter(pk__in=pks).delete()[0]


def _resting(gateway: Gateway) -> bool:
    """Return whether the gateway failed so lately that asking again would only cost time."""
    return not gateway.active or (gateway.retry_at is not None and gateway.retry_at > clock.now())


def _claim(limit: int) -> list[Delivery]:
    """Take deliveries for this worker: due, of gateways that are not resting; no lock outlives this call."""
    moment = clock.now()
    awake = Q(gateway__retry_at=None) | Q(gateway__retry_at__lte=moment)
    useful = Q(until=None) | Q(until__gt=moment)
    due = Delivery.objects.filter(
        awake, useful, state=Delivery.State.WAITING, next_at__lte=moment, gateway__active=True
    )
    if not due.exists():  # a read: an idle worker never takes SQLite's write lock
        return []
    with transaction.atomic():
        rows = due.select_related("gateway").order_by("next_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        claimed = list(rows[:limit])
        Delivery.objects.filter(pk__in=[each.pk for each in claimed]).update(next_at=moment + CLAIM)
    return claimed


def _send(delivery: Delivery) -> None:
    gateway, notice = delivery.gateway, delivery.notice
    try:
        address = crypto.decrypt(delivery.address)
        text = _opened(delivery) if delivery.sealed else text_of(notice)
        gateways.gateway(Kind(gateway.kind), read_settings(gateway)).send(address, text)
    except gateways.Refused as fault:
        _settle(delivery, Delivery.State.REFUSED, str(fault))
        log.warning("channels.refused", gateway=gateway.name, delivery=delivery.pk, error=str(fault))
    except Exception as fault:
        failed(gateway, fault)
        delivery.error = shorten(str(fault), ERROR_LENGTH)
        _later(delivery, clock.now() + wait(delivery.attempts + 1))
    else:
        _settle(delivery, Delivery.State.SENT, "")
        succeeded(gateway)


def text_of(notice: Notice) -> gateways.Text:
    """Return a notice as gateways send it."""
    return gateways.Text(notice.subject, notice.body, notice.link, notice.params)


def _opened(delivery: Delivery) -> gateways.Text:
    """Return what is said to a bare address."""
    return gateways.Text(**json.loads(crypto.decrypt(delivery.sealed)))


def read_settings(gateway: Gateway) -> dict[str, str]:
    """Return the opened settings of a gateway."""
    opened: dict[str, str] = json.loads(crypto.decrypt(gateway.settings))
    return opened


def _settle(delivery: Delivery, state: Delivery.State, error: str) -> None:
    delivery.state, delivery.error = state, shorten(error, ERROR_LENGTH)
    delivery.attempts += 1
    delivery.sent_at = clock.now() if state == Delivery.State.SENT else None
    if delivery.sent_at or delivery.until:
        delivery.sealed = ""
    delivery.save(update_fields=["state", "error", "attempts", "sent_at", "sealed"])


def _later(delivery: Delivery, moment: datetime) -> None:
    delivery.attempts += 1
    Delivery.objects.filter(pk=delivery.pk).update(
        next_at=moment, attempts=delivery.attempts, error=delivery.error
    )


def failed(gateway: Gateway, fault: Exception) -> None:
    """Write down that a gateway did not take a text, and let it rest, longer each time."""
    moment = clock.now()
    gateway.failures += 1
    gateway.failing_since = gateway.failing_since or moment
    gateway.retry_at = moment + wait(gateway.failures)
    gateway.last_error = shorten(f"{fault}" or type(fault).__name__, ERROR_LENGTH)
    gateway.save(update_fields=["failures", "failing_since", "retry_at", "last_error"])
    log.warning("channels.failed", gateway=gateway.name, error=gateway.last_error)


def succeeded(gateway: Gateway) -> None:
    """Write down that a gateway took a text."""
    gateway.failures, gateway.failing_since, gateway.retry_at, gateway.last_error = 0, None, None, ""
    gateway.last_ok_at = clock.now()
    gateway.save(update_fields=["failures", "failing_since", "retry_at", "last_error", "last_ok_at"])
