"""Where in the made-up city things happen: busy grids, and corners where the same thing happens again."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from linli.cli.demo.names import Random
from linli.cli.demo.rhythm import Story
from linli.places.drafts import AreaDraft

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_TOWN = {"111": 3.0, "121": 1.6}
_HOT = 0.9
_AFFINITY = 4.0
_TRIES = 60


def grids_for(told: Sequence[Story], which: Ints, grids: Sequence[AreaDraft], random: Random) -> Ints:
    """Return for each event (an index into `told`) the index of the grid in which it happens."""
    base = np.array([_TOWN.get(grid.urban_rural or "", 1.0) for grid in grids])
    kinds = _kinds(grids, random)
    found = np.zeros(len(which), dtype=np.int64)
    for at, story in enumerate(told):
        mine = np.nonzero(which == at)[0]
        liked = np.any([kinds[place] for place in story.places], axis=0)
        weight = base * np.where(liked, _AFFINITY, 1.0) * random.lognormal(0, _HOT, len(grids))
        found[mine] = random.choice(len(grids), size=len(mine), p=weight / weight.sum())
    return found


def _kinds(grids: Sequence[AreaDraft], random: Random) -> dict[str, npt.NDArray[np.bool_]]:
    town = np.array([(grid.urban_rural or "").startswith("11") for grid in grids])
    draw = random.random((3, len(grids)))
    return {
        "any": np.zeros(len(grids), dtype=bool),
        "centre": town & (draw[0] < 0.5),
        "estate": town | (draw[0] < 0.2),
        "rural": ~town,
        "site": draw[1] < 0.08,
        "water": draw[2] < 0.12,
    }


def points_in(chosen: Ints, grids: Sequence[AreaDraft], random: Random) -> tuple[Floats, Floats]:
    """Return for each chosen grid a point inside it: longitudes and latitudes (WGS-84)."""
    shapes = np.array([grid.boundary for grid in grids], dtype=object)
    shapely.prepare(shapes)
    west, south, east, north = shapely.bounds(shapes)[chosen].T
    lon, lat = np.empty(len(chosen)), np.empty(len(chosen))
    left = np.arange(len(chosen))
    for _ in range(_TRIES):
        lon[left] = random.uniform(west[left], east[left])
        lat[left] = random.uniform(south[left], north[left])
        left = left[~shapely.contains_xy(shapes[chosen[left]], lon[left], lat[left])]
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes[chosen[left]]))
    lon[left], lat[left] = inside[:, 0], inside[:, 1]
    return lon.round(6), lat.round(6)
