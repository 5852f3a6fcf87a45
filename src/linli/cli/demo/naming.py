"""Gives the ground of the made-up city its codes and names, the model communities first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from linli.cli.demo import placenames
from linli.cli.demo.ground import Ground
from linli.cli.demo.placenames import chinese
from linli.cli.demo.tiling import Floats
from linli.places import rules
from linli.places.drafts import AreaDraft

URBAN_CELL_M = 700.0
"""Where grids are denser than one in a square of this side, a street is a 街道, not a 镇."""


@dataclass
class Community:
    """A community of the made-up city.

    Attributes:
        cells: its comprehensive grids, as cells of the ground.
        middle: in metres from the city's centre.
        model: its name in the source article, or "".
    """

    cells: list[int]
    middle: Floats
    code: str = ""
    name: str = ""
    model: str = ""
    urban_rural: str = ""

    @property
    def rural(self) -> bool:
        """Whether it is a village."""
        return self.urban_rural >= "200"


@dataclass
class Street:
    """A street or town of the made-up city."""

    district: str
    communities: list[Community]
    middle: Floats
    gap: float
    code: str = ""
    name: str = ""

    @property
    def cells(self) -> list[int]:
        """All cells of its communities."""
        return [cell for community in self.communities for cell in community.cells]


def settle(land: Ground, rng: np.random.Generator) -> list[Street]:
    """Return the streets with their communities, named and numbered, by code."""
    streets = _streets(land)
    towns = iter(placenames.draw(placenames.TOWNS, len(streets), rng))
    for district in land.size.districts:
        own = [street for street in streets if street.district == district]
        _name_streets(own, towns)
    for street in streets:
        _name_communities(street, rng)
    return sorted(streets, key=lambda street: street.code)


def districts(land: Ground) -> list[tuple[str, str]]:
    """Return the code and name of each district."""
    return [(code, name) for code, name in placenames.DISTRICTS if code in land.size.districts]


def reading_order(cells: list[int], sites: Floats) -> list[int]:
    """Return cells as grids are numbered: in bands from north to south, each from west to east."""
    if len(cells) < 2:
        return list(cells)
    tall = float(np.ptp(sites[cells, 1])) / max(1.0, np.sqrt(len(cells)))
    return sorted(cells, key=lambda cell: (-round(sites[cell, 1] / max(tall, 1.0)), sites[cell, 0]))


def short(name: str) -> str:
    """Return a name without the word for what it is."""
    if name.endswith("新村"):
        return name
    for suffix in ("街道", "新村社区", "社区", "镇", "村"):
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def grid_name(community: Community, number: int) -> str:
    """Return the name of the community's grid with that number."""
    return f"{short(community.name)}第{chinese(number)}网格"


def site_name(community: Community, earlier: int, rng: np.random.Generator) -> str:
    """Return the name of a dedicated grid."""
    if community.model == "剑苑社区" and not earlier:
        return "大润发商圈专属网格"
    name, _trade = placenames.SPECIAL[int(rng.integers(len(placenames.SPECIAL)))]
    return f"{short(community.name)}{name}专属网格"


def paths(areas: list[AreaDraft]) -> dict[str, tuple[str, ...]]:
    """Return for each code the names from the district down."""
    names = {draft.code: draft.name or "" for draft in areas}
    return {code: tuple(names[each] for each in rules.chain(code)) for code in names}


def _streets(land: Ground) -> list[Street]:
    sites, streets = land.tiling.sites, []
    for street, district in enumerate(land.district):
        communities = [
            Community(cells, sites[cells].mean(axis=0))
            for at in np.flatnonzero(land.street == street)
            if (cells := np.flatnonzero(land.community == at).tolist())
        ]
        communities.sort(key=lambda each: (-round(each.middle[1] / 1_500), each.middle[0]))
        every = [cell for each in communities for cell in each.cells]
        gaps = [
            float(np.hypot(*(sites[other] - sites[cell])))
            for cell in every
            for other, _edge in land.tiling.neighbours[cell]
        ]
        streets.append(Street(district, communities, sites[every].mean(axis=0), float(np.median(gaps))))
    return streets


def _name_streets(own: list[Street], towns: Iterator[str]) -> None:
    """Name and number the streets of one district: 街道 from 001, 镇 from 100; the model ones inmost."""
    models = iter(placenames.MODEL_STREETS.get(own[0].district, ()))
    for street in sorted(own, key=lambda each: float(np.hypot(*each.middle))):
        name = next(models, None)
        kind = "街道" if street.gap < URBAN_CELL_M else "镇"
        street.name = name or f"{next(towns)}{kind}"
    for kind, first in (("街道", 1), ("镇", 100)):
        same = [street for street in own if street.name.endswith(kind)]
        same.sort(key=lambda each: (-round(each.middle[1] / 4_000), each.middle[0]))
        for number, street in enumerate(same, first):
            street.code = f"{street.district}{number:03d}"


def _name_communities(street: Street, rng: np.random.Generator) -> None:
    """Name and number the communities of one street: 社区 from 001, 村 from 201, as the statistics do."""
    model = next(
        (name for name, home in placenames.MODELS.items() if home == (street.district, street.name)), ""
    )
    urban = street.name.endswith("街道") or street.gap < URBAN_CELL_M
    towards = sorted(street.communities, key=lambda each: float(np.hypot(*(each.middle - street.middle))))
    for rank, community in enumerate(towards):
        central = rank < max(1, len(towards) // 3)
        community.urban_rural = "111" if urban else ("121" if central else "220")
    if model:
        home = towards[-1] if model.endswith("村") and model != "富强新村" else towards[0]
        home.model, home.name = model, model
        home.urban_rural = "220" if home is towards[-1] and model == "丫河村" else "111"
    estates = iter(placenames.draw(placenames.ESTATES, len(towards), rng))
    villages = iter(placenames.draw(placenames.VILLAGES, len(towards), rng))
    for community in street.communities:
        if not community.name:
            suffix = placenames.SUFFIXES[int(rng.integers(len(placenames.SUFFIXES)))]
            community.name = f"{next(villages)}村" if community.rural else f"{next(estates)}{suffix}"
    for rural, first in ((False, 1), (True, 201)):
        for number, community in enumerate((c for c in street.communities if c.rural is rural), first):
            community.code = f"{street.code}{number:03d}"
