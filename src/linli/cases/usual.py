"""What is usually reported around here at this hour, so that it stands first on a worker's phone."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from linli.cases.catalogue import Catalogue
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, prefixes

LOOKED_AT = 300
MOST_AREAS = 3
NEAR_HOURS = 2
_DAY = 24
_STREET, _DISTRICT = 9, 6
Past = tuple[str, str, datetime]
"""Of one past case: its matter, its grid, and when it was seen (local time)."""


def usual_matters(by: Actor, catalogue: Catalogue, now: datetime, limit: int = 10) -> list[str]:
    """Return the codes of the matters that come up where `by` reports, the likeliest now first.

    The last cases of the streets around say so (one query a street, at most three); what is missing to
    `limit` is filled up with the small things of the catalogue. Nobody's own cases are looked at apart.
    """
    grids = prefixes(by, Permission.CASES_SEE)
    past: list[Past] = []
    for street in dict.fromkeys(code[:_STREET] for code in grids[:MOST_AREAS]):
        past += _past(street)
    known = [code for code in likeliest(past, clock.local(now), grids) if catalogue.matter(code)]
    small = [each.matter for each in catalogue.small_things]
    return list(dict.fromkeys([*known[:limit], *small]))[:limit]


def _past(street: str) -> list[Past]:
    ended = Case.objects.filter(state=State.CLOSED).exclude(matter_code="")
    if len(street) == _STREET:
        ended = ended.filter(street_code=street)
    elif len(street) == _DISTRICT:
        ended = ended.filter(district_code=street)
    rows = ended.order_by("-pk").values_list("matter_code", "grid_code", "occurred_at")[:LOOKED_AT]
    return [(matter, grid, clock.local(at)) for matter, grid, at in rows]


def likeliest(past: Iterable[Past], now: datetime, grids: Iterable[str]) -> list[str]:
    """Return the matters of past cases: each counts once, and once more for the same hours, and for the grid.

    Args:
        past: the cases; pure, so the order follows from them alone.
        now: the present moment, in the same time zone as theirs.
        grids: codes of the areas that count more.
    """
    weight: Counter[str] = Counter()
    near = tuple(grids)
    for matter, grid, at in past:
        hours = abs(at.hour - now.hour)
        weight[matter] += 1 + 2 * (min(hours, _DAY - hours) <= NEAR_HOURS) + grid.startswith(near)
    return [matter for matter, _n in sorted(weight.items(), key=lambda item: (-item[1], item[0]))]
