"""Lets the demo city go on: reports come in by the hour, and its people act on them through the same doors.

Only cases of invented people are touched; what a visitor reports waits for a visitor.
"""

import zlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from linli.cases import actions as cases
from linli.cases import book
from linli.cases.clocks import Time, clock_of
from linli.cases.deadlines import due
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.cli.demo import elders, gates, names, rhythm
from linli.cli.demo.build import CASES_A_DAY, STORIES
from linli.cli.demo.names import Random
from linli.cli.demo.rhythm import Story
from linli.kernel import clock, ids
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.errors import Conflict
from linli.orgs import queries as orgs
from linli.orgs.models import RoleGrant
from linli.orgs.rules import Role
from linli.places.models import Building
from linli.sources import listen

EVERY = timedelta(minutes=1)
LOOKED_AT = 60
OURS = "demo-"
_MOST_AT_ONCE = 5
_METRES_TO_DEGREES = 1e-5


def live() -> int:
    """Let one minute of the city's life happen and return how much did."""
    random = np.random.default_rng()
    gates.attend()
    return _report(random) + _act() + elders.live()


def _report(random: Random) -> int:
    """Let as many people report as do at this hour of this day."""
    told = rhythm.stories(STORIES)
    now = clock.local(clock.now())
    share = np.array([story.weight * story.months[now.month - 1] for story in told])
    hourly = np.array([story.hours[now.hour] / sum(story.hours) for story in told])
    expected = CASES_A_DAY / 60 * float((share / share.sum() * hourly).sum())
    weights = share * hourly
    buildings = Building.objects.filter(retired_on=None, lon__isnull=False)
    many = buildings.count()
    if not many or not weights.sum():
        return 0
    count = min(int(random.poisson(expected)), _MOST_AT_ONCE)
    for _ in range(count):
        building = buildings.order_by("code")[int(random.integers(many))]
        _tell(told[int(random.choice(len(told), p=weights / weights.sum()))], building, random)
    return count


def _tell(story: Story, building: Building, random: Random) -> None:
    text = story.texts[int(random.integers(len(story.texts)))]
    drift = random.normal(0, 30 * _METRES_TO_DEGREES, 2)
    listen.hear(
        "resident_report",
        by=ANONYMOUS,
        data={
            "text": text.format(road=names.road(random), building=building.name, shop=names.shop(random)),
            "matter_code": story.matter,
            "lon": f"{(building.lon or 0) + drift[0]:.6f}",
            "lat": f"{(building.lat or 0) + drift[1]:.6f}",
            "address": building.address,
            "public": "on",
        },
        external_id=f"{OURS}{ids.token()}",
    )


def _act() -> int:
    """Let the staff look at some of the open cases and do what is ripe."""
    waiting = Case.objects.filter(closed_at=None, suspended_until=None, signals__external_id__startswith=OURS)
    done = 0
    for case in waiting.order_by("?")[:LOOKED_AT]:
        try:
            done += _push(case)
        except Conflict:
            continue
    return done


def _push(case: Case) -> bool:
    """Make the next move of a case when it is time for it."""
    actor, move, given = _next(case)
    if actor is None or not _is_ripe(case):
        return False
    cases.act(by=actor, case=case, move=move, given=given)
    return True


def _next(case: Case) -> tuple[Actor | None, str, Mapping[str, Any]]:
    desk = {"role": Role.COMMUNITY_DESK, "area_code": case.grid_code[:12]}
    inspector = {"role": Role.INSPECTOR, "area_code": case.street_code}
    crew = {"organisation__code": case.body_code}
    steps: Mapping[str, Callable[[], tuple[Actor | None, str, Mapping[str, Any]]]] = {
        State.REPORTED: lambda: (_somebody(**desk), "file", {"matter": case.matter_code}),
        State.CHECKING: lambda: (SYSTEM, "confirm", {}),
        State.FILED: lambda: (_somebody(**desk), "dispatch", {"body": case.likely_body}),
        State.HANDLING: lambda: (_somebody(**crew), "done", {"note": _outcome(case)}),
        State.HANDLED: lambda: (_somebody(**inspector), "verify_pass", {}),
        State.VERIFIED: lambda: (_somebody(**desk), "close", {}),
    }
    return steps[case.state]()


def _somebody(**who: Any) -> Actor | None:
    grant = RoleGrant.objects.select_related("account").filter(until=None, **who).first()
    return orgs.actor_of(grant.account) if grant else None


def _outcome(case: Case) -> str:
    told = [story for story in rhythm.stories(STORIES) if story.matter == case.matter_code]
    outcomes = told[0].outcomes if told else ("已处理完毕。",)
    return outcomes[case.pk % len(outcomes)]


def _is_ripe(case: Case) -> bool:
    """Return whether its people would have got to it by now; the same case always takes as long."""
    if case.state in {State.REPORTED, State.FILED} and not (case.matter_code and case.likely_body):
        return False
    luck = zlib.crc32(f"{case.number}{case.state}".encode()) / 2**32
    time = Time(book.of(case), book.calendar(book.of(case)))
    limit = clock_of(case)
    if case.state == State.HANDLING and limit is not None:
        return clock.now() >= limit.share_at(0.15 + 1.1 * luck**1.5, time.calendar)
    hours = {State.HANDLED: 6.0, State.REPORTED: 2.0}.get(State(case.state), 1.0)
    return clock.now() >= due(case.state_since, 0.1 + hours * luck, "work_hour", time.calendar).at
