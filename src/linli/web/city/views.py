"""Where the city stands: one map, today's figures, who is late, and where nobody serves."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from linli.insight import queries as insight
from linli.insight import rules
from linli.kernel.errors import NotAllowed, NotFound
from linli.kernel.permissions import Permission, require
from linli.orgs import queries as orgs
from linli.places import queries as places
from linli.places.rules import LENGTH_OF, Level
from linli.web.city import classes, outlines
from linli.web.shell.request import Request

SHOWN = ("overdue", "open", "closed_30", "in_time_30", "satisfied_30")
FINER = {0: Level.STREET, 6: Level.COMMUNITY, 9: Level.GRID, 12: Level.GRID, 15: Level.GRID}
TONES = {"bad": "bad", "good": "good", "neither": ""}


@dataclass(frozen=True)
class Asked:
    """What the page is about: an area ("" is the city), an indicator, and the level that is coloured."""

    area: str
    show: str
    level: Level

    def query(self, **changed: str | int) -> str:
        """Return the query string of this page with some words changed."""
        words = {"area": self.area, "show": self.show, "by": int(self.level), **changed}
        return "?" + urlencode({key: value for key, value in words.items() if value != ""})


def asked(request: Request) -> Asked:
    """Return what `request` asks for; without an area, the widest one that the reader may see.

    Raises:
        NotAllowed: the reader may see no figures, or none of that area.
        NotFound: there is no such area, indicator or level.
    """
    scope = insight.scope(request.actor)
    if not scope:
        raise NotAllowed
    area = request.GET.get("area", scope[0] if "" not in scope else "")
    show = request.GET.get("show", SHOWN[0])
    by = request.GET.get("by", str(int(FINER.get(len(area), Level.GRID))))
    if (
        (area and not places.exists(area))
        or show not in SHOWN
        or by not in {str(int(each)) for each in Level}
    ):
        raise NotFound
    require(request.actor, Permission.INSIGHT_SEE, area)
    return Asked(area, show, Level(int(by)))


def inbox(**words: str) -> str:
    """Return the address of the list behind a number."""
    return f"{reverse('desk:inbox')}?{urlencode({key: value for key, value in words.items() if value})}"


@require_safe
def home(request: Request) -> HttpResponse:
    """Show the figures of an area, its map, who is late and what is not covered."""
    what = asked(request)
    scale, _found = _scale(request, what)
    wall = request.GET.get("wall") == "1"
    bodies = _bodies(request, what)
    page = {
        "heading": places.name(what.area) if what.area else _("全市"),
        "crumbs": _crumbs(request, what),
        "figures": _figures(request, what),
        "map_title": _title(what),
        "views": _views(what),
        "levels": _levels(what),
        "values_url": reverse("city:values") + what.query(),
        "outlines": _background(what),
        "legend": [{"index": index, "words": words} for index, words in scale.legend()],
        "table": _table(request, what),
        "bodies": bodies,
        "most": max((body["overdue"] for body in bodies), default=1),
        "bodies_title": _bodies_title(bodies),
        "gaps": _gaps(what),
        "wall": wall,
        "wall_url": what.query() if wall else what.query(wall=1),
    }
    return render(request, "city/home.html", page)


@require_safe
@gzip_page
def values(request: Request) -> HttpResponse:
    """Give the outlines of the coloured level with each area's class, words and address."""
    what = asked(request)
    scale, found = _scale(request, what)
    share = bool(rules.INDICATORS[what.show].denominator)
    features = [
        {
            **feature,
            "properties": {
                "name": feature["properties"]["name"],
                "value": scale.index(value := found.get(feature["id"], None if share else 0.0)),
                "label": f"{rules.INDICATORS[what.show].name} {scale.words(value)}",
                "url": _deeper(feature["id"], what),
            },
        }
        for feature in outlines.simple(what.level, what.area)
    ]
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    return HttpResponse(
        body, content_type="application/geo+json", headers={"Cache-Control": "private, max-age=60"}
    )


@require_safe
def coverage(request: Request) -> HttpResponse:
    """List the grids without a full-time worker and the communities without a grid branch."""
    what = asked(request)
    found = orgs.coverage(what.area)
    return render(
        request,
        "city/coverage.html",
        {
            "heading": places.name(what.area) if what.area else _("全市"),
            "back": reverse("city:home") + what.query(),
            "grids": [_named(code, name) for code, name in found.grids_without_full_time[:500]],
            "grids_count": len(found.grids_without_full_time),
            "communities": [_named(code, name) for code, name in found.communities_without_branch[:500]],
            "communities_count": len(found.communities_without_branch),
        },
    )


def _named(code: str, name: str) -> dict[str, str]:
    return {"name": name, "path": " ".join(places.names(code)[:-1]), "code": code}


