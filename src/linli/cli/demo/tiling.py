"""Cuts a plane into believable neighbourhoods: Voronoi cells with crooked shared edges, grown into regions.

Everything is in metres around the city's centre until `Tiling.polygons` turns it into WGS-84. Every edge
is drawn once and used by both its cells, so the cells tile the city without gaps or overlaps.
"""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from linli.kernel import geo

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
CENTRE = (119.95, 31.78)
_SCALE = np.array(geo.metres_per_degree(CENTRE[1]))


def to_wgs84(points: Floats) -> Floats:
    """Turn rows of metres east and north of the centre into longitude and latitude, to a centimetre."""
    moved: Floats = np.round(points / _SCALE + np.array(CENTRE), 7)
    return moved


def nearest(points: Floats, sites: Floats) -> Ints:
    """Return for each point the index of the nearest site."""
    found: Ints = shapely.STRtree(shapely.points(sites)).nearest(shapely.points(points))
    return found


def relax(sites: Floats, cloud: Floats, fixed: int, rounds: int) -> Floats:
    """Spread `sites` evenly over `cloud` (Lloyd's method); the first `fixed` of them stay where they are."""
    for _ in range(rounds):
        owner = nearest(cloud, sites)
        count = np.bincount(owner, minlength=len(sites))
        mean = np.column_stack([np.bincount(owner, cloud[:, i], len(sites)) for i in (0, 1)])
        moved = np.where(count[:, None] > 0, mean / np.maximum(count, 1)[:, None], sites)
        moved[:fixed] = sites[:fixed]
        sites = moved
    return sites


@dataclass
class Tiling:
    """Cells, the crooked lines between them, and who touches whom.

    Attributes:
        sites: the point each cell grew around.
        rings: for each cell its edges in turn, as (edge, whether it is walked backwards).
        lines: for each edge its corners, in longitude and latitude.
        neighbours: for each cell the cells it shares an edge with, each with that edge.
    """

    sites: Floats
    rings: list[list[tuple[int, bool]]]
    lines: list[Floats]
    neighbours: list[list[tuple[int, int]]]

    def polygons(self) -> list[shapely.Polygon]:
        """Return the cells as WGS-84 polygons."""
        return [self._polygon(ring) for ring in self.rings]

    def _polygon(self, ring: Sequence[tuple[int, bool]]) -> shapely.Polygon:
        parts = [self.lines[edge][::-1] if back else self.lines[edge] for edge, back in ring]
        return shapely.Polygon(np.vstack([part[:-1] for part in parts]))


def tile(
    sites: Floats, count: int, roughness: Callable[[int, int], float], rng: np.random.Generator
) -> Tiling:
    """Cut the plane into the cells of the first `count` sites; the others only bound them.

    Args:
        sites: points in metres.
        count: how many of them are cells of the city.
        roughness: how crooked the edge between two sites may be, as a share of its length.
        rng: draws the crooks.
    """
    cells = shapely.voronoi_polygons(shapely.MultiPoint(sites), ordered=True).geoms
    corners: dict[tuple[float, float], int] = {}
    edges: dict[tuple[int, int], int] = {}
    owners: dict[int, list[int]] = defaultdict(list)
    rings: list[list[tuple[int, bool]]] = []
    for cell, shape in enumerate(cells):
        points = np.round(shapely.get_coordinates(shape.exterior), 2)
        ids = [corners.setdefault((x, y), len(corners)) for x, y in points.tolist()]
        ring = []
        for here, there in itertools.pairwise(ids):
            if here != there:
                edge = edges.setdefault((min(here, there), max(here, there)), len(edges))
                owners[edge].append(cell)
                ring.append((edge, here > there))
        rings.append(ring)
    place = np.array(list(corners))
    ends = [(place[here], place[there]) for here, there in edges]
    rough = [roughness(*owners[edge]) if len(owners[edge]) == 2 else 0.0 for edge in range(len(ends))]
    tiling = Tiling(sites[:count], rings[:count], [], _neighbours(owners, count))
    _draw(tiling, ends, rough, rng)
    return tiling


