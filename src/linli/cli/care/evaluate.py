"""Measures rules on a history: cuts everybody's days at random moments and writes what each rule is worth."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from django.utils.translation import gettext as _

from linli.care.evaluation import Course, Estimate, Worth, course, worth
from linli.care.rhythm import Span
from linli.care.watching import Rule, Sign

Candidate = tuple[str, float | None, Callable[[], Rule]]


class Tried(NamedTuple):
    """A rule, its price (None for the published one) and what it is worth."""

    name: str
    price: float | None
    worth: Worth


@dataclass(frozen=True)
class Person:
    """A person's signs, leaves and the moments at which the days are cut."""

    signs: Sequence[Sign]
    leaves: Sequence[Span]
    begin: int
    cuts: Sequence[int]


def person(
    name: str, signs: Sequence[Sign], leaves: Sequence[Span], begin: int, cuts: int, seed: int
) -> Person | None:
    """Return a person with random cuts from `begin` on, or None if nothing was heard after it."""
    first, last = max(begin, signs[0].at) if signs else 0, signs[-1].at if signs else 0
    if last <= first:
        return None
    dice = Random(f"{seed} {name}")
    return Person(signs, leaves, first, sorted(dice.randrange(first, last) for _cut in range(cuts)))


def tried(
    people: Sequence[Person], rules: Sequence[Candidate], answered: float, seed: int
) -> Iterator[Tried]:
    """Yield each rule with its worth."""
    for name, price, rule in rules:
        courses: list[Course] = [
            course(each.signs, rule(), each.cuts, each.begin, each.leaves) for each in people
        ]
        yield Tried(name, price, worth(courses, answered, seed))


def lines(results: Sequence[Tried]) -> Iterator[str]:
    """Yield the table as text, one line a rule."""
    heads = (
        _("所用规则"),
        _("代价"),
        _("询问/人月"),
        _("误上门/人月"),
        _("平均延迟 h"),
        _("中位 h"),
        _("九成内 h"),
    )
    yield "\t".join(heads)
    for name, price, figures in results:
        asks, visits, *delays = figures
        cells = (_shown(asks, 1), _shown(visits, 2), *(_shown(delay, 1) for delay in delays))
        yield "\t".join((name, "–" if price is None else f"{price:g}", *cells))


def _shown(estimate: Estimate, digits: int) -> str:
    return f"{estimate.value:.{digits}f} ({estimate.low:.{digits}f}–{estimate.high:.{digits}f})"
