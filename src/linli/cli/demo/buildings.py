"""Puts buildings with standard addresses into the made-up city: estates, village houses and shops."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from linli.cli.demo import placenames
from linli.cli.demo.naming import Community, short
from linli.places.drafts import AreaDraft, BuildingDraft


@dataclass(frozen=True)
class Estate:
    """Houses of one make: how many, their floors, entrances, homes a floor, and when they were built."""

    name: str
    houses: int
    floors: int
    units: int
    doors: int
    built: int


MODELS: dict[str, tuple[Estate, ...]] = {
    "富强新村": (Estate("富强新村", 62, 6, 3, 2, 1986),),
    "丰乐社区": (Estate("丰乐公寓", 24, 11, 2, 2, 2004), Estate("丰乐花苑", 20, 6, 3, 2, 1999)),
    "丫河村": (Estate("", 320, 2, 0, 1, 1995),),
    "聚新家园社区": (Estate("聚新家园", 112, 6, 4, 2, 2010),),
    "小东门桥社区": (Estate("小东门新村", 46, 5, 3, 2, 1982),),
    "剑苑社区": (Estate("剑苑小区", 18, 11, 2, 2, 2008), Estate("剑湖名都", 8, 11, 2, 2, 2015)),
}
"""聚新家园 has the article's 448 gated entrances, 剑苑 its two estates of some 1,100 homes."""
SHOPS = 63
"""剑苑's merchants around the supermarket."""


def place(
    communities: list[Community],
    grids: list[AreaDraft],
    paths: dict[str, tuple[str, ...]],
    elsewhere: int,
    rng: np.random.Generator,
) -> list[BuildingDraft]:
    """Return the buildings of all communities: the model ones complete, `elsewhere` more over the rest."""
    within: dict[str, list[AreaDraft]] = defaultdict(list)
    for grid in grids:
        within[grid.code[:12]].append(grid)
    plain = sum(len(each.cells) for each in communities if not each.model)
    found: list[BuildingDraft] = []
    for community in communities:
        builder = _Builder(community, within[community.code], paths, rng)
        if community.model:
            for estate in MODELS[community.model]:
                builder.raise_estate(estate)
            if community.model == "剑苑社区":
                builder.raise_shops()
        else:
            builder.raise_some(round(elsewhere * len(community.cells) / plain))
        found += builder.buildings
    return found


class _Builder:
    """Places the buildings of one community, numbered in the order they are raised."""

    def __init__(
        self,
        community: Community,
        grids: list[AreaDraft],
        paths: dict[str, tuple[str, ...]],
        rng: np.random.Generator,
    ) -> None:
        self.buildings: list[BuildingDraft] = []
        self._community = community
        self._homes = [grid for grid in grids if grid.kind == "comprehensive"]
        self._sites = [grid for grid in grids if grid.kind == "dedicated"]
        self._rng = rng
        self._roads = placenames.draw(placenames.ROADS, 4, rng)
        district, street = paths[grids[0].code][:2]
        self._where = district + street
        self._lots = {grid.code: _lots(grid, rng) for grid in grids}

    def raise_estate(self, estate: Estate) -> None:
        """Raise all houses of an estate, spread over the grids; a village house has only a number."""
        road = f"{self._roads[0]}路{int(self._rng.integers(1, 300))}号"
        for number in range(1, estate.houses + 1):
            grid = self._homes[(number - 1) * len(self._homes) // estate.houses]
            if estate.name:
                self._raise(grid, f"{number}幢", f"{road}{estate.name}{number}幢", estate)
            else:
                self._raise(grid, f"{number}号", f"{self._community.name}{number}号", estate)

    def raise_shops(self) -> None:
        """Raise the shops around the supermarket: a mall, and houses of shops along the road."""
        mall, street = self._sites[0], self._homes[0]
        road = f"{self._roads[1]}路"
        self._raise(mall, "大润发商场", f"{road}8号大润发商场", Estate("大润发商场", 1, 3, 0, 39, 2012))
        for number, doors in enumerate((12, SHOPS - 39 - 12), 1):
            name = f"商业街{number}幢"
            self._raise(
                street, name, f"{road}{8 + 2 * number}号{name}", Estate("商业街", 1, 2, 0, doors, 2012)
            )

    def raise_some(self, count: int) -> None:
        """Raise a few houses as samples of an ordinary community."""
        for number in range(1, count + 1):
            grid = self._homes[int(self._rng.integers(len(self._homes)))]
            if self._community.rural:
                label = f"{self._community.name}{number}号"
                self._raise(grid, f"{number}号", label, Estate("", 1, 2, 0, 1, 1998))
                continue
            floors = int(self._rng.choice([5, 6, 6, 11, 18]))
            road = f"{self._roads[number % 4]}路{int(self._rng.integers(1, 400))}号"
            name = f"{number}幢"
            estate = Estate(short(self._community.name), 1, floors, 0, 0, int(self._rng.integers(1982, 2022)))
            self._raise(grid, name, f"{road}{estate.name}{name}", estate)

    def _raise(self, grid: AreaDraft, name: str, address: str, estate: Estate) -> None:
        lon, lat = next(self._lots[grid.code])
        self.buildings.append(
            BuildingDraft(
                code=f"{self._community.code}{len(self.buildings) + 1:05d}",
                grid_code=grid.code,
                name=name,
                address=f"{self._where}{address}",
                lon=lon,
                lat=lat,
                floors=estate.floors,
                units=estate.units,
                doors=estate.doors,
                attrs={"estate": estate.name, "built": str(estate.built)},
            )
        )


def _lots(grid: AreaDraft, rng: np.random.Generator) -> Iterator[list[float]]:
    """Yield building lots in the grid, in rows as in an estate, taken in any order; at least 400."""
    shape = grid.boundary
    if shape is None:
        return
    west, south, east, north = shape.bounds
    inner = shape.buffer(-0.02 * min(east - west, north - south))
    side = np.sqrt(inner.area / 500)
    turn = rng.uniform(-0.2, 0.2)
    span = np.arange(-45, 46) * side
    across, up = (axis.ravel() for axis in np.meshgrid(span, span))
    lons = (west + east) / 2 + across * np.cos(turn) - up * np.sin(turn)
    lats = (south + north) / 2 + across * np.sin(turn) + up * np.cos(turn)
    shapely.prepare(inner)
    inside = np.flatnonzero(shapely.contains_xy(inner, lons, lats))
    inside = inside[rng.permutation(len(inside))]
    yield from np.round(np.column_stack([lons, lats]), 7)[inside].tolist()
