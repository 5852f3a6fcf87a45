"""Imports buildings from tables with Chinese or English columns: all or nothing, a report of every row."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel import tables
from linli.kernel.actor import Actor
from linli.kernel.geo import Crs, to_wgs84
from linli.kernel.permissions import Permission, may
from linli.kernel.tables import Change, Column, Outcome, Rejected, Report, Row, RowError
from linli.places import actions, queries, rules, shapes, wording
from linli.places.drafts import BuildingDraft
from linli.places.locator import Where
from linli.places.models import Building
from linli.places.rules import Level
from linli.places.shapes import Fault

COLUMNS = (
    Column("code", ("楼栋编码", "编码", "代码", "building_code"), required=True),
    Column("name", ("楼栋名称", "名称", "楼栋号")),
    Column("address", ("标准地址", "地址", "详细地址"), required=True),
    Column("grid", ("网格编码", "所属网格", "grid_code")),
    Column("lon", ("经度", "longitude", "lng")),
    Column("lat", ("纬度", "latitude")),
    Column("floors", ("层数", "楼层数", "地上层数")),
    Column("units", ("单元数",)),
    Column("doors", ("每层户数", "户数")),
)
MOST = {"floors": 200, "units": 99, "doors": 9_999}
LENGTHS = {"code": 40, "name": 100, "address": 200}
COMPARED = ("grid_code", "name", "address", "lon", "lat", "floors", "attrs")


@dataclass(frozen=True, slots=True)
class ToldBuilding:
    """A building as told, and where; its grid is "" when the file names none."""

    draft: BuildingDraft
    file: str
    row: int


def read(paths: Iterable[Path], crs: Crs) -> tuple[list[ToldBuilding], list[RowError]]:
    """Return what the files tell of buildings, turned from `crs` into WGS-84, and every fault on the way.

    Raises:
        Unreadable: a file is missing or no table.
    """
    told: list[ToldBuilding] = []
    errors: list[RowError] = []
    for path in paths:
        table = tables.read(path)
        rows, faults = tables.choose(table, COLUMNS)
        errors += faults
        if len(faults) > len(table.errors):
            continue
        for row in rows:
            reader = _Reader(table.name, row, crs)
            told.append(reader.told())
            errors += reader.errors
    return told, errors


@transaction.atomic
def import_buildings(*, by: Actor, told: Sequence[ToldBuilding], errors: Sequence[RowError] = ()) -> Report:
    """Write buildings as told, all or nothing, and return what changed; what is not told stays.

    A building whose file names no grid is placed by its coordinates; one whose coordinates lie in another
    grid than named is an error.

    Args:
        by: must hold `PLACES_EDIT` over the grids concerned.
        told: the buildings with the rows they come from.
        errors: what reading the files has found already.

    Raises:
        Rejected: carries the report of every error; nothing was written.
    """
    placed = [replace(each, draft=_place(each.draft)) for each in told]
    often = Counter(each.draft.code for each in told)
    faults = list(errors)
    for each, raw in zip(placed, told, strict=True):
        for column, value, message in _faults(by, each.draft, raw.draft, often):
            faults.append(RowError(each.file, each.row, column, value, message))
    if faults:
        raise Rejected(Report(errors=faults))
    old = {building.code: building for building in Building.objects.filter(code__in=often)}
    report = Report(changes=[_compare(each.draft, old.get(each.draft.code)) for each in placed])
    if placed:
        actions.put_buildings(by=by, buildings=[each.draft for each in placed])
    return report


def _place(draft: BuildingDraft) -> BuildingDraft:
    if draft.grid_code or draft.lon is None or draft.lat is None:
        return draft
    return replace(draft, grid_code=queries.locate(draft.lon, draft.lat).grid_code)


def _faults(
    by: Actor, draft: BuildingDraft, raw: BuildingDraft, often: Counter[str]
) -> Iterable[tuple[str, str, str]]:
    if often[draft.code] > 1:
        yield "code", draft.code, _("编码在文件里出现了不止一次。")
    if not draft.grid_code and raw.lon is not None and raw.lat is not None:
        yield "lon", f"{raw.lon}, {raw.lat}", queries.locate(raw.lon, raw.lat).explanation
    elif not draft.grid_code:
        yield "grid", "", _("没有网格编码，也没有坐标。")
    elif not queries.exists(draft.grid_code) or rules.LENGTHS.get(len(draft.grid_code)) is not Level.GRID:
        yield "grid", draft.grid_code, _("没有在用的网格%(code)s。") % {"code": draft.grid_code}
    elif not may(by, Permission.PLACES_EDIT, draft.grid_code):
        yield "grid", draft.grid_code, _("您没有修改这个区域的权限。")
    elif raw.grid_code and raw.lon is not None and raw.lat is not None:
        found = queries.locate(raw.lon, raw.lat)
        if found.where is Where.INSIDE and found.code != raw.grid_code:
            yield "grid", raw.grid_code, _("坐标不在这个网格内：%(where)s") % {"where": found.explanation}


def _compare(draft: BuildingDraft, old: Building | None) -> Change:
    if old is None:
        return Change(Outcome.CREATED, draft.code, draft.address)
    pairs = {name: (str(getattr(old, name)), str(getattr(draft, name))) for name in COMPARED}
    unlike = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    return Change(Outcome.UPDATED if unlike else Outcome.UNCHANGED, draft.code, draft.address, unlike)


class _Reader:
    """Reads the values of one row, gathering its faults."""

    def __init__(self, file: str, row: Row, crs: Crs) -> None:
        self._file, self._row, self._crs = file, row, crs
        self._values = dict(row.values)
        self.errors: list[RowError] = []

    def told(self) -> ToldBuilding:
        """Return what the row tells."""
        code, address, name = self._text("code"), self._text("address"), self._text("name")
        lon, lat = self._point()
        draft = BuildingDraft(
            code=code,
            grid_code=rules.normalise_code(self._values.pop("grid", "")),
            name=name or address[-20:],
            address=address,
            lon=lon,
            lat=lat,
            floors=self._count("floors", 1),
            units=self._count("units", 0),
            doors=self._count("doors", 0),
            attrs={key: value[:1_000] for key, value in self._values.items() if value},
        )
        return ToldBuilding(draft, self._file, self._row.number)

    def _fault(self, column: str, value: str, message: str) -> None:
        self.errors.append(RowError(self._file, self._row.number, column, value, message))

    def _text(self, name: str) -> str:
        value = " ".join(self._values.pop(name, "").split())
        if not value and name != "name":
            self._fault(name, "", _("楼栋要有编码和标准地址。"))
        if len(value) > LENGTHS[name]:
            self._fault(name, value[:60], _("内容太长，最多%(most)d个字。") % {"most": LENGTHS[name]})
        return value

    def _count(self, name: str, default: int) -> int:
        value = self._values.pop(name, "")
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not 0 <= int(value[:9]) <= MOST[name]:
            self._fault(name, value, _("应为0到%(most)d之间的整数。") % {"most": MOST[name]})
            return default
        return int(value)

    def _point(self) -> tuple[float, float] | tuple[None, None]:
        lon, lat = self._values.pop("lon", ""), self._values.pop("lat", "")
        if not lon and not lat:
            return None, None
        try:
            point = float(lon), float(lat)
        except ValueError:
            point = nan, nan
        if problem := shapes.point_problem(*point):
            self._fault("lon", f"{lon}, {lat}", wording.fault(Fault(problem)))
            return None, None
        east, north = to_wgs84(self._crs, *point)
        return round(east, shapes.DECIMALS), round(north, shapes.DECIMALS)
