"""Pages by cursor: each names the last row it showed, so nothing is skipped or shown twice."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

MOST_PAGES = 50
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


def numbered(request: HttpRequest, rows: QuerySet[Row], size: int) -> Page[Row]:
    """Return the page of `rows`, in their own order, that `?page=` counts; one reads the top of such."""
    said = request.GET.get("page", "")
    at = min(int(said), MOST_PAGES) if said.isascii() and said.isdecimal() and len(said) < 5 else 1
    at = max(at, 1)
    found = list(rows[(at - 1) * size : at * size + 1])
    more = len(found) > size and at < MOST_PAGES
    return Page(
        found[:size],
        with_query(request, page=None) if at > 1 else "",
        with_query(request, page=str(at + 1)) if more else "",
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
