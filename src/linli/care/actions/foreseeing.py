"""Silences are thought through once they have lasted a while: when to ask and to visit, and why."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import isnan
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from linli.care import agreements, policy, saying
from linli.care.actions.seeing import Ground, ground
from linli.care.foresight import Foreseen, Known, foresee
from linli.care.models import Alert, Plan, Price, Pseudonym, Watch
from linli.care.rhythm import Place
from linli.care.rules import Terms, usual_price
from linli.care.wallclock import moment
from linli.channels import actions as channels
from linli.channels.actions import Message
from linli.kernel import clock, rows
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs

AT_ONCE, ROUNDS = 500, 40
LOOK_AGAIN = timedelta(minutes=30)
"""How often somebody whom no device can see is looked at again."""
NO_MOMENT = timedelta(days=1)
BLIND = timedelta(days=4)
BY_DAY = range(9, 21)
_COLUMNS = (
    "ask_at", "visit_at", "by_rhythm_at", "by_published_at", "reason", "planned_at", "next_check_at"
)  # fmt: skip
Row = list[Any]


def look_ahead() -> int:
    """Think every silence through that is due for it, and return how many; safe to run many times at once."""
    total = 0
    for _round in range(ROUNDS):
        count = _some()
        total += count
        if count < AT_ONCE:
            break
    return total


def _some() -> int:
    now = clock.now()
    due = Watch.objects.filter(next_check_at__lte=now).order_by("next_check_at").select_related("plan")
    watches = list(due[:AT_ONCE])
    if not watches:
        return 0
    thought = _Thought(watches, now)
    in_order = sorted(watches, key=lambda each: each.pk)  # as everybody takes many of them
    found = [[*thought.of(watch), watch.pk, watch.next_check_at] for watch in in_order]
    with transaction.atomic():
        rows.update_each(Watch, _COLUMNS, found, only_if=("next_check_at",))
        for plan, since in thought.blind:
            _tell_the_desk(plan, since)
    return len(watches)


class _Thought:
    """Thinks the silences of some people through; what they need is read once for all."""

    def __init__(self, watches: Collection[Watch], now: datetime) -> None:
        self.now, self.policy = now, policy.current()
        self.ground: Ground = ground(watches, now, doubting=True)
        self.is_rest = policy.rest_days(self.policy)
        plans = [watch.pk for watch in watches]
        self.alarmed = set(
            Alert.objects.filter(plan__in=plans, cleared_at=None).values_list("plan_id", flat=True)
        )
        self.prices = _prices({watch.plan.grid_code[:6] for watch in watches})
        self.signals = _signals(plans)
        self.blind: list[tuple[Plan, datetime]] = []

    def of(self, watch: Watch) -> Row:
        """Return the columns that come of thinking about one person."""
        plan, known = watch.plan, self.ground
        since = known.begun(watch.pk, [watch.last_sign_at, watch.begun_at], known.now)
        if since is None or watch.pk not in self.signals or watch.pk in self.alarmed:
            return self._nothing(None)  # nobody is heard by no device, and one alert is enough
        if (back := known.away_until(watch.pk, known.now)) is not None:
            return self._nothing(moment(back, known.zone))
        spans = known.unseen(watch, since, known.now)
        if dark := [begin for begin, end in spans if end >= known.now]:
            self._unseen(plan, moment(dark[0], known.zone))
            return self._nothing(self.now + LOOK_AGAIN)
        place = Place(watch.place)
        seen = Known(since, place, watch.visits, bytes(watch.rhythm), spans)
        foreseen = foresee(
            seen,
            self._terms(plan),
            rule=self.policy.rule,
            floor=self.policy.floor,
            shadow=self.policy.shadow,
            is_rest=self.is_rest,
            now=known.now,
        )
        return self._row(watch, since, place, foreseen)

    def _nothing(self, again: datetime | None) -> Row:
        return [None, None, None, None, {}, self.now, again]

    def _row(self, watch: Watch, since: int, place: Place, found: Foreseen) -> Row:
        zone, due = self.ground.zone, found.acting
        gone: list[datetime | None] = [None, None]
        if self.policy.shadow:
            both = (found.by_rhythm, found.by_published)
            gone = [None if at is None else moment(at, zone) for at in both]
        if due is None or due.visit_at is None:
            return [None, None, *gone, {}, self.now, self.now + NO_MOMENT]
        visit = moment(due.visit_at, zone)
        ask = visit if due.ask_at is None else moment(due.ask_at, zone)
        by_habit = not isnan(due.chance) and due.visit_at == found.by_rhythm
        last = moment(since, zone)

        def say() -> str:
            return saying.reason(
                due, at=visit, place=place, own=found.own, live=bool(watch.used), by_habit=by_habit
            )

        return [min(ask, visit), visit, *gone, saying.written(say, last), self.now, None]

    def _terms(self, plan: Plan) -> Terms:
        price = self.prices.get(plan.grid_code[:6]) or usual_price(self.signals[plan.pk])
        until = plan.quiet_until.hour + (plan.quiet_until.minute > 0)
        return replace(Terms(), price=price, quiet=(plan.quiet_from.hour, until))

    def _unseen(self, plan: Plan, since: datetime) -> None:
        """Remember whom nobody has seen for four days; the desk is told by day."""
        time = clock.local(self.now).time()
        quiet = agreements.in_quiet_hours(time, plan.quiet_from, plan.quiet_until)
        if self.now - since >= BLIND and time.hour in BY_DAY and not quiet:
            self.blind.append((plan, since))


def _prices(districts: Collection[str]) -> dict[str, float]:
    found = Price.objects.filter(district_code__in=districts)
    return dict(found.values_list("district_code", "price"))


def _signals(plans: Collection[int]) -> dict[int, int]:
    """Return by how many kinds of signals each of the plans is heard; those by none are left out."""
    kinds: dict[int, set[str]] = {}
    valid = Pseudonym.objects.filter(plan__in=plans, valid_until__gte=clock.today())
    mapped: Iterable[tuple[int, str]] = valid.values_list("plan_id", "signal")
    for plan, signal in mapped:
        kinds.setdefault(plan, set()).add(signal)
    return {plan: len(found) for plan, found in kinds.items()}


def _tell_the_desk(plan: Plan, since: datetime) -> None:
    """Ask the desk, once an outage, to phone somebody whom no device can see: no word of absence."""

    def message(language: str) -> Message:
        with translation.override(language or settings.LANGUAGE_CODE):
            return Message("care.desk", saying.blind(), link=settings.CARE_PLAN_LINK.format(code=plan.code))

    accounts = orgs.keepers(Permission.CARE_EDIT, plan.grid_code)
    channels.tell_all(to=accounts, message=message, key=f"care:blind:{plan.code}:{since:%Y%m%d%H%M}")
