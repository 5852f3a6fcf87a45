"""Lays the made-up city's ground: how dense it is where, its canal, and the regions that grow on it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linli.cli.demo import tiling
from linli.cli.demo.tiling import Floats, Ints, Tiling

CANAL_COST = 4.0
"""How much dearer it is for a region to grow across the canal."""

SHARES = (0.45, 0.25, 0.30)
"""Of the grids: in the dense centre, in market towns, on the plain."""


@dataclass(frozen=True)
class Size:
    """How large a city to build; lengths in metres.

    Attributes:
        radius: of the city, more or less.
        core: the spread of the dense centre.
        town: the spread of a market town.
        grids: comprehensive grids.
        dedicated: grids carved out of them.
        communities, streets: how many.
        districts: which of `placenames.DISTRICTS`, and where each grows from.
        elsewhere: buildings outside the model communities.
    """

    radius: float
    core: float
    town: float
    grids: int
    dedicated: int
    communities: int
    streets: int
    districts: dict[str, tuple[float, float]]
    elsewhere: int


FULL = Size(
    radius=29_000,
    core=4_600,
    town=1_100,
    grids=2_640,
    dedicated=300,
    communities=432,
    streets=60,
    districts={
        "320402": (4_000, 2_000),
        "320404": (-4_500, 1_000),
        "320411": (0, 15_000),
        "320412": (4_000, -13_000),
        "320413": (-17_000, 5_000),
        "320481": (-15_000, -15_000),
    },
    elsewhere=6_000,
)
SMALL = Size(
    radius=3_000,
    core=1_200,
    town=400,
    grids=60,
    dedicated=6,
    communities=12,
    streets=4,
    districts={"320412": (0, 0)},
    elsewhere=150,
)


@dataclass(frozen=True)
class Ground:
    """The tiling and what grew on it.

    Attributes:
        size: how large a city was asked for.
        tiling: the comprehensive grids, before anything is carved out of them.
        community: for each cell the index of its community.
        street: for each community the index of its street.
        district: for each street the code of its district.
        canal: its course, in longitude and latitude.
    """

    size: Size
    tiling: Tiling
    community: Ints
    street: Ints
    district: list[str]
    canal: Floats


def lay(size: Size, rng: np.random.Generator) -> Ground:
    """Return the ground of a city of that size."""
    towns = _towns(size, rng)
    cloud = _cloud(size, towns, 30 * size.grids, rng)
    banks = _banks(size, towns)
    free = cloud[rng.choice(len(cloud), size.grids - len(banks), replace=False)]
    sites = tiling.relax(np.vstack([banks, free]), cloud, len(banks), 4)
    spacing = 1 / np.sqrt(size.grids * _density(size, towns, sites))

    def roughness(here: int, there: int) -> float:
        if max(here, there) >= len(sites):
            return 0.16
        return 0.05 if max(here, there) < len(banks) or min(spacing[here], spacing[there]) < 500 else 0.12

    cut = tiling.tile(np.vstack([sites, _rim(size, rng)]), len(sites), roughness, rng)
    canal = {
        edge
        for here in range(0, len(banks), 2)
        for there, edge in cut.neighbours[here]
        if there < len(banks) and there % 2
    }
    steps = _steps(cut, spacing, canal)
    community = tiling.grow(steps, tiling.seeds_of_regions(sites, size.communities, rng).tolist())
    steps, middles = tiling.merge(steps, community), _middles(sites, community)
    street = tiling.grow(steps, tiling.seeds_of_regions(middles, size.streets, rng).tolist())
    steps, middles = tiling.merge(steps, street), _middles(middles, street)
    starts = tiling.nearest(np.array(list(size.districts.values()), dtype=float), middles)
    codes = list(size.districts)
    district = [codes[int(at)] for at in tiling.grow(steps, starts.tolist())]
    return Ground(size, cut, community, street, district, tiling.to_wgs84(_course(size)[::20]))


def _outline(size: Size, points: Floats) -> npt.NDArray[np.bool_]:
    """Return which points lie in the city, whose edge winds."""
    angle = np.arctan2(points[:, 1], points[:, 0])
    wave = 1 + 0.10 * np.sin(2 * angle + 0.6) + 0.07 * np.sin(3 * angle + 2.1) + 0.04 * np.sin(7 * angle)
    inside: npt.NDArray[np.bool_] = np.hypot(points[:, 0], points[:, 1]) < size.radius * wave
    return inside


def _towns(size: Size, rng: np.random.Generator) -> Floats:
    """Return the middles of the market towns, spread over the plain."""
    plain = rng.uniform(-size.radius, size.radius, (4_000, 2)) * 1.2
    plain = plain[_outline(size, plain * 1.1)]
    return tiling.relax(plain[: size.streets], plain, 0, 6)


def _cloud(size: Size, towns: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Return points of which there are many where many people live."""
    kind = rng.choice(3, 2 * count, p=SHARES)
    core = rng.normal(0, size.core, (2 * count, 2)) * (1.25, 0.9)
    town = towns[rng.integers(len(towns), size=2 * count)] + rng.normal(0, size.town, (2 * count, 2))
    plain = rng.uniform(-1.25 * size.radius, 1.25 * size.radius, (2 * count, 2))
    points = np.where((kind == 0)[:, None], core, np.where((kind == 1)[:, None], town, plain))
    return points[_outline(size, points)]


