"""Outlines cut into vector tiles: made simple for each zoom once an edition, so that a map stays light.

A tile has a layer for each level of area that its zoom has room for ("district", "street", "community",
"grid"), and a layer "<level>_name" with a point in each area for its name.
"""

import gzip
import threading
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from linli.kernel import mvt
from linli.places import atlas
from linli.places.models import Area
from linli.places.rules import Level

DEEPEST = 15
"""The finest zoom that is cut; a map that is nearer enlarges these tiles, whose steps are 30 cm."""

SHALLOWEST = 5
TILE_PIXELS = 512
"""The side of a tile as the maps draw it."""

SIMPLER = 0.6
"""Pixels by which a simplified outline may be off."""

GROUND = {
    range(11): (Level.DISTRICT,),
    range(11, 12): (Level.DISTRICT, Level.STREET),
    range(12, 13): (Level.DISTRICT, Level.STREET, Level.COMMUNITY),
    range(13, DEEPEST + 1): (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.GRID),
}
"""The levels that a map without colours shows at each zoom of its tiles."""

_making = threading.RLock()


class _Sheet:
    """The areas of one level, on the plane, as simple as one zoom of an edition needs."""

    def __init__(self, level: Level, zoom: int) -> None:
        rows = list(
            Area.objects.filter(level=level, retired_on=None, boundary__isnull=False)
            .order_by("code")
            .values_list("code", "name", "boundary", "lon", "lat")
        )
        self.codes = [row[0] for row in rows]
        self.names = [row[1] for row in rows]
        shapes = mvt.onto_plane(shapely.from_wkb([bytes(row[2] or b"") for row in rows]))
        if rows:
            shapes = shapely.coverage_simplify(shapes, SIMPLER / TILE_PIXELS / 2**zoom)
        self.shapes: npt.NDArray[np.object_] = shapely.orient_polygons(shapes)
        self.tree = shapely.STRtree(self.shapes)
        xs, ys = mvt.plane(
            np.array([row[3] for row in rows], dtype=float), np.array([row[4] for row in rows], dtype=float)
        )
        self.middles: npt.NDArray[np.object_] = shapely.points(xs, ys)

    def features(self, z: int, x: int, y: int) -> list[mvt.Feature]:
        """Return the areas that touch a tile, clipped to it."""
        west, north, east, south = mvt.box(z, x, y, mvt.BUFFER)
        found = np.sort(self.tree.query(shapely.box(west, north, east, south)))
        if not found.size:
            return []
        clipped = shapely.clip_by_rect(self.shapes[found], west, north, east, south)
        drawn = mvt.in_steps(clipped, z, x, y)
        return [
            mvt.Feature(int(self.codes[i]), {"name": self.names[i]}, shape)
            for i, shape in zip(found, drawn, strict=True)
            if not shape.is_empty
        ]

    def labels(self, z: int, x: int, y: int) -> list[mvt.Feature]:
        """Return a point for the name of each area whose middle lies in a tile."""
        west, north, east, south = mvt.box(z, x, y)
        at = shapely.get_coordinates(self.middles)
        if not len(at):
            return []
        inside = (at[:, 0] >= west) & (at[:, 0] < east) & (at[:, 1] >= north) & (at[:, 1] < south)
        found = np.flatnonzero(inside)
        drawn = mvt.in_steps(self.middles[found], z, x, y)
        return [
            mvt.Feature(int(self.codes[i]), {"name": self.names[i]}, shape)
            for i, shape in zip(found, drawn, strict=True)
        ]


@lru_cache(maxsize=64)
def _sheet(_stamp: str, level: Level, zoom: int) -> _Sheet:
    return _Sheet(level, zoom)


def ground_levels(z: int) -> tuple[Level, ...]:
    """Return the levels that a map without colours shows at the zoom `z` of its tiles."""
    return next(levels for zooms, levels in GROUND.items() if z in zooms)


def tile(level: Level | None, z: int, x: int, y: int) -> bytes:
    """Return a zipped vector tile of one level, or of the levels that zoom has room for.

    Args:
        level: the level; None is the ground of every map.
        z, x, y: the tile, z from SHALLOWEST to DEEPEST.
    """
    stamp = atlas.current().stamp
    return (_tile if stamp else _tile.__wrapped__)(stamp, level, z, x, y)


@lru_cache(maxsize=4096)
def _tile(stamp: str, level: Level | None, z: int, x: int, y: int) -> bytes:
    levels = ground_levels(z) if level is None else (level,)
    layers: dict[str, list[mvt.Feature]] = {}
    with _making:
        for each in levels:
            sheet = _sheet(stamp, each, z) if stamp else _Sheet(each, z)
            layers[each.name.lower()] = sheet.features(z, x, y)
            layers[f"{each.name.lower()}_name"] = sheet.labels(z, x, y)
    return _zipped(mvt.encode(layers))


def _zipped(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


@lru_cache(maxsize=4096)
def _box(_stamp: str, code: str) -> tuple[float, float, float, float] | None:
    found = Area.objects.filter(code=code) if code else Area.objects.filter(level=Level.DISTRICT)
    rows = found.filter(retired_on=None, west__isnull=False).values_list("west", "south", "east", "north")
    if not (known := [tuple(row) for row in rows]):
        return None
    wests, souths, easts, norths = zip(*known, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def extent(code: str = "") -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of an area ("" is the city) in degrees; None when unknown."""
    stamp = atlas.current().stamp
    return (_box if stamp else _box.__wrapped__)(stamp, code)
