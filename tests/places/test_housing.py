"""Tables of buildings: placed by grid or by point, every fault in its row, all or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from shapely.geometry import MultiPolygon

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.geo import Crs, from_wgs84
from linli.kernel.tables import Outcome, Rejected
from linli.places import actions, atlas, housing, queries
from linli.places.drafts import AreaDraft, Told
from linli.places.models import Building, Dwelling, Unit

pytestmark = pytest.mark.django_db
ONE, TWO = "320402001001001", "320402001001002"


def box(west: float) -> MultiPolygon:
    """Return a square on 31.7° N."""
    return MultiPolygon([shapely.box(west, 31.7, west + 0.01, 31.71)])


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    """A community of two grids."""
    atlas.expire()
    names = {"320402": "甲区", "320402001": "乙街道", "320402001001": "丙社区"}
    drafts = [AreaDraft(code, name) for code, name in names.items()]
    drafts += [AreaDraft(ONE, "一网格", boundary=box(119.9)), AreaDraft(TWO, "二网格", boundary=box(119.91))]
    actions.import_areas(by=SYSTEM, told=[Told(draft) for draft in drafts])
    yield
    atlas.expire()


def table(folder: Path, *lines: str) -> list[Path]:
    """Write a table with the usual headers."""
    path = folder / "b.csv"
    head = "楼栋编码,楼栋名称,标准地址,网格编码,经度,纬度,层数,单元数,每层户数,建成年份"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return [path]


def test_buildings_are_placed_and_found(tmp_path: Path) -> None:
    """By the grid named, or by coordinates of another system; entrances and homes follow."""
    lon, lat = from_wgs84(Crs.GCJ02, 119.915, 31.705)
    lines = [
        "B1,1幢,甲区乙街道丁路1号1幢,320402001001001,,,2,2,2,1986",
        f"B2,2幢,甲区乙街道丁路1号2幢,,{lon},{lat},,,,",
    ]
    told, errors = housing.read(table(tmp_path, *lines), Crs.GCJ02)
    report = housing.import_buildings(by=SYSTEM, told=told, errors=errors)
    assert report.counts() == {Outcome.CREATED: 2}
    one, two = Building.objects.order_by("code")
    assert (one.grid_code, one.lon, one.attrs) == (ONE, None, {"建成年份": "1986"})
    assert two.grid_code == TWO
    assert two.lon == pytest.approx(119.915, abs=1e-6)
    assert (Unit.objects.count(), Dwelling.objects.count()) == (2, 8)
    assert queries.locate_address("丁路1号2幢")[0].building == "B2"
    assert housing.import_buildings(by=SYSTEM, told=told).counts() == {Outcome.UNCHANGED: 2}
    told, _errors = housing.read(
        table(tmp_path, "B1,1幢,甲区乙街道丁路3号1幢,320402001001001,,,2,2,2,1986"), Crs.WGS84
    )
    (change,) = housing.import_buildings(by=SYSTEM, told=told).changes
    assert (change.outcome, set(change.fields)) == (Outcome.UPDATED, {"address"})


def test_every_fault_has_its_row(tmp_path: Path) -> None:
    """And nothing is written."""
    lines = [
        "B1,1幢,甲1号,320402001001001,,,,,,",
        "B1,1幢,甲2号,320402001001001,,,,,,",
        ",2幢,,320402001001001,,,,,,",
        "B3,3幢,甲3号,320402001001009,,,,,,",
        "B4,4幢,甲4号,,,,,,,",
        "B5,5幢,甲5号,,121.0,31.7,,,,",
        "B6,6幢,甲6号,320402001001001,119.915,31.705,,,,",
        "B7,7幢,甲7号,320402001001001,x,31.7,九,,,",
        "B8,8幢,甲8号,320402001,,,,,,",
    ]
    told, errors = housing.read(table(tmp_path, *lines), Crs.WGS84)
    with pytest.raises(Rejected) as caught:
        housing.import_buildings(by=SYSTEM, told=told, errors=errors)
    found = {(error.row, error.column) for error in caught.value.report.errors}
    assert found == {
        *((row, "code") for row in (2, 3, 4)),
        *((row, "grid") for row in (5, 6, 8, 10)),
        *((4, "address"), (7, "lon"), (9, "lon"), (9, "floors")),
    }
    assert not Building.objects.exists()


def test_a_stranger_may_not(tmp_path: Path) -> None:
    """Without the permission over the grid every row says so."""
    told, errors = housing.read(table(tmp_path, "B1,1幢,甲1号,320402001001001,,,,,,"), Crs.WGS84)
    with pytest.raises(Rejected) as caught:
        housing.import_buildings(by=Actor("account:1", "甲"), told=told, errors=errors)
    assert caught.value.report.errors[0].column == "grid"


def test_a_table_without_addresses(tmp_path: Path) -> None:
    """Missing columns are said once."""
    path = tmp_path / "b.csv"
    path.write_text("名称\n1幢\n", encoding="utf-8")
    told, errors = housing.read([path], Crs.WGS84)
    assert told == []
    assert [error.column for error in errors] == ["楼栋编码", "标准地址"]
