"""Lists of cases in a reader's scope: one indexed walk per area and state, merged by the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases import access, search
from linli.cases.filters import Filters, Order, check, narrowed
from linli.cases.models import Case, Task
from linli.cases.workflow import OPEN, State
from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput, invalid
from linli.kernel.permissions import Permission, within
from linli.kernel.search import terms

__all__ = ["MOST", "Filters", "Order", "Page", "every", "inbox", "keys", "matching", "overdue", "work_of"]
MOST = 200
_MOST_AT_ONCE = 1000
_MOST_WALKS = 60
_SEARCH_ROUNDS = 5
_MOST_ID = 2**63
_EQUAL = {6: "district_code", 9: "street_code", 15: "grid_code"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the cursor of the next; "" when this is the last."""

    cases: list[Case] = field(default_factory=list)
    next: str = ""


def inbox(by: Actor, filters: Filters | None = None, cursor: str = "", limit: int = 100) -> Page:
    """Return the cases that `by` may see and `filters` wants (two queries, three with a text).

    Args:
        by: the reader.
        filters: what is wanted; None is every open case.
        cursor: what the page before gave as `next`.
        limit: cases a page, at most 200.

    Raises:
        InvalidInput: the cursor is none of ours.
    """
    wanted, most = filters or Filters(), max(1, min(limit, MOST))
    check(wanted)
    if wanted.text.strip():
        return _found(by, wanted, cursor, most)
    return _listed(by, wanted, cursor, most)


def _listed(by: Actor, wanted: Filters, cursor: str, most: int) -> Page:
    found = _keys(by, wanted, _after(cursor, wanted.order), most + 1)
    by_id = Case.objects.in_bulk(found[:most])
    page = [by_id[key] for key in found[:most] if key in by_id]
    return Page(page, _cursor(page[-1], wanted.order) if len(found) > most and page else "")


def _keys(by: Actor, wanted: Filters, after: tuple[datetime | None, int] | None, most: int) -> list[int]:
    walks = [
        _ordered(narrowed(Case.objects.filter(way), wanted), wanted.order, after)[:most]
        for way in _ways(by, wanted, apart=True)
    ]
    return [key[-1] for key in _merged(walks, wanted.order, most)]


def keys(by: Actor, wanted: Filters, limit: int) -> list[int]:
    """Return the ids of the first `limit` cases of a list, in its order (one query, three with a text)."""
    check(wanted)
    if wanted.text.strip():
        return [case.pk for case in _found(by, wanted, "", limit).cases][:limit]
    return _keys(by, wanted, None, limit)


def every(by: Actor, wanted: Filters, most: int) -> Iterator[Case]:
    """Yield the cases of a list from its first page on, at most `most`; a thousand at a time."""
    check(wanted)
    pages = _found if wanted.text.strip() else _listed
    cursor = ""
    while most > 0:
        page = pages(by, wanted, cursor, min(most, _MOST_AT_ONCE))
        yield from page.cases[:most]
        most -= len(page.cases)
        cursor = page.next
        if not cursor:
            return


def matching(by: Actor, wanted: Filters) -> QuerySet[Case]:
    """Return the same cases as a list, in no order; a text is not looked at."""
    check(wanted)
    ways = reduce(or_, _ways(by, wanted, apart=False), Q(pk__in=[]))
    found = narrowed(Case.objects.filter(ways), wanted)
    return found if set(wanted.states) - set(OPEN) else found.filter(closed_at=None)


def overdue(by: Actor, cursor: str = "", limit: int = 100) -> Page:
    """Return the cases in the reader's scope whose handling is late, the longest first."""
    late = Filters(states=(State.FILED, State.HANDLING), overdue=True, order="due")
    return inbox(by, late, cursor, limit)


def work_of(by: Actor, limit: int = 100) -> list[Case]:
    """Return what waits for `by`: one's own cases, one's bodies' and the checks asked for, due first."""
    mine = Q(pk__in=[])
    if by.account_id is not None:
        mine |= Q(worker_id=by.account_id)
    bodies = sorted(by.organisations)
    if bodies:
        helped = Task.objects.filter(
            organisation_code__in=bodies, state=Task.State.OPEN, role=Task.Role.HELPER
        ).order_by("-case_id")[:MOST]
        mine |= Q(body_code__in=bodies, state=State.HANDLING)
        mine |= Q(pk__in=list(helped.values_list("case_id", flat=True)))
    checks = _areas(by, Permission.CASES_CHECK)
    if checks:
        mine |= within("grid_code", checks) & Q(state=State.CHECKING, worker_id=None)
    open_work = Case.objects.filter(mine, closed_at=None, state__in=(State.CHECKING, State.HANDLING))
    in_order = open_work.order_by(F("due_at").asc(nulls_last=True), "pk")
    found: list[Case] = []
    for first in (0, limit):  # the second half is read only when some of the first may not be seen
        read = list(in_order[first : first + limit])
        found += [case for case in read if access.may_see(by, case)]
        if len(found) >= limit or len(read) < limit:
            break
    return found[:limit]


def _areas(by: Actor, permission: Permission) -> list[str]:
    """Return the shortest area codes in which `by` holds the permission over every case."""
    codes = sorted(
        {grant.prefix for grant in by.grants if permission in grant.permissions and not grant.organisation}
    )
    return [code for i, code in enumerate(codes) if not any(code.startswith(c) for c in codes[:i])]


