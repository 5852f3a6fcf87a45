"""The alarm budget of a district: the least price at which its people had few enough visits."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from linli.care.evaluation import MONTH, WEEK, course
from linli.care.rhythm import Span
from linli.care.rules import Terms
from linli.care.watching import Personal, Sign

LOOKED_BACK = 8 * WEEK
PRICES = (150.0, 250.0, 400.0, 600.0, 800.0, 1200.0, 2000.0, 4000.0)


class History(NamedTuple):
    """One person's signs, sorted, as far back as they are kept, and the leaves."""

    signs: Sequence[Sign]
    leaves: Sequence[Span] = ()


def price(people: Sequence[History], budget: float, now: int, terms: Terms, answered: float) -> float:
    """Return the least price that keeps the budget over the last eight weeks; the dearest if none does.

    Meant for the night: everybody's days are gone through again at each price until one will do.

    Args:
        budget: false visits a person-month.
        now: the end of the time looked at, in seconds of wall-clock time.
        terms: what else was agreed on.
        answered: the share of questions that a well person answers in time.
    """
    for each in PRICES:
        if _visits(people, now - LOOKED_BACK, replace(terms, price=each)) * (1 - answered) <= budget:
            return each
    return PRICES[-1]


def _visits(people: Sequence[History], begin: int, terms: Terms) -> float:
    """Return the visits a person-month had nobody answered."""
    visits, time = 0, 0
    for signs, leaves in people:
        if not signs or signs[-1].at <= begin:
            continue
        went = course(signs, Personal(terms=terms), (), max(begin, signs[0].at), leaves)
        visits += sum((alert.visit_at or 0) >= went.begin for alert in went.alerts)
        time += went.end - went.begin
    return visits / (time / MONTH) if time else 0.0
