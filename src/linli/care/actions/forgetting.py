"""What time takes away: who a plan was about soon after its end, the proof of consent years later."""

from datetime import datetime

from linli.care.models import Emergency, Kin, Opening, Plan, Visit
from linli.kernel import clock


def forget_people(before: datetime, limit: int) -> int:
    """Take the person, those to be called, visits and openings out of plans that ended before a moment."""
    ended = Plan.objects.filter(ended_at__lt=before, wiped_at=None).order_by("ended_at")
    pks = list(ended.values_list("pk", flat=True)[:limit])
    Kin.objects.filter(plan__in=pks).delete()
    Visit.objects.filter(plan__in=pks).delete()
    Opening.objects.filter(plan__in=pks).delete()
    return Plan.objects.filter(pk__in=pks).update(
        elder=None, address="", health="", keys="", wiped_at=clock.now()
    )


def forget_consents(before: datetime, limit: int) -> int:
    """Delete plans that ended before a moment with the proof that somebody had agreed to them."""
    ended = Plan.objects.filter(ended_at__lt=before, wiped_at__isnull=False).order_by("ended_at")
    pks = list(ended.values_list("pk", flat=True)[:limit])
    Emergency.objects.filter(plan__in=pks).delete()
    Plan.objects.filter(pk__in=pks).delete()
    return len(pks)
