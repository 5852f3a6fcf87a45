"""Reads of places: areas, their names and kin, and which grid a point lies in."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.kernel import geo
from linli.kernel.errors import NotFound
from linli.kernel.permissions import within
from linli.places import atlas, rules
from linli.places.addresses import Match
from linli.places.locator import Where
from linli.places.models import Area, Building, Overlay
from linli.places.rules import Level


class Located(NamedTuple):
    """Where a point lies: the code of its grid, or of the smallest area known there, or "" outside the city.

    Attributes:
        code: the grid's code; a community's, street's or district's when no grid covers the point.
        names: the names from the district down.
        distance_m: metres from the point to the grid; 0 when inside.
        exact: whether the point lies inside the grid named.
        where: how the point was placed.
    """

    code: str
    names: tuple[str, ...]
    distance_m: float
    exact: bool
    where: Where

    @property
    def grid_code(self) -> str:
        """The grid's code, or "" when the point has no grid."""
        return self.code if len(self.code) == rules.LENGTH_OF[Level.GRID] else ""

    @property
    def explanation(self) -> str:
        """One sentence that says where the point is and how sure that is."""
        path = " ".join(self.names)
        if self.where is Where.INSIDE:
            return _("位于%(path)s。") % {"path": path}
        if self.where is Where.NEAR:
            return _("不在任何网格内，最近的是%(path)s，相距%(distance)d米。") % {
                "path": path,
                "distance": round(self.distance_m),
            }
        if self.where is Where.UNCOVERED:
            return _("位于%(path)s，但那里还没有划分网格。") % {"path": path}
        return _("不在本市范围内。")


class Guess(NamedTuple):
    """What place a text may mean.

    Attributes:
        code: the grid's code, or that of a larger area when the text says no more.
        building: the building's code, or "".
        text: its standard address or full name.
        likeness: from 0 to 1.
        lon, lat: where it is, when known.
        explanation: one sentence that says why.
    """

    code: str
    building: str
    text: str
    likeness: float
    lon: float | None
    lat: float | None
    explanation: str


def area(code: str) -> Area:
    """Return the area `code`, retired or not.

    Raises:
        NotFound: there is none.
    """
    found = Area.objects.defer("boundary").filter(code=code).first()
    if found is None:
        raise NotFound(_("没有编码为%(code)s的区域。") % {"code": code})
    return found


def areas(prefix: str = "", level: Level | None = None, retired: bool = False) -> QuerySet[Area]:
    """Return the areas whose code starts with `prefix`, by code, without their boundaries."""
    found = Area.objects.defer("boundary").filter(within("code", [prefix])).order_by("code")
    if level is not None:
        found = found.filter(level=level)
    return found if retired else found.filter(retired_on=None)


def children(code: str, retired: bool = False) -> QuerySet[Area]:
    """Return the areas directly below `code`; below "" are the districts."""
    found = Area.objects.defer("boundary").filter(parent=code or None).order_by("code")
    return found if retired else found.filter(retired_on=None)


def ancestors(code: str) -> list[Area]:
    """Return the areas above `code`, from the district down."""
    return list(Area.objects.defer("boundary").filter(code__in=rules.ancestor_codes(code)).order_by("code"))


def name(code: str) -> str:
    """Return the name of the area `code`, or the code itself when it is unknown."""
    return atlas.current().names.get(code, code)


def names(code: str) -> tuple[str, ...]:
    """Return the names from the district down to `code`."""
    return atlas.current().path(code)


def exists(code: str) -> bool:
    """Return whether `code` is an area in use."""
    return code in atlas.current().current


def grids(under: Sequence[str]) -> list[str]:
    """Return the codes of the grids in use below any of the codes `under`, in their order."""
    return sorted(
        code
        for code in atlas.current().current
        if rules.LENGTHS.get(len(code)) == Level.GRID and code.startswith(tuple(under))
    )


def heir(code: str) -> str:
    """Return the area that follows a retired one, however often it changed; `code` itself when none does."""
    found = code
    seen: set[str] = set()
    while found not in atlas.current().current and found not in seen:
        seen.add(found)
        found = Area.objects.filter(code=found).values_list("successor", flat=True).first() or found
    return found if exists(found) else code


