"""locate(): which grid of the made-up city a point lies in, singly and many at once."""

import time

import numpy as np
import numpy.typing as npt
import shapely

from bench.contract import Bench, Figure, Options
from linli.cli.demo import geometry
from linli.cli.demo import places as demo
from linli.places import queries as places

Floats = npt.NDArray[np.float64]
POINTS = 200_000
SINGLES = 20_000


def settle() -> tuple[Floats, Floats, int]:
    """Write the demo city's areas and return points spread over its grids, and how many grids there are."""
    city = geometry.build()
    demo.write(city)
    shapes = [draft.boundary for draft in city.areas if len(draft.code) == 15 and draft.boundary is not None]
    middles = shapely.get_coordinates(shapely.point_on_surface(np.array(shapes)))
    random = np.random.default_rng(1)
    chosen = middles[random.integers(len(middles), size=POINTS)] + random.normal(0, 0.002, (POINTS, 2))
    return chosen[:, 0], chosen[:, 1], len(shapes)


def measure(options: Options) -> list[Figure]:
    """Measure single and vectorised questions."""
    lons, lats, grids = settle()
    places.locate(float(lons[0]), float(lats[0]))
    singly, at_once = [], []
    pairs = list(zip(lons[:SINGLES].tolist(), lats[:SINGLES].tolist(), strict=True))
    held = [code != "" for code in places.locate_many(lons[:SINGLES], lats[:SINGLES])]
    inside = [pair for pair, is_held in zip(pairs, held, strict=True) if is_held]
    for _ in range(options.runs):
        began = time.perf_counter()
        for lon, lat in inside:
            places.locate(lon, lat)
        singly.append((time.perf_counter() - began) / len(inside) * 1e6)
        began = time.perf_counter()
        places.locate_many(lons, lats)
        at_once.append((time.perf_counter() - began) / POINTS * 1e6)
    return [
        Figure(f"one point, {grids:,} grids", "µs", tuple(singly), limit=30),
        Figure(f"each of {POINTS:,} points at once, {grids:,} grids", "µs", tuple(at_once), limit=1.5),
    ]


BENCH = Bench("locating", "Which grid a point lies in; boundaries are held in memory.", measure, ("sqlite",))
