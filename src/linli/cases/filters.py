"""What a reader wants to see of the cases, and the conditions on a case's own columns that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.cases import drawn, lateness
from linli.cases.cleaning import clean
from linli.cases.drawn import Ring
from linli.cases.models import Case
from linli.cases.workflow import ENDED, OPEN, State
from linli.kernel import clock
from linli.kernel.errors import invalid

Order = Literal["newest", "due"]
_LONGEST_CODE = 15


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader wants to see; everything left out is everything.

    Args:
        states: the states wanted; by default all that are open.
        area: code of an area; narrows the reader's scope.
        body: code of the organisation that leads.
        matter: code of a matter, or of a class (its first two digits).
        source: key of a source.
        overdue: only cases whose handling is late now.
        since: only cases reported at that moment or later.
        suspended, urgent, supervised: only such cases.
        ring: only cases inside this area, drawn on a map.
        text: words, numbers, addresses or codes to search for; then the order is newest first.
        order: "newest", or "due": the earliest deadline first, cases without one left out.
    """

    states: Sequence[State] = OPEN
    area: str = ""
    body: str = ""
    matter: str = ""
    source: str = ""
    overdue: bool = False
    since: datetime | None = None
    suspended: bool = False
    urgent: bool = False
    supervised: bool = False
    ring: Ring = ()
    text: str = ""
    order: Order = "newest"


def narrowed(cases: QuerySet[Case], wanted: Filters) -> QuerySet[Case]:
    """Return those of `cases` that `wanted` wants; place and state are the lists' own affair."""
    conditions: dict[str, Any] = {}
    if wanted.body:
        conditions["body_code"] = wanted.body
    if wanted.matter:
        conditions["matter_code__startswith"] = wanted.matter
    if wanted.source:
        conditions["source"] = wanted.source
    if wanted.urgent:
        conditions["urgent"] = True
    if wanted.suspended:
        conditions["suspended_until__isnull"] = False
    if wanted.supervised:
        conditions["supervised_at__isnull"] = False
    if wanted.since:
        conditions["created_at__gte"] = wanted.since
    if wanted.overdue:
        cases = cases.filter(lateness.late(clock.now()))
    if wanted.order == "due" and set(wanted.states) <= set(OPEN):
        conditions["closed_at"] = None
    if wanted.ring:
        cases = drawn.inside(cases, wanted.ring)
        if not set(wanted.states) - set(OPEN):
            conditions["closed_at"] = None
        elif not set(wanted.states) - set(ENDED):
            conditions["closed_at__isnull"] = False
    return cases.filter(**conditions)


def check(wanted: Filters) -> None:
    """Refuse what no case can hold and no database should be asked."""
    area = wanted.area
    if area and not (area.isascii() and area.isdecimal() and len(area) <= _LONGEST_CODE):
        raise invalid("area", _("区域编码由数字组成。"))
    for name in ("body", "matter", "source"):
        value = getattr(wanted, name)
        if clean(value) != value:
            raise invalid(name, _("含有不能使用的字符。"))
