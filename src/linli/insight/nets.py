"""The three nets of one community: who leads each grid, who serves it, what keeps it safe, and the holes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from linli.cases.models import Case
from linli.insight.rules import NETS
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission, may, require, within
from linli.orgs.models import DUTY_NAMES, PartyOrganisation, Post
from linli.orgs.queries import current
from linli.orgs.rules import PUBLIC_DUTIES, Duty, PartyKind
from linli.places import atlas
from linli.places import queries as places
from linli.places.models import Area
from linli.places.rules import LENGTH_OF, Level

DANGER_CLASS = "11"
"""The class of matter of emergencies (突发事件类)."""

_SHOWN_CASES = 100


@dataclass(frozen=True, slots=True)
class Hold:
    """What a net has in one grid: its holders in words; without the one it needs there is a hole."""

    holders: tuple[str, ...]
    hole: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of the community with what each net has there."""

    code: str
    name: str
    lon: float | None
    lat: float | None
    holds: Mapping[str, Hold]
    dangers: int


@dataclass(frozen=True, slots=True)
class Nets:
    """A community's grids, the police areas and zones it lies in, and its open dangers (as far as seen)."""

    grids: tuple[Grid, ...]
    above: tuple[str, ...]
    zones: tuple[str, ...]
    dangers: tuple[Case, ...] | None

    def holes(self, net: str) -> list[Grid]:
        """Return the grids where a net has a hole."""
        return [grid for grid in self.grids if grid.holds[net].hole]


def nets(actor: Actor, community: str) -> Nets:
    """Return the three nets of a community (12 digits), or of the one that a grid lies in.

    Raises:
        NotAllowed: the actor may see no figures or no organisations there.
    """
    require(actor, Permission.INSIGHT_SEE, community)
    require(actor, Permission.ORGS_SEE, community)
    rows = Area.objects.filter(within("code", [community]), level=Area.Level.GRID, retired_on=None)
    areas = list(rows.order_by("code").values_list("code", "name", "lon", "lat"))
    led, above = _leaders(community)
    posts = _posts(community)
    dangers = _dangers(actor, community)
    near: dict[str, int] = defaultdict(int)
    for case in dangers or ():
        near[case.grid_code] += 1
    grids = tuple(
        Grid(code, name, lon, lat, _holds(led.get(code, ()), posts.get(code, ())), near[code])
        for code, name, lon, lat in areas
    )
    return Nets(grids, above, _zones(community), dangers)


def _leaders(community: str) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """Return the party organisations of each grid, and those of the community and the street above."""
    found = PartyOrganisation.objects.filter(
        within("area_code", [community]) | Q(area_code=community[: LENGTH_OF[Level.STREET]]),
        kind__in=[PartyKind.GRID, PartyKind.TERRITORY],
        retired_on=None,
    ).order_by("-area_code", "kind", "code")
    led: dict[str, list[str]] = defaultdict(list)
    above: list[str] = []
    for code, name, kind in found.values_list("area_code", "name", "kind"):
        if len(code) == LENGTH_OF[Level.GRID]:
            if kind == PartyKind.GRID:
                led[code].append(name)
        else:
            above.append(name)
    return led, tuple(above)


def _posts(community: str) -> dict[str, list[tuple[Duty, str]]]:
    """Return who has a current post in each grid; a post of the community counts in all of its grids."""
    found = Post.objects.filter(
        current(clock.today()), within("area_code", [community]), worker__left_on=None
    ).order_by("duty", "worker__name")
    posts: dict[str, list[tuple[Duty, str]]] = defaultdict(list)
    grids = [
        code for code in atlas.current().current if code.startswith(community) and len(code) > len(community)
    ]
    for code, duty, name in found.values_list("area_code", "duty", "worker__name"):
        for grid in [code] if len(code) == LENGTH_OF[Level.GRID] else grids:
            posts[grid].append((Duty(duty), name))
    return posts


def _holds(led: Iterable[str], posts: Iterable[tuple[Duty, str]]) -> dict[str, Hold]:
    branches = tuple(led)
    found = {"party": Hold(branches, not branches)}
    for net in NETS.values():
        if net.duties:
            mine = [(duty, name) for duty, name in posts if duty in net.duties]
            found[net.key] = Hold(_said(mine), not any(duty == net.needs for duty, _name in mine))
    return found


def _said(posts: list[tuple[Duty, str]]) -> tuple[str, ...]:
    """Return holders in words; those whose names are not public are only counted."""
    named = [f"{DUTY_NAMES[duty]} {name}" for duty, name in posts if duty in PUBLIC_DUTIES]
    counts: dict[Duty, int] = defaultdict(int)
    for duty, _name in posts:
        if duty not in PUBLIC_DUTIES:
            counts[duty] += 1
    return (*named, *(f"{DUTY_NAMES[duty]} {count}" for duty, count in counts.items()))


def _zones(community: str) -> tuple[str, ...]:
    """Return the areas of other layers (police communities, functional zones) that hold the community."""
    lon, lat = Area.objects.filter(code=community).values_list("lon", "lat").first() or (None, None)
    if lon is None or lat is None:
        return ()
    return tuple(f"{each.layer.name} {each.name}" for each in places.overlays_at(lon, lat))


def _dangers(actor: Actor, community: str) -> tuple[Case, ...] | None:
    """Return the open emergencies and urgent cases, soonest due first; None where `actor` sees none."""
    if not may(actor, Permission.CASES_SEE, community):
        return None
    found = Case.objects.filter(
        within("grid_code", [community]),
        Q(urgent=True) | Q(matter_code__startswith=DANGER_CLASS),
        closed_at=None,
    )
    return tuple(found.order_by("due_at", "id")[:_SHOWN_CASES])
