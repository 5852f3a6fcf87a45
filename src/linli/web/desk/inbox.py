"""The desk's inbox: a list by stage and filters, a case beside it, and what becomes of it meanwhile."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases import access, batch, queries, saved, watch
from linli.cases import inbox as lists_of_cases
from linli.cases.asking import Asked
from linli.cases.saved import View
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission, prefixes
from linli.web.desk import casefile, lists
from linli.web.desk.lines import lines
from linli.web.desk.rows import rows
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

A_PAGE = 100
ROWS = "Linli-Rows"
"""The header in which a page tells which lines it shows: "17.3 21.1", each an id and a version."""

CHIP = "Linli-New"
"""The header in which a page tells how many new cases it has announced already."""


@never_cache
@login_required
@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show a page of cases, and the one that is open beside it.

    Raises:
        NotAllowed: the reader sees no cases.
    """
    lists.require(request.actor)
    views = saved.views(request.actor)
    wanted = _wanted(request, views)
    shelf = Shelf()
    context = listed(request, wanted, "desk:inbox", shelf)
    if request.headers.get("HX-Target") == "list":
        return render(request, "desk/list_part.html", context)
    first, more = lists.selects(request.actor, wanted, shelf)
    context |= {
        "tabs": lists.tabs(wanted, "desk:inbox"),
        "selects": first,
        "more": more,
        "more_count": sum(bool(each.value) for each in more),
        "can_take": bool(prefixes(request.actor, Permission.HOTLINE_TAKE)),
        "views": _views(wanted, views),
        "offices": list(lists.office_names(access.offices(request.actor)[:6], shelf).items()),
    }
    return render(request, "desk/inbox.html", context | _opened(request))


def _wanted(request: Request, views: list[View]) -> Asked:
    """Return the list that the address asks for; where it asks for none, the one the reader begins with."""
    said = {name: request.GET[name] for name in request.GET if name != "open"}
    first = next((view for view in views if view.first), None)
    return lists.asked(first.words if first and not said else said)


def listed(request: Request, wanted: Asked, page: str, shelf: Shelf) -> dict[str, Any]:
    """Return what the template of a list needs."""
    cursor = request.GET.get("cursor", "")[:80]
    found = lists_of_cases.inbox(request.actor, wanted.filters, cursor, A_PAGE)
    words = wanted.words
    return {
        "asked": wanted,
        "words": words,
        "words_line": urlencode(words),
        "lines": lines(rows(found.cases, shelf), request.GET.get("open", "")),
        "filtered": wanted.narrowed,
        "here": lists.address(page, words, cursor=cursor),
        "clear_url": lists.address(page, {"tab": wanted.tab}),
        "unring_url": lists.address(page, words, ring=""),
        "map_url": lists.address("desk:map", words),
        "list_url": lists.address("desk:inbox", words),
        "export_url": lists.address("desk:export", words),
        "live_url": "" if cursor else lists.address("desk:live", words),
        "first_url": lists.address(page, words) if cursor else "",
        "next_url": lists.address(page, words, cursor=found.next) if found.next else "",
        "page_size": A_PAGE,
        "most": batch.MOST,
    }


def _views(wanted: Asked, views: list[View]) -> list[dict[str, Any]]:
    return [
        {
            "id": view.id,
            "name": view.name,
            "url": lists.address("desk:inbox", view.words),
            "current": dict(view.words) == dict(wanted.words),
            "shared": bool(view.office),
            "first": view.first,
        }
        for view in views
    ]


def _opened(request: Request) -> dict[str, Any]:
    """Return what the pane shows of the case that the address opens, if it may be seen."""
    number = request.GET.get("open", "")
    if not number:
        return {}
    try:
        case = queries.case(request.actor, number)
    except NotFound:
        return {}
    return {**casefile.context(request, case), "opened": True, "in_pane": True}


@never_cache
@login_required
@require_safe
def live(request: Request) -> HttpResponse:
    """Answer what became of the list on the screen: 204 when nothing did; else a chip and changed lines.

    Raises:
        NotAllowed: the reader sees no cases.
    """
    lists.require(request.actor)
    wanted = lists.asked(request.GET)
    found = watch.news(request.actor, wanted.filters, shown(request.headers), A_PAGE)
    if not found.changed and str(found.new) == request.headers.get(CHIP, "0"):
        return HttpResponse(status=204)
    context = {
        "new": found.new,
        "here": lists.address("desk:inbox", wanted.words),
        "lines": lines(rows(found.changed, Shelf(), found.left), live=True),
    }
    return render(request, "desk/live.html", context)


def shown(headers: Mapping[str, str]) -> dict[int, int]:
    """Return the ids and versions of the lines that a page says it shows; nonsense is left out."""
    pairs = (word.partition(".") for word in headers.get(ROWS, "")[:4000].split())
    return {
        int(pk): int(version)
        for pk, _dot, version in pairs
        if pk.isascii() and version.isascii() and pk.isdecimal() and version.isdecimal() and len(pk) < 19
    }