def _scale(request: Request, what: Asked) -> tuple[classes.Scale, dict[str, float | None]]:
    found = insight.map_values(request.actor, what.show, LENGTH_OF[what.level], what.area)
    share = bool(rules.INDICATORS[what.show].denominator)
    return classes.scale(found.values(), share=share), found


def _deeper(code: str, what: Asked) -> str:
    """Return where a press on an area leads: into it, or for a grid to the list of its cases."""
    if len(code) == LENGTH_OF[Level.GRID]:
        return inbox(area=code, tab="overdue" if what.show == "overdue" else "open")
    return reverse("city:home") + f"?{urlencode({'area': code, 'show': what.show})}"


def _crumbs(request: Request, what: Asked) -> list[dict[str, str]]:
    if not what.area:
        return []
    scope = insight.scope(request.actor)
    above = [("", _("全市")), *((area.code, area.name) for area in places.ancestors(what.area))]
    return [
        {"name": name, "url": f"{reverse('city:home')}?{urlencode({'area': code, 'show': what.show})}"}
        for code, name in above
        if any(code.startswith(prefix) for prefix in scope)
    ]


def _figures(request: Request, what: Asked) -> list[dict[str, Any]]:
    found = []
    for reading in insight.headline(request.actor, what.area):
        indicator = reading.indicator
        tab = {"open": "open", "overdue": "overdue", "closed_7": "ended", "closed_30": "ended"}
        bad = indicator.more_is == "bad" and bool(reading.numerator)
        found.append(
            {
                "name": indicator.name,
                "value": "—" if reading.value is None else _number(reading),
                "title": indicator.definition,
                "tone": "bad" if bad and indicator.key == "overdue" else "",
                "url": inbox(
                    area=what.area,
                    tab=tab.get(indicator.key, "all"),
                    days=str(indicator.span or ""),
                ),
            }
        )
    return found


def _number(reading: insight.Reading) -> str:
    value = reading.value or 0.0
    return f"{value:.0%}" if reading.denominator is not None else f"{value:,.0f}"


def _title(what: Asked) -> str:
    by = {
        Level.DISTRICT: _("各区县"),
        Level.STREET: _("各街道、镇"),
        Level.COMMUNITY: _("各社区、村"),
        Level.GRID: _("各网格"),
    }
    return f"{by[what.level]} · {rules.INDICATORS[what.show].name}"


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


def _background(what: Asked) -> str:
    areas = reverse("features-areas")
    if not what.area:
        return f"{areas}?level=district&zoom=12"
    return f"{areas}?level={what.level.name.lower()}&scope={what.area}&zoom=14"


def _table(request: Request, what: Asked) -> list[dict[str, object]]:
    digits = LENGTH_OF[what.level]
    found = {
        key: insight.map_values(request.actor, key, digits, what.area)
        for key in ("open", "overdue", "in_time_30")
    }
    rows = [
        {
            "name": area.name,
            "url": _deeper(area.code, what),
            "open": int(found["open"].get(area.code) or 0),
            "open_url": inbox(area=area.code, tab="open"),
            "overdue": int(found["overdue"].get(area.code) or 0),
            "overdue_url": inbox(area=area.code, tab="overdue"),
            "rate": "—" if (rate := found["in_time_30"].get(area.code)) is None else f"{rate:.0%}",
        }
        for area in places.areas(what.area, what.level)
    ]
    return sorted(rows, key=lambda row: (-int(str(row["overdue"])), -int(str(row["open"]))))[:300]


def _bodies(request: Request, what: Asked) -> list[dict[str, Any]]:
    names = {body.code: body.name for body in orgs.bodies()}
    return [
        {
            "name": names.get(each.body_code, each.body_code),
            "overdue": each.overdue,
            "url": inbox(area=what.area, body=each.body_code, tab="overdue"),
        }
        for each in insight.overdue_by_body(request.actor, what.area, 10)
    ]


def _bodies_title(bodies: list[dict[str, Any]]) -> str:
    if not bodies:
        return _("各单位都没有超期")
    return _("超期最多的是%(name)s") % {"name": bodies[0]["name"]}


def _gaps(what: Asked) -> list[dict[str, str]]:
    found = orgs.coverage(what.area)
    address = reverse("city:coverage") + what.query()
    share = found.part_time_share
    return [
        {
            "name": _("没有专职网格员的网格"),
            "value": _("%(gap)d 个，共 %(all)d 个")
            % {"gap": len(found.grids_without_full_time), "all": found.grids},
            "url": address,
        },
        {
            "name": _("没有网格党组织的社区"),
            "value": _("%(gap)d 个，共 %(all)d 个")
            % {"gap": len(found.communities_without_branch), "all": found.communities},
            "url": address,
        },
        {"name": _("兼职网格员的党员占比"), "value": "—" if share is None else f"{share:.0%}", "url": ""},
    ]