def buildings_in(code: str) -> int:
    """Return how many buildings in use stand in the area `code` itself."""
    return Building.objects.filter(grid_code=code, retired_on=None).count()


def locate(lon: float, lat: float, tolerance_m: float | None = None) -> Located:
    """Return where a WGS-84 point lies.

    A point in no grid is given to the nearest one within `tolerance_m` metres (by default the setting
    LINLI_LOCATE_TOLERANCE), and the answer says so.
    """
    now = atlas.current()
    grids = now.locator(Level.GRID)
    if code := grids.find(lon, lat):
        return Located(code, now.path(code), 0.0, True, Where.INSIDE)
    code, distance = grids.nearest(lon, lat)
    if distance <= (settings.LOCATE_TOLERANCE_M if tolerance_m is None else tolerance_m):
        return Located(code, now.path(code), distance, False, Where.NEAR)
    code = now.finest(lon, lat)
    return Located(code, now.path(code), 0.0, False, Where.UNCOVERED if code else Where.OUTSIDE)


def locate_many(lons: geo.Floats, lats: geo.Floats) -> npt.NDArray[np.object_]:
    """Return the code of the grid that holds each WGS-84 point, "" where none does."""
    grids = atlas.current().locator(Level.GRID)
    return grids.names_of(grids.find_many(lons, lats))


def locate_address(text: str, limit: int = 5, prefix: str = "") -> list[Guess]:
    """Return the addresses and areas a text may mean, best first, each with a sentence that says why.

    Args:
        text: as people write it: partial, misspelt or with more around it.
        limit: at most so many.
        prefix: only within the area of this code.
    """
    return [
        Guess(*_place(match), round(match.likeness, 3), match.entry.lon, match.entry.lat, _reason(match))
        for match in atlas.addresses().find(text, limit, prefix)
    ]


def _place(match: Match) -> tuple[str, str, str]:
    return match.entry.code, match.entry.building, match.entry.text


def _reason(match: Match) -> str:
    words = {
        "text": match.entry.text,
        "percent": round(match.likeness * 100),
        "path": " ".join(names(match.entry.code)),
    }
    if match.entry.building:
        return _("文字与标准地址“%(text)s”有%(percent)d%%相符，位于%(path)s。") % words
    return _("文字与区域名称“%(text)s”有%(percent)d%%相符。") % words


def buildings(codes: Iterable[str], limit: int = 1000) -> list[Building]:
    """Return the buildings in use within the areas `codes`, by address, at most `limit` (one query)."""
    found = Building.objects.filter(within("grid_code", codes), retired_on=None)
    return list(found.order_by("grid_code", "address")[:limit])


def overlays_at(lon: float, lat: float) -> list[Overlay]:
    """Return the areas of every layer that hold a WGS-84 point."""
    boxes = Overlay.objects.filter(
        west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat, retired_on=None, boundary__isnull=False
    ).select_related("layer")
    return [
        each
        for each in boxes.order_by("layer_id", "code")
        if shapely.intersects_xy(shapely.from_wkb(bytes(each.boundary or b"")), lon, lat)
    ]


def outlines(level: Level, prefix: str = "", coarseness_m: float = 0.0) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection of the areas of `level` under `prefix`.

    With `coarseness_m` above 0 details smaller than about that many metres go, and neighbours still share
    their edges.
    """
    rows = list(
        Area.objects.filter(within("code", [prefix]), level=level, retired_on=None, boundary__isnull=False)
        .order_by("code")
        .values_list("code", "name", "kind", "boundary", "lon", "lat")
    )
    shapes = shapely.from_wkb([bytes(row[3] or b"") for row in rows])
    if rows and coarseness_m > 0:
        shapes = shapely.coverage_simplify(shapes, coarseness_m / 111_000)
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {"code": code, "name": label, "kind": kind, "lon": lon, "lat": lat},
            "geometry": shape.__geo_interface__,
        }
        for (code, label, kind, _boundary, lon, lat), shape in zip(rows, shapes, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}
