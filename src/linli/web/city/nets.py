"""The three nets of one community on one map, switched on and off, with the holes."""

from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.insight import nets as insight
from linli.insight.nets import Grid, Nets
from linli.insight.rules import NETS, Net
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.kernel.permissions import Permission, may
from linli.places import queries as places
from linli.places.rules import LENGTH_OF, Level
from linli.web.city import asked as asking
from linli.web.city import maps
from linli.web.city.asked import SHOWN, Asked
from linli.web.shell import cards, mapping
from linli.web.shell.problems import problem
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

HOLE, WHOLE = 0, 2
"""Shades of the map."""


@never_cache
@require_safe
def nets(request: Request) -> HttpResponse:
    """Show who leads, who serves and what keeps safe a community, grid by grid."""
    what = _asked(request)
    if not may(request.actor, Permission.ORGS_SEE, what.area):
        words = _("三张网写着谁在岗，归看组织和人员的岗位看。如果您需要，请找本单位的管理员。")
        return problem(request, HTTPStatus.FORBIDDEN, _("三张网您看不了"), words)
    found = insight.nets(request.actor, what.area)
    now, shelf = clock.now(), Shelf()
    page = {
        "heading": what.name,
        "crumbs": asking.crumbs(request, what),
        "home": what.home(what.area),
        "box": mapping.box_words(what.area),
        "values": f"{reverse('city:net_values')}?area={what.area}",
        "nets": [_told(net, found) for net in NETS.values()],
        "grids": [
            {"name": grid.name, "holds": [grid.holds[key] for key in NETS], "dangers": grid.dangers}
            for grid in found.grids
        ],
        "above": found.above,
        "zones": found.zones,
        "sees_cases": found.dangers is not None,
        "dangers": [
            cards.desk_card(case, now, shelf, reverse("desk:case", args=[case.number]))
            for case in found.dangers or ()
        ],
    }
    return render(request, "city/nets.html", page)


@require_safe
def net_values(request: Request) -> HttpResponse:
    """Give the grids' shades, their marks for each net, and the dangers as points."""
    found = insight.nets(request.actor, _asked(request).area)
    shelf = Shelf()
    body = {
        "areas": {
            grid.code: [HOLE if any(hold.hole for hold in grid.holds.values()) else WHOLE, _words(grid)]
            for grid in found.grids
        },
        "marks": [
            {
                "code": grid.code,
                "at": [grid.lat, grid.lon],
                "nets": {
                    key: [str(NETS[key].sign), hold.hole, str(NETS[key].missing) if hold.hole else ""]
                    for key, hold in grid.holds.items()
                },
            }
            for grid in found.grids
            if grid.lon is not None
        ],
        "dangers": [
            {"at": [case.lat, case.lon], "title": cards.title(case, shelf), "url": _page(case.number)}
            for case in found.dangers or ()
            if case.lon is not None
        ],
    }
    return maps.with_etag(request, msgspec.json.encode(body, order="deterministic"), "application/json")


def _page(number: str) -> str:
    return reverse("desk:case", args=[number])


def _asked(request: Request) -> Asked:
    """Return the community that is asked for.

    Raises:
        NotFound: the area is larger than a community.
    """
    area = asking.area_asked(request)[: LENGTH_OF[Level.COMMUNITY]]
    if len(area) < LENGTH_OF[Level.COMMUNITY] or not places.exists(area):
        raise NotFound
    return Asked(area, SHOWN[0], Level.GRID)


def _told(net: Net, found: Nets) -> dict[str, Any]:
    holes = found.holes(net.key)
    return {
        "key": net.key,
        "name": net.name,
        "sign": net.sign,
        "answers": net.answers,
        "missing": net.missing,
        "whole": len(found.grids) - len(holes),
        "all": len(found.grids),
        "holes": [grid.name for grid in holes],
        "sentence": _("%(all)d 个网格中 %(whole)d 个有着落")
        % {"all": len(found.grids), "whole": len(found.grids) - len(holes)},
    }


def _words(grid: Grid) -> str:
    missing = [str(NETS[key].missing) for key, hold in grid.holds.items() if hold.hole]
    return "、".join(missing) if missing else _("三张网都有着落")
