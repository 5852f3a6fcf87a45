"""Reads files of areas, GeoJSON or tables with Chinese or English columns, into drafts in WGS-84."""

import json
from collections.abc import Iterable, Mapping
from math import nan
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon

from linli.kernel import tables
from linli.kernel.geo import Crs, to_wgs84
from linli.kernel.tables import Column, Row, RowError, Table, Unreadable
from linli.places import rules, shapes, wording
from linli.places.drafts import AreaDraft, Told
from linli.places.rules import Kind, Level
from linli.places.shapes import Fault

COLUMNS = (
    Column(
        "code",
        (
            *("编码", "代码", "区划代码", "行政区划代码", "统计用区划代码", "网格编码", "网格标识码"),
            *("社区编码", "街道编码", "adcode", "gb"),
        ),
        required=True,
    ),
    Column("name", ("名称", "区划名称", "网格名称", "社区名称", "街道名称")),
    Column("level", ("层级", "级别")),
    Column("parent", ("上级编码", "上级代码", "父级编码", "parent_code")),
    Column("kind", ("类型", "网格类型", "种类")),
    Column("urban_rural", ("城乡分类代码", "城乡分类", "urban_rural_class")),
    Column("boundary", ("边界", "范围", "geometry", "geojson", "wkt")),
    Column("lon", ("经度", "longitude", "lng")),
    Column("lat", ("纬度", "latitude")),
)
_FIELDS = {tables.plain(header): each.field for each in COLUMNS for header in (each.field, *each.headers)}
ABOVE = {"areacode", "streetcode", "citycode", "provincecode", "districtcode", "communitycode"}
"""Columns of the statistical lists that repeat the beginning of the code; checked, not kept."""
KINDS = {
    "综合": Kind.COMPREHENSIVE,
    "综合网格": Kind.COMPREHENSIVE,
    "基础网格": Kind.COMPREHENSIVE,
    "comprehensive": Kind.COMPREHENSIVE,
    "专属": Kind.DEDICATED,
    "专属网格": Kind.DEDICATED,
    "dedicated": Kind.DEDICATED,
}
LEVELS = {
    name: level
    for level, names in {
        Level.DISTRICT: "1 区县 区 县 区/县 district county",
        Level.STREET: "2 街道 镇 乡 街镇 乡镇 街道/镇 street town",
        Level.COMMUNITY: "3 社区 村 村社 社区/村 community village",
        Level.GRID: "4 网格 grid",
    }.items()
    for name in names.split()
}
MOST_ATTRS, MOST_ATTR = 60, 1_000
_GB_PREFIX = "156"


def read(paths: Iterable[Path], crs: Crs) -> tuple[list[Told], list[RowError]]:
    """Return what the files tell of areas, turned from `crs` into WGS-84, and every fault on the way.

    Raises:
        Unreadable: a file is missing or is neither GeoJSON nor a table.
    """
    told: list[Told] = []
    errors: list[RowError] = []
    for path in paths:
        table, geometries = _open(path)
        rows, faults = tables.choose(table, COLUMNS)
        errors += faults
        if len(faults) > len(table.errors):
            continue
        for row in rows:
            reader = _Reader(table.name, row, geometries.get(row.number), crs)
            told.append(reader.told())
            errors += reader.errors
    return told, errors


def _open(path: Path) -> tuple[Table, Mapping[int, object]]:
    """Return the file's rows, and for GeoJSON the geometry of each."""
    if path.suffix.lower() not in {".geojson", ".json"}:
        return tables.read(path), {}
    try:
        if path.stat().st_size > tables.MOST_BYTES:
            raise Unreadable(_("文件%(name)s太大。") % {"name": path.name})
        data = json.loads(path.read_bytes())
    except OSError as fault:
        raise Unreadable(_("读不到文件%(name)s。") % {"name": path.name}) from fault
    except (ValueError, RecursionError) as fault:
        raise Unreadable(_("%(name)s不是正确的 GeoJSON 文件。") % {"name": path.name}) from fault
    features = _features(data)
    if features is None or not features:
        raise Unreadable(_("%(name)s里没有 GeoJSON 要素（FeatureCollection）。") % {"name": path.name})
    rows = [Row(at, _properties(feature)) for at, feature in enumerate(features, 1)]
    headers = tuple(dict.fromkeys(key for row in rows for key in row.values))
    whole = [Row(row.number, {key: row.values.get(key, "") for key in headers}) for row in rows]
    return Table(path.name, headers, whole), {at: each.get("geometry") for at, each in enumerate(features, 1)}


