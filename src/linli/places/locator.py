"""Finds the grid of a point in memory: an R-tree over boundaries, prepared for many questions."""

from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from math import isfinite, sqrt

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from linli.kernel import geo

Indexes = npt.NDArray[np.intp]
Candidate = tuple[str, float, float, float, float, BaseGeometry]
CELLS_AN_AREA = 4
"""How fine the squares are by which a single point finds its few candidate boundaries."""


class Where(StrEnum):
    """How a point was placed."""

    INSIDE = "inside"
    NEAR = "near"
    UNCOVERED = "uncovered"
    OUTSIDE = "outside"


class Locator:
    """The boundaries of one level, frozen at the moment they were read.

    A point on a shared edge belongs to the area with the lower code, on every path alike.
    """

    def __init__(self, boundaries: Mapping[str, bytes | memoryview]) -> None:
        """Read the boundaries (WKB, WGS-84) by code."""
        self.codes: tuple[str, ...] = tuple(sorted(boundaries))
        self._shapes = shapely.from_wkb([bytes(boundaries[code]) for code in self.codes])
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._names = np.array([*self.codes, ""], dtype=object)
        self._cells, self._side = self._sort_into_cells()
        self._flat: tuple[shapely.STRtree, tuple[float, float]] | None = None

    def __len__(self) -> int:
        return len(self.codes)

    def find(self, lon: float, lat: float) -> str:
        """Return the code of the area that holds the point, or ""."""
        if not (isfinite(lon) and isfinite(lat)):
            return ""
        cell = (int(lon // self._side), int(lat // self._side))
        for code, west, south, east, north, shape in self._cells.get(cell, ()):
            if west <= lon <= east and south <= lat <= north and shapely.intersects_xy(shape, lon, lat):
                return code
        return ""

    def find_many(self, lons: geo.Floats, lats: geo.Floats) -> Indexes:
        """Return for each point the index into `codes` of the area that holds it, or -1."""
        lons, lats = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
        found = np.full(len(lons), len(self.codes), dtype=np.intp)
        usable = np.flatnonzero(
            np.isfinite(lons) & np.isfinite(lats) & (np.abs(lons) <= 180) & (np.abs(lats) <= 90)
        )
        # neighbours in turn keep the prepared boundaries in the processor's cache: three times faster
        scale = 2 / self._side
        squares = ((lats[usable] * scale).astype(np.int64) << 20) + (lons[usable] * scale).astype(np.int64)
        order = usable[np.argsort(squares)]
        lons, lats = lons[order], lats[order]
        which, area = self._tree.query(shapely.points(lons, lats))
        held = shapely.intersects_xy(self._shapes[area], lons[which], lats[which])
        np.minimum.at(found, order[which[held]], area[held])
        found[found == len(self.codes)] = -1
        return found

    def names_of(self, indexes: Indexes) -> npt.NDArray[np.object_]:
        """Return the codes at `indexes`; "" for -1."""
        return np.asarray(self._names[indexes])

    def nearest(self, lon: float, lat: float) -> tuple[str, float]:
        """Return the code of the area nearest to the point and its distance in metres; ("", inf) of none."""
        if not len(self.codes) or not (isfinite(lon) and isfinite(lat)) or abs(lat) > 90:
            return "", float("inf")
        tree, (east, north) = self._in_metres()
        at = int(tree.nearest(shapely.Point(lon * east, lat * north)))
        line = shapely.shortest_line(tree.geometries[at], shapely.Point(lon * east, lat * north))
        (x, y), _ = shapely.get_coordinates(line)
        return self.codes[at], geo.haversine_m(lon, lat, x / east, y / north)

    def _in_metres(self) -> tuple[shapely.STRtree, tuple[float, float]]:
        if self._flat is None:
            bounds = shapely.total_bounds(self._shapes)
            scale = geo.metres_per_degree(float(bounds[1] + bounds[3]) / 2)
            self._flat = (shapely.STRtree(shapely.transform(self._shapes, lambda xy: xy * scale)), scale)
        return self._flat

    def _sort_into_cells(self) -> tuple[dict[tuple[int, int], tuple[Candidate, ...]], float]:
        """Return the areas whose box touches each cell, by rising code, and the cells' side in degrees."""
        if not len(self.codes):
            return {}, 1.0
        west, south, east, north = shapely.total_bounds(self._shapes).tolist()
        side = max(sqrt((east - west) * (north - south) / (CELLS_AN_AREA * len(self.codes))), 1e-6)
        cells: dict[tuple[int, int], list[Candidate]] = defaultdict(list)
        for at, (w, s, e, n) in enumerate(shapely.bounds(self._shapes).tolist()):
            candidate = (self.codes[at], w, s, e, n, self._shapes[at])
            for column in range(int(w // side), int(e // side) + 1):
                for row in range(int(s // side), int(n // side) + 1):
                    cells[column, row].append(candidate)
        return {cell: tuple(candidates) for cell, candidates in cells.items()}, side
