"""What a file or a recipe says about places, before it is checked and written; plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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
class Told:
    """An area as told, and where: the file and row (0 when no file), and those of its boundary."""

    draft: AreaDraft
    file: str = ""
    row: int = 0
    shape_file: str = ""
    shape_row: int = 0


@dataclass(frozen=True, slots=True)
class OverlayDraft:
    """One area of a layer that lies across the city, as told."""

    layer: str
    layer_name: str
    code: str
    name: str
    boundary: MultiPolygon


class UnitRow(NamedTuple):
    """An entrance of a building."""

    code: str
    building_id: str
    name: str


class DoorRow(NamedTuple):
    """A home or shop of a building."""

    code: str
    building_id: str
    unit_id: str | None
    name: str
    floor: int


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
    lon: float | None
    lat: float | None
    floors: int = 1
    units: int = 0
    doors: int = 0
    attrs: Mapping[str, str] = field(default_factory=lambda: NOTHING)

    def entrances(self) -> list[UnitRow]:
        """Return its entrances: 1单元, 2单元 ..."""
        return [
            UnitRow(f"{self.code}{number:02d}", self.code, f"{number}单元")
            for number in range(1, self.units + 1)
        ]

    def homes(self) -> list[DoorRow]:
        """Return its doors: 101室, 102室 ... behind each entrance, or 1号 ... where there is none."""
        if not self.units:
            return [
                DoorRow(f"{self.code}00{door:04d}", self.code, None, f"{door}号", 1)
                for door in range(1, self.doors + 1)
            ]
        return [
            DoorRow(f"{unit.code}{floor:02d}{door:02d}", self.code, unit.code, f"{floor}{door:02d}室", floor)
            for unit in self.entrances()
            for floor in range(1, self.floors + 1)
            for door in range(1, self.doors + 1)
        ]
