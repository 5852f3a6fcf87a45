"""The nightly look for a district's alarm budget: what was answered, which price would have kept it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from django.db.models import F, QuerySet

from linli.care import budget, diary, policy
from linli.care.actions.seeing import leaves_of
from linli.care.budget import History
from linli.care.models import Alert, Plan, Price, Watch
from linli.care.rules import Terms
from linli.care.wallclock import wall
from linli.kernel import clock

LOOKED_BACK = timedelta(seconds=budget.LOOKED_BACK)
FEWEST_ASKED = 30
LONG_ENOUGH = timedelta(weeks=2)
_DISTRICT = 6
_WELL = (Alert.Outcome.SIGN, Alert.Outcome.SAFE, Alert.Outcome.AWAY)


def price() -> int:
    """Set the price of every district in which people were watched for two weeks; return how many."""
    codes = Plan.objects.filter(ended_at=None).order_by("grid_code").values_list("grid_code", flat=True)
    districts = sorted({code[:_DISTRICT] for code in codes.distinct()})
    return sum(_price(district) for district in districts)


def _price(district: str) -> bool:
    now, settled = clock.now(), policy.current()
    seen = Watch.objects.filter(
        plan__grid_code__startswith=district, plan__ended_at=None, own_at__gt=now - LOOKED_BACK
    )
    pks = sorted(seen.values_list("pk", flat=True))
    dice = Random(f"{district} {clock.today()}")
    people = list(_histories(seen, dice.sample(pks, min(settled.sampled, len(pks)))))
    if not people:
        return False
    share = answered(district, now)
    found = budget.price(people, settled.budget, wall(now, clock.zone()), Terms(), share)
    Price.objects.update_or_create(
        district_code=district,
        defaults={"price": found, "answered": share, "people": len(people), "at": now},
    )
    return True


def answered(district: str, now: datetime) -> float:
    """Return the share of questions of the last eight weeks that a well person answered before the visit."""
    asked = Alert.objects.filter(
        grid_code__startswith=district,
        opened_at__gt=now - LOOKED_BACK,
        ask_at__lt=F("visit_at"),
        outcome__in=_WELL,
    )
    count = asked.count()
    if count < FEWEST_ASKED:
        return policy.current().answered
    return asked.filter(cleared_at__lt=F("visit_at")).count() / count


def _histories(seen: "QuerySet[Watch]", pks: Iterable[int]) -> Iterable[History]:
    """Yield what the diaries of some people tell, of those who were watched long enough."""
    chosen = list(pks)
    leaves = leaves_of(chosen, clock.now() - LOOKED_BACK, clock.zone())
    for pk, kept in seen.filter(pk__in=chosen).values_list("pk", "diary"):
        signs = list(diary.signs(bytes(kept)))
        if signs and signs[-1].at - signs[0].at >= LONG_ENOUGH.total_seconds():
            yield History(signs, leaves.get(pk, []))
