"""What is going on around: public cases as a list and on a map, sought by topic, state, time and place."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from linli.cases import book, public
from linli.cases.public import Sought
from linli.kernel import clock
from linli.places import queries as places
from linli.web.shell import cards, choices, states, wording
from linli.web.shell.cards import Point
from linli.web.shell.paging import numbered, with_query
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

ON_MAP = 300
A_PAGE = 20


@dataclass(frozen=True)
class Here:
    """Where the reader stands, as the page writes it."""

    lon: str
    lat: str


@dataclass(frozen=True)
class Filter:
    """One thing to choose: its name in the address, its words, what may be chosen and what is."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


def here(said: Mapping[str, str]) -> Point | None:
    """Return the point that an address or a form names, if it names a possible one."""
    try:
        lon, lat = float(said["lon"]), float(said["lat"])
    except (KeyError, ValueError):
        return None
    possible = math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
    return (lon, lat) if possible else None


def wanted(request: HttpRequest) -> Sought:
    """Return what the address seeks; a word that says nothing sensible counts as none."""
    said = request.GET
    topics = {each.code for each in book.in_force().topics}
    area = said.get("area", "")
    return Sought(
        topic=said.get("topic", "") if said.get("topic") in topics else "",
        state=said.get("state", "") if said.get("state") in public.STATES else "",
        days=_one_of(said.get("days"), public.SPANS, 30),
        area=area if area and places.exists(area) else "",
        at=here(said),
        metres=_one_of(said.get("metres"), public.REACHES, 1000),
    )


@require_safe
def nearby(request: Request) -> HttpResponse:
    """Show the public cases that are sought, as a list or, with the same list below, on a map."""
    seek = wanted(request)
    found = numbered(request, public.sought(seek), A_PAGE)
    now, shelf = clock.now(), Shelf()
    at = seek.at
    page: dict[str, Any] = {
        "here": Here(f"{at[0]:.5f}", f"{at[1]:.5f}") if at else None,
        "area": seek.area,
        "area_name": " ".join(places.names(seek.area)[-2:]),
        "filters": _filters(seek),
        "cases": [cards.public_card(case, now, shelf, at) for case in found.rows],
        "first_url": found.first_url,
        "next_url": found.next_url,
        "on_map": request.GET.get("view") == "map",
        "list_url": with_query(request, view=None, page=None),
        "map_url": with_query(request, view="map", page=None),
        "query": f"?{urlencode(_query(seek))}",
        "whole_url": with_query(request, area=None, lon=None, lat=None, page=None),
    }
    return render(request, "resident/nearby.html", page)


@require_safe
def points(request: Request) -> HttpResponse:
    """Give the same cases as points for the map, the newest three hundred."""
    now, shelf = clock.now(), Shelf()
    found = public.sought(wanted(request)).filter(lon__isnull=False)[:ON_MAP]
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
    ]
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    return HttpResponse(body, content_type="application/geo+json")


def _filters(seek: Sought) -> list[Filter]:
    topics = [(each.code, choices.named(each)) for each in book.in_force().topics]
    spans = [
        (str(days), ngettext("最近 %(days)d 天", "最近 %(days)d 天", days) % {"days": days})
        for days in public.SPANS
    ]
    states_ = [("open", _("正在办")), ("done", _("已办完"))]
    found = [
        Filter("topic", _("哪方面"), [("", _("全部")), *topics], seek.topic),
        Filter("state", _("办到哪了"), [("", _("全部")), *states_], seek.state),
        Filter("days", _("什么时候"), spans, str(seek.days)),
    ]
    if seek.at:
        reaches = [(str(metres), wording.distance(metres)) for metres in public.REACHES]
        found.append(Filter("metres", _("多远以内"), reaches, str(seek.metres)))
    return found


def _query(seek: Sought) -> dict[str, str]:
    """Return what is sought as the words of an address."""
    said = {"topic": seek.topic, "state": seek.state, "days": str(seek.days), "area": seek.area}
    if seek.at:
        said |= {"lon": f"{seek.at[0]:.5f}", "lat": f"{seek.at[1]:.5f}", "metres": str(seek.metres)}
    return {name: value for name, value in said.items() if value}


def _one_of(text: str | None, allowed: tuple[int, ...], usual: int) -> int:
    return int(text) if text in {str(each) for each in allowed} else usual