def _features(data: object) -> list[Mapping[str, Any]] | None:
    if not isinstance(data, dict):
        return None
    found = [data] if data.get("type") == "Feature" else data.get("features")
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return None
    return found


def _properties(feature: Mapping[str, Any]) -> dict[str, str]:
    """Return a feature's properties as text, under the fields they mean; its id stands in for the code."""
    given = feature.get("properties")
    found: dict[str, str] = {}
    for key, value in (given if isinstance(given, dict) else {}).items():
        name = _FIELDS.get(tables.plain(str(key)), str(key))
        found[name if name not in found else f"{key}.2"] = _text(value)
    if "code" not in found:
        found["code"] = _text(feature.get("id"))
    return found


def _text(value: object) -> str:
    """Return a JSON value as a table's cell; of an object with a code (as in "parent") that code."""
    if value is None:
        return ""
    if isinstance(value, dict):
        value = value.get("adcode", value.get("code", json.dumps(value, ensure_ascii=False)))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
    return text.replace("\x00", "").strip()


class _Reader:
    """Reads the values of one row, gathering its faults; what is faulty is left untold."""

    def __init__(self, file: str, row: Row, geometry: object, crs: Crs) -> None:
        self._file, self._row, self._crs, self._geometry = file, row, crs, geometry
        self._values = dict(row.values)
        self.errors: list[RowError] = []

    def told(self) -> Told:
        """Return what the row tells."""
        code = self._code()
        self._above(code)
        draft = AreaDraft(
            code=code,
            name=self._take("name") or None,
            kind=self._kind(),
            urban_rural=self._take("urban_rural") or None,
            boundary=self._boundary(),
            centre=self._centre(),
            attrs=self._attrs(),
        )
        return Told(draft, self._file, self._row.number, self._file, self._row.number)

    def _take(self, name: str) -> str:
        return self._values.pop(name, "")

    def _fault(self, column: str, value: str, message: str) -> None:
        self.errors.append(RowError(self._file, self._row.number, column, value, message))

    def _code(self) -> str:
        code = rules.normalise_code(self._take("code"))
        return code[3:] if len(code) == 9 and code.startswith(_GB_PREFIX) else code

    def _above(self, code: str) -> None:
        """Check the columns that repeat what the code says: the parent, the level, the codes above."""
        for header in [key for key in self._values if key == "parent" or tables.plain(key) in ABOVE]:
            value = rules.normalise_code(self._take(header))
            if header == "parent":
                above = rules.parent_code(code)
                wrong = value not in ({above} if above else {code[:4], f"{code[:4]}00"})
            else:
                wrong = not code.startswith(value)
            if value and wrong:
                self._fault(header, value, _("与编码%(code)s不符。") % {"code": code})
        level = self._take("level")
        if level and LEVELS.get(level.lower()) is not rules.LENGTHS.get(len(code)):
            self._fault("level", level, _("层级与编码%(code)s的长度不符。") % {"code": code})

    def _kind(self) -> Kind | None:
        kind = self._take("kind")
        if kind and kind.lower() not in KINDS:
            self._fault("kind", kind, _("网格类型应为“综合”或“专属”。"))
        return KINDS.get(kind.lower())

    def _boundary(self) -> MultiPolygon | None:
        source = self._take("boundary")
        if self._geometry is None and not source:
            return None
        shape = shapes.read(source or self._geometry)
        if not isinstance(shape, Fault):
            problem = shapes.coordinates_problem(shapely.get_coordinates(shape))
            if problem is None:
                return shapes.to_wgs84(shape, self._crs)
            shape = Fault(problem)
        self._fault("boundary", "", wording.fault(shape))
        return None

    def _centre(self) -> tuple[float, float] | None:
        lon, lat = self._take("lon"), self._take("lat")
        if not lon and not lat:
            return None
        try:
            point = float(lon), float(lat)
        except ValueError:
            point = nan, nan
        if problem := shapes.point_problem(*point):
            self._fault("lon", f"{lon}, {lat}", wording.fault(Fault(problem)))
            return None
        moved = to_wgs84(self._crs, *point)
        return round(moved[0], shapes.DECIMALS), round(moved[1], shapes.DECIMALS)

    def _attrs(self) -> dict[str, str]:
        kept = {key: value for key, value in self._values.items() if value}
        if len(kept) > MOST_ATTRS:
            self._fault("", "", _("列太多，最多保留%(most)d列。") % {"most": MOST_ATTRS})
        for key, value in kept.items():
            if len(value) > MOST_ATTR:
                self._fault(key, value[:60], _("内容太长，最多%(most)d个字。") % {"most": MOST_ATTR})
        return kept
