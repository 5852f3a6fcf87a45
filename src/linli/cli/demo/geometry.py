"""The made-up city as plain drafts: codes, names, boundaries, layers and buildings.

`build` takes a few seconds, and the same seed always gives the same city: six districts, sixty streets,
over four hundred communities, 2,940 grids and the six model communities of the source article.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from linli.cli.demo import buildings, ground, naming
from linli.cli.demo.ground import Ground
from linli.cli.demo.naming import Community, Street
from linli.cli.demo.placenames import chinese
from linli.cli.demo.tiling import Floats
from linli.places.drafts import AreaDraft, BuildingDraft, OverlayDraft
from linli.places.rules import Kind


@dataclass(frozen=True)
class CityDraft:
    """The whole city as plain data; areas come parents first.

    Attributes:
        areas: every district, street, community and grid.
        overlays: the development zone, the police communities and the canal.
        buildings: with their standard addresses.
        models: the code of each community named in the source article.
    """

    areas: list[AreaDraft]
    overlays: list[OverlayDraft]
    buildings: list[BuildingDraft]
    models: dict[str, str]


def build(seed: int = 20_230_513, small: bool = False) -> CityDraft:
    """Return the city drawn from `seed`; `small` is one district of four streets and sixty grids."""
    rng = np.random.default_rng(seed)
    land = ground.lay(ground.SMALL if small else ground.FULL, rng)
    cells = np.array(land.tiling.polygons(), dtype=object)
    streets = naming.settle(land, rng)
    areas: list[AreaDraft] = []
    for code, name in naming.districts(land):
        members = [cell for street in streets if street.district == code for cell in street.cells]
        areas.append(AreaDraft(code, name, boundary=_whole(cells[members])))
    areas += [AreaDraft(each.code, each.name, boundary=_whole(cells[each.cells])) for each in streets]
    communities = [community for street in streets for community in street.communities]
    areas += [
        AreaDraft(each.code, each.name, urban_rural=each.urban_rural, boundary=_whole(cells[each.cells]))
        for each in communities
    ]
    grids = _grids(land, communities, cells, rng)
    areas += grids
    return CityDraft(
        areas=areas,
        overlays=_overlays(land, streets, cells),
        buildings=buildings.place(communities, grids, naming.paths(areas), land.size.elsewhere, rng),
        models={each.model: each.code for each in communities if each.model},
    )


def _whole(parts: Floats) -> MultiPolygon:
    """Return the union of cells that share their edges exactly."""
    union = shapely.coverage_union_all(parts)
    return union if isinstance(union, MultiPolygon) else MultiPolygon([union])


def _grids(
    land: Ground, communities: list[Community], cells: Floats, rng: np.random.Generator
) -> list[AreaDraft]:
    """Return the grids of every community, numbered west to east, north first; sites last."""
    chosen = set(_with_a_site(land, communities, rng))
    drafts: list[AreaDraft] = []
    for community in communities:
        order = naming.reading_order(community.cells, land.tiling.sites)
        carved: list[tuple[AreaDraft, Polygon]] = []
        for number, cell in enumerate(order, 1):
            shape = cells[cell]
            if cell in chosen:
                site = _site(shape, rng)
                shape = shape.difference(site)
                carved.append((AreaDraft("", naming.site_name(community, len(carved), rng)), site))
            drafts.append(
                AreaDraft(
                    f"{community.code}{number:03d}",
                    naming.grid_name(community, number),
                    kind=Kind.COMPREHENSIVE,
                    urban_rural=community.urban_rural,
                    boundary=MultiPolygon([shape]),
                )
            )
        drafts += [
            AreaDraft(
                f"{community.code}{len(order) + at:03d}",
                draft.name,
                kind=Kind.DEDICATED,
                urban_rural=community.urban_rural,
                boundary=MultiPolygon([site]),
            )
            for at, (draft, site) in enumerate(carved, 1)
        ]
    return drafts


def _with_a_site(land: Ground, communities: list[Community], rng: np.random.Generator) -> list[int]:
    """Return the cells in which a mall, school or the like stands: 剑苑's mall, and more in town."""
    mall = [each.cells[0] for each in communities if each.model == "剑苑社区"]
    weight = np.zeros(len(land.community))
    for community in communities:
        weight[community.cells] = 6.0 if community.urban_rural == "111" else 1.0
    weight[mall] = 0.0
    free = land.size.dedicated - len(mall)
    drawn = rng.choice(len(weight), free, replace=False, p=weight / weight.sum())
    return [*mall, *(int(cell) for cell in drawn)]


def _site(cell: Polygon, rng: np.random.Generator) -> Polygon:
    """Return a turned rectangle well within the cell."""
    reach = shapely.maximum_inscribed_circle(cell, tolerance=1e-5)
    (x, y), edge = shapely.get_coordinates(reach)
    radius = float(np.hypot(edge[0] - x, edge[1] - y)) * rng.uniform(0.5, 0.8)
    turn, wide = rng.uniform(0, np.pi), rng.uniform(0.5, 0.9)
    angles = turn + np.array([wide, np.pi - wide, np.pi + wide, -wide])
    corners = np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])
    return Polygon(np.round(corners, 7))


def _overlays(land: Ground, streets: list[Street], cells: Floats) -> list[OverlayDraft]:
    """Return the layers that lie across the city."""
    found = []
    home = next((street for street in streets if street.name == "遥观镇"), None)
    if home is not None:
        near = sorted(
            (street for street in streets if street.district == home.district),
            key=lambda street: float(np.hypot(*(street.middle - home.middle))),
        )[:3]
        zone = _whole(cells[[cell for street in near for cell in street.cells]])
        found.append(OverlayDraft("functional_zone", "功能区", "JKQ", "经济开发区", zone))
    for street in streets:
        half = -(-len(street.communities) // 2)
        for number, part in enumerate((street.communities[:half], street.communities[half:]), 1):
            if part:
                shape = _whole(cells[[cell for community in part for cell in community.cells]])
                code = f"{street.code}{number:06d}"
                label = f"{naming.short(street.name)}第{chinese(number)}警务区"
                found.append(OverlayDraft("police_community", "警务区", code, label, shape))
    water = shapely.LineString(land.canal).buffer(0.0002, cap_style="flat")
    shape = shapely.transform(water, lambda points: np.round(points, 7))
    found.append(OverlayDraft("water", "水系", "YH", "古运河", MultiPolygon([shape])))
    return found
