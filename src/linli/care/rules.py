"""When to ask and when to go: the moments at which waiting on costs more than it is worth; pure.

At the last sign of life the whole silence is thought through. S(t) is the chance that a well person is
still silent at t: the personal hazards summed to L, then S = (1 + L/30)^-30, heavier in the tail than the sum
alone, because the hazards are guesses. Somebody may stop at any moment u; a visit at T is then T - u
hours late. Going at T therefore costs, in hours,

    J(T) = sum over u < T of S(u) (T - u)  +  price * (S(T) + ask_share * S(ask))

the hours somebody may lie there, and the false visits and needless questions at a price in hours that a
district sets (its alarm budget). The visit is planned where J is least, the question as late as leaves time
to answer and keeps the quiet hours. So shortly before a sign is likely the rule waits; where nothing would be
learnt by waiting it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from linli.care.hazards import Floats, Hazards
from linli.care.rhythm import DAY, HALF_HOUR, IsRest, Place, Span

Moments = npt.NDArray[np.int64]
HOUR = 3600
_DOUBT = 30.0
_MINUTE = 60
_DEARER = 2


@dataclass(frozen=True)
class Terms:
    """What a district has agreed on.

    Attributes:
        price: how many hours of delay one false visit may save (the alarm-budget knob).
        again: how much dearer a further visit in one silence is, twice at most: who was well all the same is
            one of the quiet ones.
        ask_share: what a needless question costs beside a needless visit.
        least: seconds of silence before which nobody is asked.
        answer: seconds left to answer before somebody goes, at least 30 minutes.
        quiet: from which hour to which nobody is asked.
        night: from which hour to which nobody goes for silence alone, but before or after.
    """

    price: float = 700.0
    again: float = 2.0
    ask_share: float = 0.07
    least: int = 2 * HOUR
    answer: int = HALF_HOUR
    quiet: tuple[int, int] = (22, 7)
    night: tuple[int, int] = (0, 6)


def usual_price(signals: int) -> float:
    """Return the price before a district has set its own: a little dearer with a second signal.

    Chosen where door passes leave about one false visit a person-month, indoor signals fewer (docs/care.md).
    """
    return Terms.price if signals < 2 else 750.0


class Silence(NamedTuple):
    """A silence that goes on.

    Attributes:
        since: the last sign of life, a visit or a return included; seconds of wall-clock time.
        place: where the person was after it.
        asked: when the person was asked, if that has happened.
        visits: how many visits there were since the person's own last sign.
    """

    since: int
    place: Place
    asked: int | None = None
    visits: int = 0


class Due(NamedTuple):
    """When to ask and to go unless a sign comes, and the `chance` that a well person is then still silent."""

    ask_at: int | None
    visit_at: int | None
    chance: float


def due(
    hazards: Hazards,
    silence: Silence,
    terms: Terms,
    *,
    is_rest: IsRest,
    blind: Sequence[Span] = (),
    after: int = 0,
) -> Due | None:
    """Return when to ask and to visit, or None if no moment of the next two weeks will do.

    Args:
        hazards: the person's, as they stood at the last sign.
        silence: what is known of the silence.
        terms: what was agreed on.
        is_rest: whether a day is a rest day.
        blind: spans in which the signals were offline; known ones only. They prove nothing and cost nothing.
        after: the present moment: nothing is planned before it.
    """
    rates, hours = hazards.ahead(silence.since, silence.place, is_rest=is_rest, blind=blind)
    still = (1 + np.cumsum(rates) / _DOUBT) ** -_DOUBT
    first = silence.since // HALF_HOUR
    ends = (np.arange(first + 1, first + 1 + len(rates))) * HALF_HOUR
    asks = _asks(ends, silence, terms)
    possible = (hours > 0) & (ends >= after) & ~_within(ends, terms.night)
    possible &= (
        (asks >= max(silence.since + terms.least, after))
        if silence.asked is None
        else ends >= asks + terms.answer
    )
    if not possible.any():
        return None
    unasked = np.interp(asks, ends, still, left=1.0) if silence.asked is None else 0.0
    price = terms.price * terms.again ** min(silence.visits, _DEARER)
    costs = _waiting(still, hours) + price * (still + terms.ask_share * unasked)
    best = int(np.argmin(np.where(possible, costs, np.inf)))
    return Due(int(asks[best]), int(ends[best]), float(still[best]))


def _waiting(still: Floats, hours: Floats) -> Floats:
    """Return the expected hours of delay of a visit at the end of each half hour."""
    before = np.concatenate(((1.0,), still[:-1]))
    within = (before + still) / 2 * hours
    reached = np.cumsum(within)
    result: Floats = np.cumsum((reached - within) * hours + within * hours / 2)
    return result


def _asks(visits: Moments, silence: Silence, terms: Terms) -> Moments:
    """Return for each visit the latest moment to ask: time to answer before it, never in the quiet hours."""
    if silence.asked is not None:
        return np.full_like(visits, silence.asked)
    asks = visits - terms.answer
    late = (asks - terms.quiet[0] * HOUR) % DAY
    return np.where(_within(asks, terms.quiet), asks - late - _MINUTE, asks)


def _within(moments: Moments, hours: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Return which moments lie in hours of the day that may run over midnight, or are empty."""
    begin, end = (hour * HOUR for hour in hours)
    clock = moments % DAY
    if begin <= end:
        return (clock >= begin) & (clock < end)
    return (clock >= begin) | (clock < end)
