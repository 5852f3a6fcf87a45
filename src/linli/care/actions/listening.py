"""Signs of life are heard: many at once, by one read and one write; each teaches, and ends an open alert.

Nothing can be due in the first two hours of a silence, and most silences are shorter: so a sign only says
when the silence after it must be thought through (foreseeing).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from linli.care import diary, policy, sight
from linli.care.actions import holding
from linli.care.actions.holding import Held
from linli.care.actions.seeing import Ground, ground
from linli.care.actions.stepping import cleared, step
from linli.care.agreements import Signal
from linli.care.models import Alert, AlertStep, Plan, Watch
from linli.care.rhythm import TEACHES, IsRest, Place, Rhythm
from linli.care.wallclock import wall
from linli.care.watching import settled
from linli.kernel import among, clock
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Conflict

THINK_AFTER = timedelta(minutes=90)
"""When a silence is thought through: before anything can be due (rules.Terms.least)."""
_OPEN = "SELECT id FROM care_alert WHERE cleared_at IS NULL AND {}"
NOT_BY_DEVICE = frozenset({Signal.CALL.value, Signal.VISIT.value})
_PLACES = {"in": Place.HOME, "out": Place.AWAY}
_NOTHING_PLANNED = ("ask_at", "visit_at", "planned_at", "by_rhythm_at", "by_published_at")
Tally = Counter[tuple[int, date, str]]
"""How many needless visits there would have been, by plan, day and rule."""


@dataclass(frozen=True, slots=True)
class LifeSign:
    """That the person of a plan gave a sign of life.

    Args:
        plan: id of the plan.
        at: when (aware).
        signal: by what, a code of agreements.Signal.
        kind: in, out, or sign where there is no direction.
        device: code of the device, "" for an answer or a visit.
    """

    plan: int
    at: datetime
    signal: str
    kind: str = "sign"
    device: str = ""


def hear(*, plan: Plan, at: datetime, signal: str) -> bool:
    """Learn that the person gave a sign of life; an alert about the silence before it ends.

    An older sign than the last one changes nothing. Returns whether it was news.

    Args:
        plan: whose.
        at: when (aware).
        signal: by what, a code of agreements.Signal.
    """
    return hear_all([LifeSign(plan.pk, at, signal)]) > 0


@transaction.atomic
def hear_all(signs: Iterable[LifeSign]) -> int:
    """Learn of many signs, in any order, and return of how many people there was news."""
    by_plan: dict[int, list[LifeSign]] = defaultdict(list)
    for sign in sorted(signs, key=lambda each: each.at):
        by_plan[sign.plan].append(sign)
    if not by_plan:
        return 0
    watches = holding.hold(by_plan)
    lesson = _Lesson(ground(watches, clock.now()), policy.rest_days(policy.current()))
    news = {watch.pk: watch for watch in watches if lesson.learn(watch, by_plan[watch.pk])}
    holding.write(news.values(), THINK_AFTER)
    _write(lesson.needless)
    _end_alerts(news)
    return len(news)


def begin(plan: Plan, now: datetime) -> None:
    """Begin to watch, or begin anew: as after a sign, whatever was planned."""
    nothing = dict.fromkeys(_NOTHING_PLANNED)
    Watch.objects.update_or_create(
        plan=plan, defaults={**nothing, "reason": {}, "begun_at": now, "next_check_at": now + THINK_AFTER}
    )


def plan_anew(plan: Plan, at: datetime) -> None:
    """Drop what was planned for a person, and think again at a moment."""
    nothing = dict.fromkeys(_NOTHING_PLANNED)
    Watch.objects.filter(plan=plan).update(**nothing, reason={}, next_check_at=at)


class _Lesson:
    """Goes through the signs of one person after the other."""

    def __init__(self, ground: Ground, is_rest: IsRest) -> None:
        self.ground, self.is_rest = ground, is_rest
        self.needless: Tally = Counter()

    def learn(self, watch: Held, signs: Sequence[LifeSign]) -> bool:
        """Change what is kept of a person by signs in order of time; return whether one was news."""
        rhythm: Rhythm | None = None
        news = False
        for sign in signs:
            if watch.last_sign_at is not None and sign.at <= watch.last_sign_at:
                continue
            news = True
            self._count(watch, sign.at)
            if sign.signal not in NOT_BY_DEVICE:
                rhythm = self._by_device(watch, sign, rhythm)
            watch.last_sign_at, watch.last_signal = sign.at, sign.signal
        if rhythm is not None:
            watch.rhythm = rhythm.pack()
        return news

    def _by_device(self, watch: Held, sign: LifeSign, rhythm: Rhythm | None) -> Rhythm | None:
        """Learn from a device's sign; the rhythm is unpacked only when the silence before it teaches."""
        zone, at, before = self.ground.zone, wall(sign.at, self.ground.zone), Place(watch.place)
        left = wall(watch.left_at, zone) if watch.left_at else 0
        place, left = settled(before, left, at, _PLACES.get(sign.kind))
        if self.ground.away_until(watch.pk, at) is None:
            since = self.ground.begun(watch.pk, [watch.own_at, watch.begun_at], at)
            if since is not None and at - since >= TEACHES:
                if rhythm is None:
                    rhythm = Rhythm.unpack(watch.rhythm) if watch.rhythm else Rhythm()
                blind = self.ground.unseen(watch, since, at)
                rhythm.learn(since, at, before, is_rest=self.is_rest, blind=blind)
            watch.diary = diary.noted(watch.diary, at, place)
        if place is Place.AWAY and sign.kind == "out":
            watch.left_at = sign.at
        watch.place, watch.own_at, watch.visits, watch.dark_from = place, sign.at, 0, None
        if sign.device:
            watch.used = sight.noted(watch.used, sign.device)
        return rhythm

    def _count(self, watch: Held, at: datetime) -> None:
        """Count what either rule would have done needlessly in the silence that a sign ends."""
        gone = {"rhythm": watch.by_rhythm_at, "published": watch.by_published_at}
        needless = [rule for rule, moment in gone.items() if moment is not None and moment <= at]
        if needless and self.ground.away_until(watch.pk, wall(at, self.ground.zone)) is None:
            for rule in needless:
                self.needless[watch.pk, clock.local(at).date(), rule] += 1
        watch.by_rhythm_at = watch.by_published_at = None


