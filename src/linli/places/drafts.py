"""What a file or a recipe says about places, before it is checked and written; plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry import MultiPolygon

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """An area as told: what is None is not said, and an area already known keeps it.

    Attributes:
        code: the area's code; its level and parent follow from it.
        name: the name on screen.
        kind: of a grid, a value of `rules.Kind`.
        urban_rural: the statistical urban–rural class, a key of `rules.URBAN_RURAL`.
        boundary: WGS-84.
        centre: longitude and latitude of the label, WGS-84; the boundary's own when not told.
        attrs: further columns, kept as they came.
    """

    code: str
    name: str | None = None
    kind: str | None = None
    urban_rural: str | None = None
    boundary: MultiPolygon | None = None
    centre: tuple[float, float] | None = None
    attrs: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class OverlayDraft:
    """One area of a layer that lies across the city, as told."""

    layer: str
    layer_name: str
    code: str
    name: str
    boundary: MultiPolygon


@dataclass(frozen=True, slots=True)
class BuildingDraft:
    """A building as told, with how many entrances (单元) it has and doors on each of their floors.

    Attributes:
        code: the building's own code.
        grid_code: the grid it stands in.
        name: short, e.g. 3幢.
        address: the standard address in full.
        lon, lat: WGS-84.
        floors: storeys above ground.
        units: entrances; 0 where homes are entered straight from outside.
        doors: homes a floor and entrance, or altogether where there are no entrances.
        attrs: estate, year built ...
    """

    code: str
    grid_code: str
    name: str
    address: str
    lon: float
    lat: float
    floors: int = 1
    units: int = 0
    doors: int = 0
    attrs: Mapping[str, str] = field(default_factory=lambda: NOTHING)
