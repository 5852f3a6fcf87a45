"""Pages by cursor: each names the last row it showed, so nothing is skipped or shown twice."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of a page, newest first, and the addresses of the first and the next page ("" for none)."""

    rows: list[Row]
    first_url: str
    next_url: str


def page_of(request: HttpRequest, rows: QuerySet[Row], size: int) -> Page[Row]:
    """Return the page of `rows` that `?before=` names; rows are walked by falling id."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    else:
        before = ""
    found = list(rows.order_by("-pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(
        found,
        with_query(request, before=None) if before else "",
        with_query(request, before=str(found[-1].pk)) if more else "",
    )


def with_query(request: HttpRequest, **changed: str | None) -> str:
    """Return this page's address with some words of its query changed; None takes a word out."""
    query = request.GET.copy()
    for key, value in changed.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = value
    words = query.urlencode()
    return f"{request.path}?{words}" if words else request.path
