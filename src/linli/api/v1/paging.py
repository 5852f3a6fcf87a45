"""Pages by cursor: an opaque text that says after which row the next page begins."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from linli.kernel.errors import InvalidInput, invalid

LIMIT = 100
M = TypeVar("M", bound=Model)


class Page(Schema):
    """Which page is wanted."""

    cursor: Annotated[
        str, Field(max_length=200, description="`next` of the page before; empty is the first")
    ] = ""
    limit: Annotated[int, Field(ge=1, le=500, description="rows a page")] = LIMIT


PageQuery = Annotated[Page, Query()]


def encode(key: str) -> str:
    """Return the cursor after the row whose key is `key`."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def decode(cursor: str) -> str:
    """Return the key that `cursor` hides, "" for the first page.

    Raises:
        InvalidInput: it is no cursor of ours.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as fault:
        raise unknown() from fault
    if not key.isprintable():
        raise unknown()
    return key


def unknown() -> InvalidInput:
    """Return the error that a cursor is none of ours."""
    return invalid("cursor", _("这不是本接口给出的翻页标记。"))


def by_code(rows: QuerySet[M], page: Page, show: Callable[[M], Any]) -> dict[str, Any]:
    """Return a page of `rows`, in the order of their column `code`, each as `show` shows it."""
    if page.cursor:
        rows = rows.filter(code__gt=decode(page.cursor))
    found: Sequence[Any] = list(rows.order_by("code")[: page.limit + 1])
    more = len(found) > page.limit
    shown = found[: page.limit]
    return {"items": [show(row) for row in shown], "next": encode(shown[-1].code) if more else None}
