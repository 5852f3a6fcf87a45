"""What a rule is worth on real days: needless asks and visits, and hours until somebody who stopped is found.

Each person's days are gone through once. While all is well every question is needless, and a visit too if the
question before it stays unanswered. Somebody who stops at a cut has the same past, so the delay is from the
cut to the first visit that the silence, as it stood, leads to. Every person weighs the same.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linli.care.rhythm import DAY, Span
from linli.care.watching import Alert, Rule, Sign, Walk, marks

Floats = npt.NDArray[np.float64]
WEEK = 7 * DAY
MONTH = 365.25 / 12 * DAY
DRAWS = 400


class Estimate(NamedTuple):
    """A figure, and where 95 in 100 draws lie."""

    value: float
    low: float
    high: float


class Worth(NamedTuple):
    """Needless asks and visits a person-month; mean, median and 90th percentile of the delay in hours."""

    asks: Estimate
    visits: Estimate
    mean: Estimate
    median: Estimate
    p90: Estimate


@dataclass(frozen=True)
class Course:
    """How one person's days went under one rule.

    Attributes:
        begin, end: the time looked at.
        alerts: all that was raised in it while the person was well.
        cuts: moments at which the person might have stopped.
        delays: hours from each until somebody would have gone.
    """

    begin: int
    end: int
    alerts: Sequence[Alert]
    cuts: Sequence[int]
    delays: Sequence[float]


def course(
    signs: Sequence[Sign], rule: Rule, cuts: Sequence[int], begin: int, leaves: Sequence[Span] = ()
) -> Course:
    """Return how a person's days from `begin` on go under a rule.

    Args:
        signs: sorted by time, from before `begin` on: what is earlier teaches.
        rule: a fresh one.
        cuts: sorted; those on leave or after the last sign are left out.
    """
    end = signs[-1].at
    walk, raised = Walk(rule), list[Alert]()
    stops, delays = list[int](), list[float]()
    waiting = deque(cut for cut in cuts if begin <= cut < end)
    for mark in marks(walk, signs, leaves):
        while waiting and waiting[0] < mark.at:
            cut = waiting.popleft()
            if (found := walk.found(cut)) is not None:
                stops.append(cut)
                delays.append((found - cut) / 3600)
        raised += walk.passed(mark.at)
        raised += mark.step(mark.at, mark.place)
    return Course(begin, end, [each for each in raised if _last(each) >= begin], stops, delays)


def _last(alert: Alert) -> int:
    return max(alert.ask_at or 0, alert.visit_at or 0)


def worth(courses: Sequence[Course], answered: float, seed: int) -> Worth:
    """Return what a rule is worth, with intervals from drawing each person's weeks anew.

    Args:
        answered: the share of questions that a well person answers in time.
    """
    weeks = [_weeks(each, answered) for each in courses]
    draw = np.random.default_rng(seed)
    whole = _figures(weeks, [np.arange(len(each.asks)) for each in weeks])
    drawn = [
        _figures(weeks, [draw.integers(0, len(each.asks), len(each.asks)) for each in weeks])
        for _draw in range(DRAWS)
    ]
    low, high = np.nanquantile(drawn, (0.025, 0.975), axis=0)
    return Worth(*(Estimate(*map(float, three)) for three in zip(whole, low, high, strict=True)))


class _Weeks(NamedTuple):
    """One person's figures by week: needless asks and visits, their length in months, the delays."""

    asks: Floats
    visits: Floats
    months: Floats
    delays: list[Floats]


def _weeks(course: Course, answered: float) -> _Weeks:
    """Cut a course into weeks; a last bit shorter than half a week joins the one before it."""
    count = max(1, round((course.end - course.begin) / WEEK))

    def week(at: int) -> int:
        return min((at - course.begin) // WEEK, count - 1)

    asks, visits, months = np.zeros(count), np.zeros(count), np.full(count, WEEK / MONTH)
    months[-1] = (course.end - course.begin - (count - 1) * WEEK) / MONTH
    for alert in course.alerts:
        if alert.ask_at is not None and alert.ask_at >= course.begin:
            asks[week(alert.ask_at)] += 1
        if alert.visit_at is not None:
            visits[week(alert.visit_at)] += 1 if alert.ask_at is None else 1 - answered
    of_week = np.array([week(cut) for cut in course.cuts], dtype=int)
    delays = np.array(course.delays)
    return _Weeks(asks, visits, months, [delays[of_week == number] for number in range(count)])


def _figures(weeks: Sequence[_Weeks], chosen: Sequence[npt.NDArray[np.int64]]) -> list[float]:
    """Return asks, visits, mean, median and 90th percentile over the chosen weeks of everybody."""
    asks, visits, delays, shares = list[float](), list[float](), list[Floats](), list[Floats]()
    for each, some in zip(weeks, chosen, strict=True):
        months = each.months[some].sum()
        asks.append(each.asks[some].sum() / months)
        visits.append(each.visits[some].sum() / months)
        own = np.concatenate([each.delays[number] for number in some])
        delays.append(own)
        shares.append(np.full(len(own), 1 / max(1, len(own))))
    together, share = np.concatenate(delays), np.concatenate(shares)
    if not len(together):
        return [float(np.mean(asks)), float(np.mean(visits)), *[float("nan")] * 3]
    order = np.argsort(together)
    reached = np.cumsum(share[order]) / share.sum()
    median, p90 = (float(together[order][np.searchsorted(reached, part)]) for part in (0.5, 0.9))
    return [
        float(np.mean(asks)),
        float(np.mean(visits)),
        float(np.average(together, weights=share)),
        median,
        p90,
    ]