def _bodies(by: Actor) -> list[tuple[str, str]]:
    """Return the organisations whose work `by` may see, each with the area in which."""
    return sorted(
        {
            (grant.organisation, grant.prefix)
            for grant in by.grants
            if grant.organisation and Permission.CASES_SEE in grant.permissions
        }
    )


def _ways(by: Actor, wanted: Filters, *, apart: bool) -> Iterator[Q]:
    """Yield one condition per way in which a case comes into the reader's scope, each a walk along one index.

    With `apart`, states are walked one by one where that lets the index keep the order; inside a drawn area
    the cells are walked instead.
    """
    states = tuple(dict.fromkeys(wanted.states))
    areas = _areas_seen(by, wanted)
    apart = apart and not wanted.ring and len(areas) * len(states) <= _MOST_WALKS
    for code in areas:
        if len(code) in _EQUAL or not code:
            place = Q(**{_EQUAL[len(code)]: code}) if code else Q()
        else:
            place = Q(street_code=code[:9]) & within("grid_code", [code])
        if apart and len(code) < 12 and wanted.order == "newest":
            yield from (place & Q(state=state) for state in states)
        else:
            yield place & _standing(states, wanted.order)
    if wanted.area in areas:  # all that is wanted: nothing more comes in another way
        return
    for body, prefix in _bodies(by):
        reach = _narrower(prefix, wanted.area)
        if reach is None:
            continue
        place = within("grid_code", [reach])
        yield from (place & Q(body_code=body, state=state) for state in states)
        helped = Task.objects.filter(organisation_code=body, role=Task.Role.HELPER)
        yield place & Q(pk__in=helped.values("case_id"), state__in=states)
    if by.account_id is not None:
        yield within("grid_code", [wanted.area]) & Q(worker_id=by.account_id, state__in=states)


def _standing(states: Sequence[State], order: Order) -> Q:
    """Return the condition on the state; by deadline, all open states are one word that the index knows."""
    return Q() if order == "due" and set(states) == set(OPEN) else Q(state__in=states)


def _areas_seen(by: Actor, wanted: Filters) -> list[str]:
    """Return the areas of which `by` may see every case, as far as they are wanted."""
    areas = (_narrower(own, wanted.area) for own in _areas(by, Permission.CASES_SEE))
    return [code for code in areas if code is not None]


def _narrower(own: str, wanted: str) -> str | None:
    """Return the smaller of two areas when one lies in the other; None when they have nothing in common."""
    if wanted.startswith(own):
        return wanted
    return own if own.startswith(wanted) else None


def _after(cursor: str, order: Order) -> tuple[datetime | None, int] | None:
    if not cursor:
        return None
    moment, _bar, row = cursor.rpartition("_")
    try:
        last = int(row)
        due = datetime.fromisoformat(moment) if order == "due" else None
    except ValueError as fault:
        raise _no_cursor() from fault
    if not 0 < last < _MOST_ID or (due is not None and due.tzinfo is None):
        raise _no_cursor()
    return due, last


def _no_cursor() -> InvalidInput:
    return invalid("cursor", _("这不是有效的翻页标记，请从第一页开始。"))


def _cursor(last: Case, order: Order) -> str:
    if order == "due" and last.due_at is not None:
        return f"{last.due_at.isoformat()}_{last.pk}"
    return str(last.pk)


def _ordered(
    cases: QuerySet[Case], order: Order, after: tuple[datetime | None, int] | None
) -> QuerySet[Case, Any]:
    if order == "due":
        cases = cases.filter(due_at__isnull=False)
        if after is not None:
            cases = cases.filter(due_at__gte=after[0]).filter(Q(due_at__gt=after[0]) | Q(pk__gt=after[1]))
        return cases.order_by("due_at", "pk").values_list("due_at", "pk")
    if after is not None:
        cases = cases.filter(pk__lt=after[1])
    return cases.order_by("-pk").values_list("pk")


def _merged(walks: Sequence[QuerySet[Case, Any]], order: Order, limit: int) -> list[tuple[Any, ...]]:
    """Return the first `limit` keys of all walks together, each once (one query)."""
    if not walks:
        return []
    parts: list[str] = []
    values: list[Any] = []
    for place, walk in enumerate(walks):
        sql, params = walk.query.sql_with_params()
        parts.append(f"SELECT * FROM ({sql}) AS w{place}")  # noqa: S608 - compiled by Django
        values += params
    columns = "1, 2" if order == "due" else "1 DESC"
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION '.join(parts)} ORDER BY {columns} LIMIT %s", [*values, limit])
        return [tuple(row) for row in cursor.fetchall()]


def _found(by: Actor, wanted: Filters, cursor: str, limit: int) -> Page:
    """Return the newest cases that hold all words of the text, within scope and filters."""
    after = _after(cursor, "newest")
    before = after[1] if after else None
    asked = terms(wanted.text)
    scope = search.scope(_areas_seen(by, wanted), [body for body, _area in _bodies(by)])
    if scope is None:
        return Page()
    page: list[Case] = []
    for _round in range(_SEARCH_ROUNDS):
        ids = search.INDEX.newest(asked, scope, before=before, limit=limit + 1)
        found = narrowed(Case.objects.filter(pk__in=ids[:limit], state__in=wanted.states), wanted)
        page += [
            case
            for case in found.order_by("-pk")
            if access.may_see(by, case) and case.grid_code.startswith(wanted.area)
        ]
        if len(ids) <= limit:
            return Page(page)
        before = ids[limit - 1]
        if len(page) >= limit:
            break
    return Page(page, str(before))