def _write(needless: Tally) -> None:
    if not needless:
        return
    grids = dict(Plan.objects.filter(pk__in={plan for plan, *_ in needless}).values_list("pk", "grid_code"))
    counts: Counter[tuple[str, date, str]] = Counter()
    for (plan, day, rule), count in needless.items():
        counts[grids[plan][:6], day, rule] += count
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO care_needlessvisit (district_code, day, rule, count) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (district_code, day, rule)"
            " DO UPDATE SET count = care_needlessvisit.count + excluded.count",
            [
                (district, connection.ops.adapt_datefield_value(day), rule, count)
                for (district, day, rule), count in sorted(counts.items())
            ],
        )


def _end_alerts(news: Mapping[int, Held]) -> None:
    """End the open alerts about silences that are over."""
    if not news:
        return
    with connection.cursor() as cursor:
        cursor.execute(_OPEN.format(among.among("plan_id")), [among.listing(news)])
        open_now = [pk for (pk,) in cursor.fetchall()]
    for alert in Alert.objects.filter(pk__in=open_now) if open_now else ():
        last: Any = news[alert.plan_id].last_sign_at
        if alert.silent_since is not None and last <= alert.silent_since:
            continue
        try:
            step(alert, AlertStep.Kind.CLEARED, by=SYSTEM, to=cleared(Alert.Outcome.SIGN))
        except Conflict:  # the ladder moved at this moment; its clock sees the sign and ends the alert
            Alert.objects.filter(pk=alert.pk, cleared_at=None).update(next_at=clock.now())
