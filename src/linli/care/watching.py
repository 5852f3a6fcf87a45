"""One person's days gone through sign by sign: what is learnt, and when somebody would have asked or gone.

The same walk serves a replay and the nightly look for a budget. Nothing looks ahead: an alert up to a moment
is the same whatever comes after it. Nobody answers here, and a visit counts as a sign of life.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from operator import itemgetter
from typing import NamedTuple, Protocol

from linli.care import published, rules
from linli.care.hazards import Hazards, today
from linli.care.rhythm import DAY, IsRest, Place, Rhythm, Span, weekend
from linli.care.rules import Due, Silence, Terms

# What stirs indoors so shortly after somebody went out is the door falling shut: seconds.
_LEAVING = 180
# After four days without any view of a person somebody should phone, at nine in the morning.
_BLIND, _NINE = 4 * DAY, 9 * rules.HOUR


class Sign(NamedTuple):
    """A sign of life, and where the person was after it; None: indoors, as far as one can tell."""

    at: int
    place: Place | None


class Alert(NamedTuple):
    """What a silence led to.

    Attributes:
        ask_at, visit_at: when the person was asked and visited, None where it did not come to that.
        cleared_at: when it ended: at a sign, with a leave, or with the visit; None if it goes on.
        silent: seconds of silence when it was raised.
        chance: how many well people would still have been silent at the visit.
        reason: `rhythm`, `published`, or `blind` for an outage that hides the person.
    """

    ask_at: int | None
    visit_at: int | None
    cleared_at: int | None
    silent: int
    chance: float
    reason: str


class Rule(Protocol):
    """What decides when a silence is too long."""

    @property
    def name(self) -> str:
        """Return the word for it in an alert."""

    @property
    def least(self) -> int:
        """Return the silence in seconds before which nothing can be due."""

    def learn(self, since: int, until: int, place: Place, blind: Sequence[Span]) -> None:
        """Take note of a silence that a sign of life ended."""

    def due(self, silence: Silence, blind: Sequence[Span], after: int) -> Due | None:
        """Return when to ask and when to go."""


@dataclass
class Published:
    """The published rule: it learns nothing."""

    name: str = "published"
    least: int = 0

    def learn(self, since: int, until: int, place: Place, blind: Sequence[Span]) -> None:
        """Take no note."""

    def due(self, silence: Silence, blind: Sequence[Span], after: int) -> Due | None:
        """Return the end of the first whole day without a sign, seen or not."""
        return published.due(silence.since, blind, after)


@dataclass
class Personal:
    """The rule of the personal rhythm; with `floor`, never later than the published one."""

    terms: Terms = field(default_factory=Terms)
    rhythm: Rhythm = field(default_factory=Rhythm)
    is_rest: IsRest = weekend
    floor: bool = False
    name: str = "rhythm"
    _hazards: Hazards | None = None

    @property
    def least(self) -> int:
        """Return the silence in seconds before which nothing can be due."""
        return self.terms.least

    def learn(self, since: int, until: int, place: Place, blind: Sequence[Span]) -> None:
        """Count the silence and the sign."""
        self.rhythm.learn(since, until, place, is_rest=self.is_rest, blind=blind)
        self._hazards = None

    def due(self, silence: Silence, blind: Sequence[Span], after: int) -> Due | None:
        """Return the moments that cost least."""
        if self._hazards is None:
            self._hazards = Hazards(self.rhythm, today(silence.since))
        planned = rules.due(
            self._hazards, silence, self.terms, is_rest=self.is_rest, blind=blind, after=after
        )
        return published.earlier(planned, silence.since, blind, after) if self.floor else planned


def alerts(
    signs: Iterable[Sign],
    *,
    rule: Rule,
    until: int,
    leaves: Sequence[Span] = (),
    outages: Sequence[Span] = (),
) -> Iterator[Alert]:
    """Yield the alerts of one person up to `until`, in the order of time.

    Args:
        signs: the signs of life, sorted by time; the same one twice does no harm.
        rule: a fresh rule; it learns on the way.
        until: the end of the time looked at.
        leaves: spans in which the person was known to be away, apart and sorted; the return counts as a sign.
        outages: spans in which no signal was online, apart and sorted.
    """
    walk = Walk(rule)
    for mark in marks(walk, signs, leaves, outages):
        if mark.at > until:
            break
        yield from walk.passed(mark.at)
        yield from mark.step(mark.at, mark.place)
    yield from walk.passed(until)
    yield from walk.cleared(None)


def settled(before: Place, left: int, at: int, place: Place | None) -> tuple[Place, int]:
    """Return where a person is after a sign, and when they last went out.

    Args:
        before: where they were before it.
        left: when they last went out.
        at: the sign's moment.
        place: what the sign says itself; None: indoors, as far as one can tell.
    """
    if place is Place.AWAY:
        return place, at
    going = place is None and before is Place.AWAY and at - left < _LEAVING
    return Place.AWAY if going else Place.HOME, left


class Mark(NamedTuple):
    """A moment at which something is heard of a person, and what the walk then does."""

    at: int
    step: Callable[[int, Place | None], Iterable[Alert]]
    place: Place | None = None


def marks(
    walk: "Walk", signs: Iterable[Sign], leaves: Sequence[Span] = (), outages: Sequence[Span] = ()
) -> Iterator[Mark]:
    """Yield in order of time all that is heard of a person."""
    return merge(
        (Mark(sign.at, walk.sign, sign.place) for sign in signs),
        (mark for begin, end in leaves for mark in (Mark(begin, walk.leave), Mark(end, walk.back))),
        (mark for begin, end in outages for mark in (Mark(begin, walk.darken), Mark(end, walk.lighten))),
        key=itemgetter(0),
    )


class Walk:
    """Where one person stands between two marks.

    Attributes:
        own: the person's own last sign, or return; None before the first one and on leave.
        silence: what goes on since then, or since the last visit; None with `own`.
        blind: the outages since the own last sign that are over.
        dark: since when no signal is online, None if one is.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.place, self.left = Place.HOME, 0
        self.own: int | None = None
        self.silence: Silence | None = None
        self.blind: list[Span] = []
        self.dark: int | None = None
        self.away = self.told = False
        self.after = 0
        self.chance = float("nan")

    def passed(self, to: int) -> Iterator[Alert]:
        """Let time pass up to `to`, with what falls due before it."""
        if self.dark is not None:
            yield from self._unseen(self.dark, to)
            return
        while self.silence is not None and to - self.silence.since >= self.rule.least:
            plan = self.rule.due(self.silence, self.blind, self.after)
            if plan is None:
                return
            self.chance = plan.chance
            if self.silence.asked is None and plan.ask_at is not None and plan.ask_at < to:
                self.silence = self.silence._replace(asked=plan.ask_at)
            if plan.visit_at is None or plan.visit_at >= to:
                return
            yield self._alert(self.silence, plan.visit_at, plan.visit_at)
            self.silence = Silence(plan.visit_at, self.place, visits=self.silence.visits + 1)

    def found(self, cut: int) -> int | None:
        """Return when somebody would have gone if the person had stopped at `cut`, before the next mark."""
        silence = self.silence
        while silence is not None:
            plan = self.rule.due(silence, self.blind, self.after)
            if plan is None or plan.visit_at is None:
                return None
            if plan.visit_at > cut:
                return plan.visit_at
            silence = Silence(plan.visit_at, self.place, visits=silence.visits + 1)
        return None

    def _alert(self, silence: Silence, visited: int | None, cleared: int | None) -> Alert:
        raised = silence.asked if silence.asked is not None else visited or silence.since
        return Alert(silence.asked, visited, cleared, raised - silence.since, self.chance, self.rule.name)

    def _unseen(self, dark: int, to: int) -> Iterator[Alert]:
        """Say once, after four days in the dark, that nobody can see: please phone. No word of absence."""
        ask = -(-(dark + _BLIND - _NINE) // DAY) * DAY + _NINE
        if self.silence is not None and self.silence.asked is None and not self.told and ask < to:
            self.told = True
            yield Alert(ask, None, to, ask - self.silence.since, float("nan"), "blind")

    def cleared(self, at: int | None) -> Iterator[Alert]:
        """End the silence; a question that was open is settled."""
        if self.silence is not None and self.silence.asked is not None:
            yield self._alert(self.silence, None, at)
        self.silence = None

    def sign(self, at: int, place: Place | None) -> Iterator[Alert]:
        """See the person."""
        before = self.place
        self.place, self.left = settled(before, self.left, at, place)
        if self.away:
            return
        yield from self.cleared(at)
        if self.own is not None:
            self.rule.learn(
                self.own, at, before, self.blind if self.dark is None else [*self.blind, (self.dark, at)]
            )
        self._begin(at)

    def _begin(self, at: int) -> None:
        self.own, self.silence, self.blind, self.after = at, Silence(at, self.place), [], at
        self.dark, self.told = None if self.dark is None else at, False

    def leave(self, at: int, place: Place | None) -> Iterator[Alert]:
        """Stop looking: the person has said to be away."""
        yield from self.cleared(at)
        self.away, self.own = True, None

    def back(self, at: int, place: Place | None) -> Iterable[Alert]:
        """Look again: the return date counts as a sign."""
        self.away = False
        self._begin(at)
        return ()

    def darken(self, at: int, place: Place | None) -> Iterable[Alert]:
        """Lose sight: every signal of the person is offline."""
        self.dark = at
        return ()

    def lighten(self, at: int, place: Place | None) -> Iterable[Alert]:
        """See again: what lies in the dark proves nothing, and the clock has stood still."""
        if self.dark is not None:
            self.blind.append((self.dark, at))
        self.dark, self.told, self.after = None, False, at
        return ()
