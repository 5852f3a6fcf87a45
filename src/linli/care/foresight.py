"""What a silence will lead to: both rules thought through, the one that acts, and what it rests on; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linli.care import published, rules
from linli.care.hazards import Hazards, today
from linli.care.rhythm import IsRest, Place, Rhythm, Span
from linli.care.rules import Due, Silence, Terms

_KNOWN_FROM = 30
"""Signs after silences from which on a rhythm is called the person's own."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a silence that goes on; seconds of wall-clock time.

    Args:
        since: the last sign of any kind, a visit or a return included.
        place: where the person was after it.
        visits: how many visits there were since the person's own last sign.
        rhythm: packed; b"" for somebody of whom nothing is known yet.
        blind: the spans since then in which the person could not be seen.
    """

    since: int
    place: Place
    visits: int = 0
    rhythm: bytes = b""
    blind: Sequence[Span] = ()


class Foreseen(NamedTuple):
    """What acts, and when each rule would go; `own` says whether the rhythm is the person's own."""

    acting: Due | None
    by_rhythm: int | None
    by_published: int | None
    own: bool


def foresee(
    known: Known, terms: Terms, *, rule: str, floor: bool, shadow: bool, is_rest: IsRest, now: int
) -> Foreseen:
    """Return what a silence leads to unless a sign comes.

    Args:
        known: the silence.
        terms: what was agreed on, and the price.
        rule: which rule acts, rhythm or published.
        floor: whether the rhythm acts no later than the published rule.
        shadow: whether the rule that does not act is worked out too.
        is_rest: whether a day is a rest day.
        now: nothing is planned before it.
    """
    rhythm = Rhythm.unpack(known.rhythm) if known.rhythm else Rhythm()
    day = today(known.since)
    own = sum(rhythm.hits) >= _KNOWN_FROM * rhythm.weight(day)
    by_published = published.due(known.since, known.blind, now)
    planned = None
    if shadow or rule == "rhythm":
        silence = Silence(known.since, known.place, visits=known.visits)
        hazards = Hazards(rhythm, day)
        planned = rules.due(hazards, silence, terms, is_rest=is_rest, blind=known.blind, after=now)
    acting: Due | None = planned
    if rule == "published":
        acting = by_published
    elif floor:
        acting = published.earlier(planned, known.since, known.blind, now)
    return Foreseen(acting, planned.visit_at if planned else None, by_published.visit_at, own)
