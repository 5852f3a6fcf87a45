"""What is going on around: public cases on a map, and the same as a list."""

import math
from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.models import Case
from linli.kernel import clock
from linli.web.shell import cards, states
from linli.web.shell.cards import Point
from linli.web.shell.paging import page_of
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

NEAR_M = 1000.0
ON_MAP = 300
A_PAGE = 20


@dataclass(frozen=True)
class Here:
    """Where the reader stands, as the page writes it."""

    lon: str
    lat: str


def here(request: HttpRequest) -> Point | None:
    """Return the point that the address names, if it names a possible one."""
    try:
        lon, lat = float(request.GET["lon"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return None
    possible = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    return (lon, lat) if possible else None


@require_safe
def nearby(request: Request) -> HttpResponse:
    """Show the public cases around a point; without one, the newest of the city."""
    at = here(request)
    page: dict[str, object] = {"here": Here(f"{at[0]:.5f}", f"{at[1]:.5f}") if at else None, "query": ""}
    if at:
        around = [case for _metres, case in queries.near(*at, NEAR_M)]
        page["query"] = f"?lon={at[0]:.5f}&lat={at[1]:.5f}"
    else:
        newest = page_of(request, Case.objects.filter(public=True), A_PAGE)
        around = newest.rows
        page |= {"first_url": newest.first_url, "next_url": newest.next_url}
    now, shelf = clock.now(), Shelf()
    page["cases"] = [cards.public_card(case, now, shelf, at) for case in around]
    return render(request, "resident/nearby.html", page)


@require_safe
def points(request: Request) -> HttpResponse:
    """Give the same cases as points for the map."""
    at, now, shelf = here(request), clock.now(), Shelf()
    if at:
        found = [case for _metres, case in queries.near(*at, NEAR_M)]
    else:
        found = list(Case.objects.filter(public=True, lon__isnull=False).order_by("-pk")[:ON_MAP])
    features = [
        cards.point_feature(
            case,
            cards.public_title(case, shelf),
            cards.track_url(case.number),
            str(states.look(case.state, paused=case.is_suspended).plain),
            now,
            decimals=4,
        )
        for case in found
        if case.lon is not None
    ]
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    return HttpResponse(body, content_type="application/geo+json")
