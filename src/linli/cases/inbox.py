"""Lists of cases in a reader's scope: one indexed walk per area and state, merged by the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases import access, search
from linli.cases.cleaning import clean
from linli.cases.models import Case, Task
from linli.cases.workflow import OPEN, State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput, invalid
from linli.kernel.permissions import Permission, within
from linli.kernel.search import terms

Order = Literal["newest", "due"]
MOST = 200
_MOST_WALKS = 60
_SEARCH_ROUNDS = 5
_MOST_ID = 2**63
_LONGEST_CODE = 15
_EQUAL = {6: "district_code", 9: "street_code", 15: "grid_code"}


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
    text: str = ""
    order: Order = "newest"


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
    _check(wanted)
    if wanted.text.strip():
        return _found(by, wanted, cursor, most)
    after = _after(cursor, wanted.order)
    walks = [
        _ordered(_narrowed(walk, wanted), wanted.order, after)[: most + 1] for walk in _walks(by, wanted)
    ]
    keys = _merged(walks, wanted.order, most + 1)
    by_id = Case.objects.in_bulk([key[-1] for key in keys[:most]])
    page = [by_id[key[-1]] for key in keys[:most] if key[-1] in by_id]
    return Page(page, _cursor(page[-1], wanted.order) if len(keys) > most and page else "")


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
    found = [
        case
        for case in open_work.order_by(F("due_at").asc(nulls_last=True), "pk")[: 2 * limit]
        if access.may_see(by, case)
    ]
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


def _walks(by: Actor, wanted: Filters) -> Iterator[QuerySet[Case]]:
    """Yield one query per way in which a case comes into the reader's scope, each a walk along one index."""
    states = tuple(dict.fromkeys(wanted.states))
    areas = _areas_seen(by, wanted)
    apart = len(areas) * len(states) <= _MOST_WALKS
    for code in areas:
        if len(code) in _EQUAL or not code:
            place = Q(**{_EQUAL[len(code)]: code}) if code else Q()
        else:
            place = Q(street_code=code[:9]) & within("grid_code", [code])
        if apart and len(code) < 12 and wanted.order == "newest":
            yield from (Case.objects.filter(place, state=state) for state in states)
        else:
            yield Case.objects.filter(place, _standing(states, wanted.order))
    for body, prefix in _bodies(by):
        reach = _narrower(prefix, wanted.area)
        if reach is None:
            continue
        place = within("grid_code", [reach])
        yield from (Case.objects.filter(place, body_code=body, state=state) for state in states)
        helped = Task.objects.filter(organisation_code=body, role=Task.Role.HELPER)
        yield Case.objects.filter(place, pk__in=helped.values("case_id"), state__in=states)
    if by.account_id is not None:
        yield Case.objects.filter(worker_id=by.account_id, state__in=states)


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


def _narrowed(cases: QuerySet[Case], wanted: Filters) -> QuerySet[Case]:
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
        conditions |= {"due_at__lt": clock.now(), "suspended_until": None, "closed_at": None}
    if wanted.order == "due" and set(wanted.states) <= set(OPEN):
        conditions["closed_at"] = None
    return cases.filter(**conditions)


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


def _check(wanted: Filters) -> None:
    """Refuse what no case can hold and no database should be asked."""
    area = wanted.area
    if area and not (area.isascii() and area.isdecimal() and len(area) <= _LONGEST_CODE):
        raise invalid("area", _("区域编码由数字组成。"))
    for name in ("body", "matter", "source"):
        value = getattr(wanted, name)
        if clean(value) != value:
            raise invalid(name, _("含有不能使用的字符。"))


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
        found = _narrowed(Case.objects.filter(pk__in=ids[:limit], state__in=wanted.states), wanted)
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
