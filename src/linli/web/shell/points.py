"""A case and what is near it as points for its map."""

import msgspec
from django.http import HttpResponse
from django.urls import reverse

from linli.cases import queries
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.web.shell import cards
from linli.web.shell.shelf import Shelf


def around(by: Actor, case: Case, page: str) -> HttpResponse:
    """Return GeoJSON of `case` and of those like it that `by` may see; `page` names where a press leads."""
    found = [case, *(each for _metres, each in queries.similar(by, case))]
    return as_geojson(found, page)


def as_geojson(found: list[Case], page: str) -> HttpResponse:
    """Return GeoJSON points of cases that have a place."""
    now, shelf = clock.now(), Shelf()
    features = [
        cards.point_feature(
            each,
            cards.title(each, shelf),
            reverse(page, args=[each.number]),
            str(State(each.state).label),
            now,
        )
        for each in found
        if each.lon is not None
    ]
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    return HttpResponse(
        body, content_type="application/geo+json", headers={"Cache-Control": "private, no-store"}
    )