def _neighbours(owners: dict[int, list[int]], count: int) -> list[list[tuple[int, int]]]:
    found: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for edge, cells in owners.items():
        if len(cells) == 2 and max(cells) < count:
            found[cells[0]].append((cells[1], edge))
            found[cells[1]].append((cells[0], edge))
    return found


def _draw(
    tiling: Tiling, ends: list[tuple[Floats, Floats]], rough: list[float], rng: np.random.Generator
) -> None:
    """Draw every edge crooked, and straight again where that makes a cell cross itself."""
    tiling.lines = [to_wgs84(_crooked(a, b, share, rng)) for (a, b), share in zip(ends, rough, strict=True)]
    while bad := [at for at, shape in enumerate(tiling.polygons()) if not shape.is_valid]:
        for edge, _back in (step for at in bad for step in tiling.rings[at]):
            tiling.lines[edge] = to_wgs84(np.array(ends[edge]))


def _crooked(a: Floats, b: Floats, share: float, rng: np.random.Generator) -> Floats:
    """Return a line from a to b whose middle points are pushed aside again and again, less each time."""
    line = np.array([a, b])
    length = float(np.hypot(*(b - a)))
    push = length * share
    while length > 90 and push > 2 and len(line) < 33:
        along = np.diff(line, axis=0)
        aside = np.column_stack([-along[:, 1], along[:, 0]])
        aside /= np.maximum(np.hypot(aside[:, 0], aside[:, 1]), 1e-9)[:, None]
        middle = (line[:-1] + line[1:]) / 2 + aside * rng.uniform(-push, push, len(along))[:, None]
        line = np.insert(line, np.arange(1, len(line)), middle, axis=0)
        length, push = length / 2, push * 0.45
    return line


def seeds_of_regions(points: Floats, regions: int, rng: np.random.Generator) -> Ints:
    """Return the cells (distinct) from which `regions` regions of about equal size may grow."""
    centres = points[rng.choice(len(points), regions, replace=False)]
    centres = relax(centres, points, 0, 25)
    chosen: list[int] = []
    for centre in centres:
        order = np.argsort(((points - centre) ** 2).sum(axis=1))
        chosen.append(next(int(at) for at in order[: regions + 1] if int(at) not in chosen))
    return np.array(chosen)


def grow(neighbours: Sequence[Sequence[tuple[int, float]]], seeds: Sequence[int]) -> Ints:
    """Return for each cell the region it falls to when all regions grow at once; each stays in one piece.

    Args:
        neighbours: for each cell its neighbours and what the step to them costs.
        seeds: the cell from which each region grows.
    """
    region = np.full(len(neighbours), -1, dtype=np.intp)
    heap = [(0.0, seed, at) for at, seed in enumerate(seeds)]
    while heap:
        cost, cell, owner = heapq.heappop(heap)
        if region[cell] >= 0:
            continue
        region[cell] = owner
        for other, step in neighbours[cell]:
            if region[other] < 0:
                heapq.heappush(heap, (cost + step, other, owner))
    return region


def merge(neighbours: Sequence[Sequence[tuple[int, float]]], region: Ints) -> list[list[tuple[int, float]]]:
    """Return the neighbours of regions; a step costs the mean of the steps across their border."""
    steps: dict[tuple[int, int], list[float]] = defaultdict(list)
    for cell, others in enumerate(neighbours):
        for other, step in others:
            if region[cell] != region[other]:
                steps[int(region[cell]), int(region[other])].append(step)
    found: list[list[tuple[int, float]]] = [[] for _ in range(int(region.max()) + 1)]
    for (here, there), costs in sorted(steps.items()):
        found[here].append((there, sum(costs) / len(costs)))
    return found
