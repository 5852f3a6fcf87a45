"""The same list on a map: its cases as points or clusters, load by area, and an area drawn by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases import spread
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.permissions import Permission, prefixes
from linli.places.rules import LENGTH_OF, Level
from linli.web.city import classes
from linli.web.desk import inbox, lists
from linli.web.shell import cards, mapping
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

LOAD_LEVELS = (Level.STREET, Level.COMMUNITY, Level.GRID)


@never_cache
@login_required
@require_safe
def page(request: Request) -> HttpResponse:
    """Show the list that the address asks for on a map, with its lines beside.

    Raises:
        NotAllowed: the reader sees no cases.
    """
    lists.require(request.actor)
    wanted = lists.asked(request.GET)
    shelf = Shelf()
    context = inbox.listed(request, wanted, "desk:map", shelf)
    context["live_url"] = ""
    if request.headers.get("HX-Target") == "list":
        return render(request, "desk/list_part.html", context)
    first, more = lists.selects(request.actor, wanted, shelf)
    context |= {
        "tabs": lists.tabs(wanted, "desk:map"),
        "selects": first,
        "more": more,
        "more_count": sum(bool(each.value) for each in more),
        "cases_url": lists.address("desk:map_cases", wanted.words),
        "load_url": lists.address("desk:map_load", wanted.words),
        "frame": _frame(request, wanted.words),
    }
    return render(request, "desk/map.html", context)


def _frame(request: Request, words: Mapping[str, str]) -> str:
    """Return the box that the map begins with: that of the area wanted, or of the reader's own."""
    scope = prefixes(request.actor, Permission.CASES_SEE)
    code = words.get("area") or (scope[0] if len(scope) == 1 else "")
    return mapping.box_words(code)


@never_cache
@login_required
@require_safe
def cases(request: Request) -> HttpResponse:
    """Give what the map shows of a list in view: ?box=west,south,east,north&zoom=14 beside its words.

    Raises:
        NotAllowed: the reader sees no cases.
        InvalidInput: the box or the zoom is none.
    """
    lists.require(request.actor)
    wanted = lists.asked(request.GET)
    box, zoom = mapping.box_asked(request), mapping.zoom_asked(request)
    found = spread.spread(request.actor, wanted.filters, box, zoom)
    now, shelf = clock.now(), Shelf()
    answer = {
        "total": found.total,
        "partial": found.partial,
        "points": [_point(case, now, shelf) for case in found.cases],
        "clusters": [
            [round(each.lon, 5), round(each.lat, 5), each.count, each.late] for each in found.clusters
        ],
    }
    return _json(answer)


def _point(case: Case, now: datetime, shelf: Shelf) -> dict[str, Any]:
    url, words = reverse("desk:case", args=[case.number]), str(State(case.state).label)
    return {"number": case.number, **cards.point_feature(case, cards.title(case, shelf), url, words, now)}


@never_cache
@login_required
@require_safe
def load(request: Request) -> HttpResponse:
    """Give how many cases of a list each area has, its class, and the legend: ?level=grid beside its words.

    Raises:
        NotAllowed: the reader sees no cases.
    """
    lists.require(request.actor)
    wanted = lists.asked(request.GET)
    named = {level.name.lower(): level for level in LOAD_LEVELS}
    level = named.get(request.GET.get("level", ""), Level.GRID)
    found = spread.load(request.actor, wanted.filters, LENGTH_OF[level])
    scale = classes.scale(found.areas.values(), share=False)
    answer = {
        "areas": {code: [scale.index(count), count] for code, count in found.areas.items()},
        "partial": found.partial,
        "legend": scale.legend(),
    }
    return _json(answer)


def _json(answer: Any) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(answer),
        content_type="application/json",
        headers={"Cache-Control": "private, no-store"},
    )
