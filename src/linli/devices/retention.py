"""What of the devices' records is wiped when its time is over."""

from datetime import datetime

from linli.devices.models import Batch, HeardSign, Refusal


def forget_batches(before: datetime, limit: int) -> int:
    """Delete up to `limit` batches that came before a moment and were added up, and return how many."""
    old = Batch.objects.filter(received_at__lt=before, counts=None).order_by("received_at")
    return Batch.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]


def forget_signs(before: datetime, limit: int) -> int:
    """Delete up to `limit` marks of signs that came before a moment, and return how many."""
    old = HeardSign.objects.filter(received_at__lt=before).values_list("pk", flat=True)
    return HeardSign.objects.filter(pk__in=list(old[:limit])).delete()[0]


def forget_refusals(before: datetime, limit: int) -> int:
    """Delete up to `limit` refused events that came before a moment, and return how many."""
    old = Refusal.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
    return Refusal.objects.filter(pk__in=list(old[:limit])).delete()[0]
