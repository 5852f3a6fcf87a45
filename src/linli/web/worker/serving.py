"""The people and buildings that one serves: masked, and each look at a person asked for and logged."""

import re
from collections import defaultdict
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.orgs import queries as orgs
from linli.people import queries as residents
from linli.people.queries import Living
from linli.places import queries as places
from linli.places.models import Building
from linli.places.rules import Level
from linli.web.shell import looking
from linli.web.shell.request import Request
from linli.web.worker import device

_GRID, SMALLEST_SCOPE = 15, 9
MOST_GRIDS = 60


@never_cache
@login_required
@device.kept
@require_safe
def grid(request: Request, code: str = "") -> HttpResponse:
    """Show the buildings of one grid that the reader serves, who lives there, and who else serves it.

    Raises:
        NotAllowed: the reader serves no people, or not there.
    """
    own = grids(prefixes(request.actor, Permission.PEOPLE_LOOK))
    if not own or (code and code not in dict(own)):
        raise NotAllowed
    chosen = code or own[0][0]
    rows = places.buildings([chosen])
    living = residents.living(request.actor, chosen)
    page = {
        "grids": own,
        "chosen": chosen,
        "path": " ".join(places.names(chosen)[-2:]),
        "buildings": _houses(rows, living),
        "people": len(living),
        "serving": orgs.serving(chosen),
    }
    return render(request, "worker/people.html", page)


def grids(scopes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return code and name of every grid within `scopes`; none for a scope as large as a district."""
    found: list[tuple[str, str]] = []
    for scope in scopes:
        if len(scope) == _GRID:
            found.append((scope, places.name(scope)))
        elif len(scope) >= SMALLEST_SCOPE:
            rows = places.areas(scope, Level.GRID)[:MOST_GRIDS]
            found += [(area.code, " ".join(places.names(area.code)[-2:])) for area in rows]
    return found[:MOST_GRIDS]


def _houses(rows: list[Building], living: list[Living]) -> list[dict[str, Any]]:
    behind: dict[str, list[Living]] = defaultdict(list)
    for one in living:
        behind[one.building].append(one)
    return [
        {
            "name": each.name,
            "address": each.address,
            "floors": each.floors,
            "people": len(behind[each.code]),
            "doors": [
                (door, list(who)) for door, who in groupby(behind[each.code], key=lambda one: one.door)
            ],
        }
        for each in sorted(rows, key=_by_number)
    ]


def _by_number(building: Building) -> tuple[str, int, str]:
    """Return the key that sorts 2幢 before 10幢."""
    name = re.search(r"\d+", building.name)
    street = building.address.removesuffix(building.name)
    return street, int(name.group()) if name else 0, building.name


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: Request, resident: int) -> HttpResponse:
    """Ask why, then show once how to reach a resident; the look is logged and never kept on the phone."""
    found = residents.resident(request.actor, resident)
    grid = found.household.grid_code
    page: dict[str, object] = {
        "door": residents.door(found.household.dwelling),
        "who": residents.masked(found.contact),
        "grid": grid,
        **looking.looked(request, found.contact, grid),
    }
    return looking.page(request, "worker/look.html", page)
