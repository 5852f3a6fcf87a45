"""Where the city stands on one screen: the map, today, who is late, how well it goes, who is missing."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from linli.cases import inbox as lists
from linli.cases.inbox import Filters
from linli.cases.models import Case
from linli.cases.workflow import ENDED, OPEN
from linli.insight import queries as insight
from linli.insight import rules
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, may
from linli.orgs import queries as orgs
from linli.places import atlas
from linli.places import queries as places
from linli.places.rules import LENGTH_OF, Level
from linli.web.city import classes, figures, maps, trend
from linli.web.city.asked import SHOWN, Asked, asked, behind, crumbs, inbox, nets
from linli.web.shell import cards, mapping
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

FEED = 10
AT_RISK = 6
BODIES = 6
ROWS = 120


@never_cache
@require_safe
@gzip_page
def home(request: Request) -> HttpResponse:
    """Show the whole screen of an area."""
    what = asked(request)
    found = figures.readings(request, what)
    scale, values = maps.scale(request, what)
    page = {
        "what": what,
        "heading": what.name,
        "crumbs": crumbs(request, what),
        "now": figures.tiles(request.actor, found, figures.NOW, what),
        "rates": figures.tiles(request.actor, found, figures.RATES, what),
        "gaps": figures.tiles(request.actor, found, figures.GAPS, what),
        "as_of": found["open"].as_of,
        "map": _map(request.actor, what),
        "map_title": _title(what),
        "views": _views(what),
        "levels": _levels(what),
        "legend": _legend(scale),
        "table": _table(request.actor, what, scale, values),
        "wall_url": what.query(wall="") if what.wall else what.query(wall=1),
        "nets_url": nets(request.actor, what.area),
        "report_url": f"{reverse('city:report')}?area={what.area}",
        "live_url": reverse("city:live") + what.query(),
        **_parts(request, what),
        "trend": trend.trend(request, what),
    }
    return render(request, "city/home.html", page)


@never_cache
@require_safe
@gzip_page
def live(request: Request) -> HttpResponse:
    """Give what changes by itself: numbers by key, and the lists as pieces of the page."""
    what = asked(request)
    found = figures.readings(request, what)
    keys = (*figures.NOW, *figures.RATES, *figures.GAPS)
    tiles = {
        each["key"]: [each["value"], each["of"], each["tone"]]
        for each in figures.tiles(request.actor, found, keys, what)
    }
    parts = _parts(request, what)
    words = {
        "tiles": tiles,
        "as_of": clock.local(found["open"].as_of).strftime("%H:%M"),
        "parts": {
            name: render_to_string(f"city/part_{name}.html", {**parts, "what": what}, request)
            for name in ("feed", "risk", "late")
        },
    }
    return maps.with_etag(request, json.dumps(words, ensure_ascii=False).encode(), "application/json")


@require_safe
def coverage(request: Request) -> HttpResponse:
    """List the grids without a full-time worker and the communities without a grid branch."""
    what = asked(request)
    found = orgs.coverage(what.area)
    share = found.part_time_share
    grids, communities = found.grids_without_full_time, found.communities_without_branch
    return render(
        request,
        "city/coverage.html",
        {
            "what": what,
            "heading": what.name,
            "back": what.home(what.area),
            "grids": [_named(request.actor, code, name) for code, name in grids[:500]],
            "grids_count": len(grids),
            "grids_all": found.grids,
            "communities": [_named(request.actor, code, name) for code, name in communities[:500]],
            "communities_count": len(communities),
            "communities_all": found.communities,
            "part_time_share": None if share is None else f"{share:.0%}",
        },
    )


def _named(by: Actor, code: str, name: str) -> dict[str, str]:
    return {"name": name, "path": " ".join(places.names(code)[:-1]), "code": code, "url": nets(by, code)}


def _parts(request: Request, what: Asked) -> dict[str, Any]:
    """Return the lists of the screen, which the live answer gives too."""
    now, shelf = clock.now(), Shelf()
    sees = may(request.actor, Permission.CASES_SEE, what.area)
    newest = lists.inbox(request.actor, Filters(states=(*OPEN, *ENDED), area=what.area), limit=FEED).cases
    risky = list(insight.behind(request.actor, "at_risk", what.area)[:AT_RISK]) if sees else []
    bodies = _bodies(request, what, shelf)

    def card(case: Case) -> cards.Card:
        return cards.desk_card(case, now, shelf, reverse("desk:case", args=[case.number]))

    return {
        "feed": [card(case) for case in newest],
        "feed_url": behind(request.actor, "today", what.area),
        "risk": [card(case) for case in risky],
        "risk_url": behind(request.actor, "at_risk", what.area),
        "bodies": bodies,
        "most": max((body["overdue"] for body in bodies), default=1),
        "bodies_title": _bodies_title(bodies),
    }


def _map(by: Actor, what: Asked) -> dict[str, str]:
    """Return the data-* words of the map."""
    code = "CODE"
    deeper = what.home(code)
    if what.level is Level.GRID:
        inside = len(what.area) == LENGTH_OF[Level.GRID]
        deeper = behind(by, what.show, what.area) or "#" if inside else what.home(code)
    return {
        "level": what.level.name.lower(),
        "box": mapping.box_words(what.area),
        "values": reverse("city:values") + what.query(),
        "dots": reverse("city:dots") + what.query(),
        "area_url": deeper,
    }


def _title(what: Asked) -> str:
    by = {
        Level.DISTRICT: _("各区县"),
        Level.STREET: _("各街道、镇"),
        Level.COMMUNITY: _("各社区、村"),
        Level.GRID: _("各网格"),
    }
    return f"{by[what.level]} · {what.indicator.name}"


def _views(what: Asked) -> list[dict[str, Any]]:
    return [
        {"name": rules.INDICATORS[key].name, "url": what.query(show=key), "current": key == what.show}
        for key in SHOWN
    ]


def _levels(what: Asked) -> list[dict[str, Any]]:
    """Return the levels that the map may colour: those below the area."""
    names = {
        Level.DISTRICT: _("区县"),
        Level.STREET: _("街道"),
        Level.COMMUNITY: _("社区"),
        Level.GRID: _("网格"),
    }
    return [
        {"name": name, "url": what.query(by=int(level)), "current": level is what.level}
        for level, name in names.items()
        if LENGTH_OF[level] > len(what.area)
    ]


def _legend(scale: classes.Scale) -> list[dict[str, Any]]:
    return [{"index": index, "words": words} for index, words in scale.legend()]


def _table(by: Actor, what: Asked, scale: classes.Scale, values: dict[str, float | None]) -> dict[str, Any]:
    """Return the areas that the map colours as rows, what matters most first."""
    nothing = None if what.indicator.denominator else 0.0
    digits = LENGTH_OF[what.level]
    now = atlas.current()
    codes = [code for code in now.current if len(code) == digits and code.startswith(what.area)]
    worst_first = -1 if what.indicator.more_is != "good" else 1

    def order(code: str) -> tuple[bool, float, str]:
        value = values.get(code, nothing)
        return value is None, worst_first * (value or 0.0), code

    rows = [
        {
            "name": now.names[code],
            "path": "" if digits - len(what.area) <= 3 else " ".join(now.path(code)[-2:-1]),
            "url": what.home(code),
            "shade": scale.index(values.get(code, nothing)),
            "value": scale.words(values.get(code, nothing)),
            "behind": behind(by, what.show, code),
        }
        for code in sorted(codes, key=order)[:ROWS]
    ]
    return {"rows": rows, "left_out": len(codes) - len(rows)}


def _bodies(request: Request, what: Asked, shelf: Shelf) -> list[dict[str, Any]]:
    sees = may(request.actor, Permission.CASES_SEE, what.area)
    return [
        {
            "name": shelf.name(each.body_code),
            "overdue": each.overdue,
            "open": each.open,
            "url": inbox(area=what.area, body=each.body_code, tab="overdue") if sees else "",
        }
        for each in insight.overdue_by_body(request.actor, what.area, BODIES)
    ]


def _bodies_title(bodies: list[dict[str, Any]]) -> str:
    if not bodies:
        return _("各单位都没有超期")
    first = bodies[0]
    return ngettext("%(name)s超期最多：%(count)d 件", "%(name)s超期最多：%(count)d 件", first["overdue"]) % {
        "name": first["name"],
        "count": first["overdue"],
    }