def _density(size: Size, towns: Floats, points: Floats) -> Floats:
    """Return the share of the grids that a square metre holds, about as `_cloud` draws them."""
    core = np.exp(-((points / (1.25 * size.core, 0.9 * size.core)) ** 2).sum(axis=1) / 2)
    away = ((points[:, None, :] - towns[None, :, :]) ** 2).sum(axis=2)
    town = np.exp(-away / (2 * size.town**2)).mean(axis=1)
    density: Floats = (
        SHARES[0] * core / (2 * np.pi * 1.125 * size.core**2)
        + SHARES[1] * town / (2 * np.pi * size.town**2)
        + SHARES[2] / (np.pi * size.radius**2)
    )
    return density


def _course(size: Size) -> Floats:
    """Return the canal's course through the city, in metres."""
    x = np.linspace(-1.2 * size.radius, 1.2 * size.radius, 6_000)
    bend = 0.05 * np.sin(4 * x / size.radius + 1) + 0.02 * np.sin(11 * x / size.radius)
    course = np.column_stack([x, -0.35 * x + size.radius * (bend + 0.03)])
    return course[_outline(size, course * 1.03)]


def _banks(size: Size, towns: Floats) -> Floats:
    """Return pairs of sites that face each other across the canal, so that an edge follows it."""
    course = _course(size)
    length = np.append(0, np.cumsum(np.hypot(*np.diff(course, axis=0).T)))
    spacing = 1 / np.sqrt(size.grids * _density(size, towns, course))
    stops, along = [], float(spacing[0]) / 2
    while along < length[-1]:
        at = int(np.searchsorted(length, along))
        stops.append(at)
        along += 0.8 * float(spacing[at])
    found = []
    for at in stops:
        ahead = course[min(at + 1, len(course) - 1)] - course[at - 1]
        aside = np.array([-ahead[1], ahead[0]]) / np.hypot(*ahead) * spacing[at] * 0.45
        found += [course[at] + aside, course[at] - aside]
    return np.array(found)


def _rim(size: Size, rng: np.random.Generator) -> Floats:
    """Return sites just outside the city that bound its outermost cells."""
    reach = 1.5 * size.radius
    gap = size.radius / 18
    steps = np.arange(-reach, reach, gap)
    lattice = (
        np.array([(x, y) for x in steps for y in steps]) + rng.uniform(-0.3, 0.3, (len(steps) ** 2, 2)) * gap
    )
    return lattice[~_outline(size, lattice * 0.985)]


def _steps(cut: Tiling, spacing: Floats, canal: set[int]) -> list[list[tuple[int, float]]]:
    """Return what it costs to grow from each cell into its neighbours."""
    sites = cut.sites
    return [
        [
            (
                there,
                float(np.hypot(*(sites[there] - sites[here])) / (spacing[here] + spacing[there]))
                * (CANAL_COST if edge in canal else 1.0),
            )
            for there, edge in others
        ]
        for here, others in enumerate(cut.neighbours)
    ]


def _middles(points: Floats, region: Ints) -> Floats:
    """Return the mean point of each region."""
    count = np.bincount(region)
    return np.column_stack([np.bincount(region, points[:, i]) / count for i in (0, 1)])
