"""Files of areas: GeoJSON and tables, Chinese and English columns, other coordinate systems, bad rows."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from linli.kernel import geo
from linli.kernel.geo import Crs
from linli.kernel.tables import Unreadable
from linli.places import files
from linli.places.rules import Kind

BOX = shapely.box(119.9, 31.7, 119.91, 31.71)


def collection(*features: dict[str, object]) -> str:
    """Return a GeoJSON FeatureCollection."""
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def feature(geometry: object, **properties: object) -> dict[str, object]:
    """Return a GeoJSON feature; a shapely geometry is written out."""
    shape = json.loads(shapely.to_geojson(geometry)) if hasattr(geometry, "geom_type") else geometry
    return {"type": "Feature", "properties": properties, "geometry": shape}


def test_a_table_in_chinese(tmp_path: Path) -> None:
    """Every column has its Chinese name; strange ones are kept as they came."""
    path = tmp_path / "a.csv"
    head = "网格编码,名称,上级编码,层级,网格类型,城乡分类代码,边界,经度,纬度,负责部门"
    row = f'320402001001001,甲网格,320402001001,网格,专属,111,"{BOX.wkt}",119.905,31.705,城管'
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    (told,), errors = files.read([path], Crs.WGS84)
    assert errors == []
    draft = told.draft
    assert (draft.code, draft.name, draft.kind, draft.urban_rural) == (
        "320402001001001", "甲网格", Kind.DEDICATED, "111",
    )  # fmt: skip
    assert draft.boundary is not None
    assert draft.boundary.equals(BOX)
    assert draft.centre == (119.905, 31.705)
    assert draft.attrs == {"负责部门": "城管"}
    assert (told.file, told.row) == ("a.csv", 2)


def test_the_statistical_lists(tmp_path: Path) -> None:
    """Their columns repeat the code; that is checked, and nothing else is lost."""
    path = tmp_path / "villages.csv"
    path.write_text(
        "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        '320402001001,"甲社区居委会",320402001,32,3204,320402\n'
        '320402001002,"乙社区居委会",320402009,32,3204,320402\n',
        encoding="utf-8",
    )
    told, errors = files.read([path], Crs.WGS84)
    assert [each.draft.attrs for each in told] == [{}, {}]
    assert [(error.row, error.column, error.value) for error in errors] == [(3, "streetCode", "320402009")]


def test_geojson_by_national_code_or_id(tmp_path: Path) -> None:
    """A code may stand in any known property, with the national 156 before it, or be the feature's id."""
    path = tmp_path / "a.geojson"
    by_id = {**feature(BOX, 名称="乙区"), "id": 320404}
    path.write_text(collection(feature(BOX, name="甲区", gb="156320402"), by_id), encoding="utf-8")
    told, errors = files.read([path], Crs.WGS84)
    assert errors == []
    assert [(each.draft.code, each.draft.name, each.row) for each in told] == [
        ("320402", "甲区", 1),
        ("320404", "乙区", 2),
    ]


def test_geojson_of_map_services(tmp_path: Path) -> None:
    """Theirs name the city above as an object, and a level in English."""
    path = tmp_path / "a.json"
    above = {"adcode": 320400}
    path.write_text(
        collection(feature(BOX, adcode=320402, name="甲区", level="district", parent=above, code="x"))
    )
    (told,), errors = files.read([path], Crs.GCJ02)
    assert errors == []
    assert (told.draft.code, told.draft.attrs) == ("320402", {"code.2": "x"})


@pytest.mark.parametrize("crs", list(Crs))
def test_every_coordinate_system_comes_home(tmp_path: Path, crs: Crs) -> None:
    """Boundaries and points are turned into WGS-84."""

    def shift(points: geo.Floats) -> geo.Floats:
        return np.column_stack(geo.from_wgs84_many(crs, points[:, 0], points[:, 1]))

    lon, lat = geo.from_wgs84(crs, 119.905, 31.705)
    path = tmp_path / "a.json"
    path.write_text(collection(feature(shapely.transform(BOX, shift), code="320402", lon=lon, lat=lat)))
    (told,), errors = files.read([path], crs)
    assert errors == []
    assert told.draft.boundary is not None
    assert told.draft.boundary.hausdorff_distance(BOX) < 3e-7
    assert told.draft.centre == pytest.approx((119.905, 31.705), abs=3e-7)


@pytest.mark.parametrize(
    ("properties", "geometry", "column", "word"),
    [
        ({"level": "街道"}, None, "level", "层级"),
        ({"parent": "320499"}, None, "parent", "不符"),
        ({"kind": "超级"}, None, "kind", "综合"),
        ({"lon": "东经119"}, None, "lon", "有效的数字"),
        ({"lon": 31.7, "lat": 119.9}, None, "lon", "颠倒"),
        ({"lon": 119.9}, None, "lon", "有效的数字"),
        ({}, shapely.Point(119.9, 31.7), "boundary", "不是面"),
        ({}, shapely.box(31.7, 119.9, 31.71, 119.91), "boundary", "颠倒"),
        ({}, {"type": "Polygon", "coordinates": [[["a", 1]]]}, "boundary", "读不出来"),
        ({}, shapely.box(500_000, 3_500_000, 500_100, 3_500_100), "boundary", "投影"),
        ({"note": "长" * 2_000}, None, "note", "太长"),
    ],
)  # fmt: skip
def test_faults_name_row_and_column(
    tmp_path: Path, properties: dict[str, object], geometry: object, column: str, word: str
) -> None:
    """Each fault says where it is and what is wrong; the row is read on."""
    path = tmp_path / "a.geojson"
    path.write_text(collection(feature(BOX, code="320402"), feature(geometry, code="320404", **properties)))
    told, errors = files.read([path], Crs.GCJ02)
    assert [(error.file, error.row, error.column) for error in errors] == [("a.geojson", 2, column)]
    assert word in str(errors[0].message)
    assert len(told) == 2


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"type":"FeatureCollection","features":[1]}', "[" * 5_000]
)
def test_no_geojson_is_said_so(tmp_path: Path, text: str) -> None:
    """Broken or empty files have a clear error."""
    path = tmp_path / "a.geojson"
    path.write_text(text)
    with pytest.raises(Unreadable, match=r"a\.geojson"):
        files.read([path], Crs.WGS84)
    with pytest.raises(Unreadable):
        files.read([tmp_path / "none.geojson"], Crs.WGS84)


def test_a_table_without_codes(tmp_path: Path) -> None:
    """The missing column is one error, not one a row."""
    path = tmp_path / "a.csv"
    path.write_text("名称\n甲\n乙\n", encoding="utf-8")
    told, errors = files.read([path], Crs.WGS84)
    assert told == []
    assert [(error.row, error.column) for error in errors] == [(1, "编码")]
