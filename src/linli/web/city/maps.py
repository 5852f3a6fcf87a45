"""What the map's script asks: in which shade each area is, and the open cases as points."""

import hashlib
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from linli.cases import access
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.insight import queries as insight
from linli.insight.points import Dot
from linli.kernel import clock
from linli.kernel.permissions import Permission
from linli.places import atlas
from linli.places.rules import LENGTH_OF
from linli.web.city import classes
from linli.web.city.asked import Asked, asked
from linli.web.shell import cards, mapping
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

MOST_NAMED = 200


def scale(request: Request, what: Asked) -> tuple[classes.Scale, dict[str, float | None]]:
    """Return how the areas are shaded, and the value of each; those without a case are left out."""
    found = insight.map_values(request.actor, what.show, LENGTH_OF[what.level], what.area)
    return classes.scale_of(what.indicator, found.values()), found


@require_safe
@gzip_page
def values(request: Request) -> HttpResponse:
    """Give each area's shade and words, by code."""
    what = asked(request)
    shades, found = scale(request, what)
    nothing = None if what.indicator.denominator else 0.0
    digits = LENGTH_OF[what.level]
    areas = {
        code: [
            shades.index(value := found.get(code, nothing)),
            f"{what.indicator.name} {shades.words(value)}",
        ]
        for code in atlas.current().current
        if len(code) == digits and code.startswith(what.area)
    }
    return with_etag(
        request, msgspec.json.encode({"areas": areas}, order="deterministic"), "application/json"
    )


@require_safe
@gzip_page
def dots(request: Request) -> HttpResponse:
    """Give the open cases of an area within ?box=W,S,E,N for a ?zoom=, what lies close together as one."""
    what = asked(request)
    box, zoom = mapping.box_asked(request), mapping.zoom_asked(request)
    found = insight.dots(request.actor, what.area, box, zoom, overdue=what.show == "overdue")
    cases = Case.objects.in_bulk([dot.case for dot in found if dot.case][:MOST_NAMED])
    shelf = Shelf()
    features = [_feature(request, dot, cases.get(dot.case), shelf) for dot in found]
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    return with_etag(request, body, "application/geo+json")


def _feature(request: Request, dot: Dot, case: Case | None, shelf: Shelf) -> dict[str, Any]:
    words: dict[str, Any] = {"count": dot.count, "overdue": dot.overdue}
    if case is not None and access.holds(request.actor, Permission.CASES_SEE, case):
        words |= {
            "title": cards.title(case, shelf),
            "url": reverse("desk:case", args=[case.number]),
            "words": str(State(case.state).label),
            "tone": cards.tone(case, clock.now()),
        }
    elif dot.count == 1:
        words["tone"] = "overdue" if dot.overdue else "open"
    at = [round(dot.lon, 6), round(dot.lat, 6)]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": words}


def with_etag(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """Answer with `body`; a browser that has it already is told so, and sends less over the wire."""
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
