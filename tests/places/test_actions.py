"""Writes: all or nothing, updates by code, nothing vanishes, retirement, layers and buildings."""

from collections.abc import Iterator
from datetime import date

import pytest
import shapely
from shapely.geometry import MultiPolygon

from linli.kernel.actor import SYSTEM, Actor, Grant
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from linli.kernel.permissions import Permission
from linli.kernel.tables import Outcome, Rejected
from linli.places import actions, atlas, queries
from linli.places.drafts import AreaDraft, BuildingDraft, OverlayDraft, Told
from linli.places.models import Area, Building, Dwelling, Overlay, Unit

pytestmark = pytest.mark.django_db
GRID, NEXT = "320402001001001", "320402001001002"


def box(west: float, width: float = 0.01, height: float = 0.01) -> MultiPolygon:
    """Return a rectangle on 31.7° N."""
    return MultiPolygon([shapely.box(west, 31.7, west + width, 31.7 + height)])


CITY = [
    AreaDraft("320402", "甲区", boundary=box(119.9, 0.05, 0.05)),
    AreaDraft("320402001", "乙街道", boundary=box(119.9, 0.03, 0.03)),
    AreaDraft("320402001001", "丙社区", boundary=box(119.9, 0.02), urban_rural="111"),
    AreaDraft(GRID, "一网格", boundary=box(119.9), attrs={"备注": "a"}),
    AreaDraft(NEXT, "二网格", boundary=box(119.91), kind="dedicated"),
]


def told(*drafts: AreaDraft) -> list[Told]:
    """Return drafts as rows of a file."""
    return [Told(draft, "a.csv", row, "a.csv", row) for row, draft in enumerate(drafts, 2)]


def actor(prefix: str) -> Actor:
    """Return one who may edit places under a prefix."""
    return Actor("account:1", "甲", (Grant(frozenset({Permission.PLACES_EDIT}), prefix),))


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Forget the atlas of the test before."""
    atlas.expire()
    yield
    atlas.expire()


@pytest.fixture
def city() -> None:
    """A district down to two grids."""
    actions.import_areas(by=SYSTEM, told=told(*CITY))


def test_a_city_is_written_and_located() -> None:
    """Levels, parents, kinds, measures, audit; the locator knows it at once."""
    report = actions.import_areas(by=SYSTEM, told=told(*CITY))
    assert report.counts() == {Outcome.CREATED: 5}
    grid = Area.objects.get(code=GRID)
    assert (grid.level, grid.parent_id, grid.kind, grid.attrs) == (
        4,
        "320402001001",
        "comprehensive",
        {"备注": "a"},
    )
    assert Area.objects.get(code=NEXT).kind == "dedicated"
    assert (grid.lon, grid.lat) == pytest.approx((119.905, 31.705))
    assert grid.area_m2 == pytest.approx(1.0507e6, rel=2e-3)
    assert (grid.west, grid.north) == pytest.approx((119.9, 31.71))
    assert queries.locate(119.915, 31.705).code == NEXT
    assert AuditEntry.objects.get().data == {"files": ["a.csv"], "counts": {"created": 5}}


def test_the_same_again_changes_nothing(city: None) -> None:
    """Not even the edition."""
    stamp = atlas.current().stamp
    report = actions.import_areas(by=SYSTEM, told=told(*CITY))
    assert report.counts() == {Outcome.UNCHANGED: 5}
    atlas.expire()
    assert atlas.current().stamp == stamp
    assert AuditEntry.objects.count() == 1


def test_corrections_update_by_code_and_are_told(city: None) -> None:
    """What is not told stays; what changed is listed; what is missing is only reported."""
    report = actions.import_areas(
        by=SYSTEM, told=told(AreaDraft(GRID, "新一网格", boundary=box(119.9, 0.009), attrs={"电话": "1"}))
    )
    change, missing = report.changes
    assert (change.outcome, change.key, set(change.fields)) == (
        Outcome.UPDATED,
        GRID,
        {"name", "attrs", "boundary", "lon"},
    )
    assert change.fields["name"] == ("一网格", "新一网格")
    assert (missing.outcome, missing.key) == (Outcome.MISSING, NEXT)
    grid = Area.objects.get(code=GRID)
    assert grid.attrs == {"备注": "a", "电话": "1"}
    assert Area.objects.get(code=NEXT).retired_on is None
    assert queries.locate(119.9095, 31.705, tolerance_m=0).where != "inside"
    actions.import_areas(by=SYSTEM, told=told(AreaDraft(GRID)))
    assert Area.objects.get(code=GRID).name == "新一网格"


def test_one_fault_and_nothing_is_written(city: None) -> None:
    """The report has every fault; the good rows wait."""
    with pytest.raises(Rejected) as caught:
        actions.import_areas(
            by=SYSTEM,
            told=told(
                AreaDraft("320402002", "好街道"), AreaDraft("320499001", "孤街道"), AreaDraft("32", "坏")
            ),
        )
    assert [error.row for error in caught.value.report.errors] == [4, 3]
    assert not Area.objects.filter(code="320402002").exists()


def test_a_city_is_edited_where_one_may(city: None) -> None:
    """A street's editor changes the street and below, no more."""
    actions.import_areas(by=actor("320402001"), told=told(AreaDraft("320402001", "新名街道")))
    with pytest.raises(Rejected) as caught:
        actions.import_areas(by=actor("320402001"), told=told(AreaDraft("320402", "新名区")))
    assert "没有修改" in str(caught.value.report.errors[0].message)
    assert Area.objects.get(code="320402").name == "甲区"


def test_retire_with_a_successor(city: None) -> None:
    """The past keeps its name, the buildings move, the locator forgets."""
    building = BuildingDraft("B1", GRID, "1幢", "甲区乙街道1幢", 119.905, 31.705)
    actions.put_buildings(by=SYSTEM, buildings=[building])
    with pytest.raises(Conflict, match="楼栋"):
        actions.retire_area(by=SYSTEM, code=GRID, on=date(2024, 7, 1))
    actions.retire_area(by=SYSTEM, code=GRID, on=date(2024, 7, 1), successor=NEXT, reason="合并")
    grid = Area.objects.get(code=GRID)
    assert (grid.retired_on, grid.successor_id) == (date(2024, 7, 1), NEXT)
    assert Building.objects.get().grid_code == NEXT
    assert queries.locate(119.905, 31.705, tolerance_m=0).code == "320402001001"
    assert queries.names(GRID)[-1] == "一网格"
    assert AuditEntry.objects.get(stream=f"area:{GRID}").reason == "合并"
    with pytest.raises(Conflict, match="已于"):
        actions.retire_area(by=SYSTEM, code=GRID, on=date(2024, 7, 1))
    with pytest.raises(Rejected):
        actions.import_areas(by=SYSTEM, told=told(AreaDraft(GRID, "回来")))


def test_retirement_that_cannot_be(city: None) -> None:
    """Not with areas below, not to a stranger, not to itself, not by anyone."""
    day = date(2024, 7, 1)
    with pytest.raises(Conflict, match="下面"):
        actions.retire_area(by=SYSTEM, code="320402001001", on=day)
    for heir in (GRID, "320402001", "320402001001099"):
        with pytest.raises(InvalidInput):
            actions.retire_area(by=SYSTEM, code=GRID, on=day, successor=heir)
    with pytest.raises(InvalidInput, match="晚于今天"):
        actions.retire_area(by=SYSTEM, code=GRID, on=date(2999, 1, 1))
    with pytest.raises(NotAllowed):
        actions.retire_area(by=actor("320404"), code=GRID, on=day)
    with pytest.raises(NotFound):
        actions.retire_area(by=SYSTEM, code="320402009", on=day)


def test_layers(city: None) -> None:
    """A zone of a layer is written once and renewed by its code."""
    zone = OverlayDraft("functional_zone", "功能区", "KFQ", "经开区", box(119.9, 0.015))
    assert actions.put_overlays(by=SYSTEM, overlays=[zone]) == 1
    actions.put_overlays(
        by=SYSTEM, overlays=[OverlayDraft("functional_zone", "功能区", "KFQ", "新经开区", box(119.9))]
    )
    overlay = Overlay.objects.select_related("layer").get()
    assert (overlay.name, overlay.layer.name) == ("新经开区", "功能区")
    assert [each.code for each in queries.overlays_at(119.905, 31.705)] == ["KFQ"]
    bow = MultiPolygon([shapely.Polygon([(119.9, 31.7), (119.92, 31.72), (119.92, 31.7), (119.9, 31.72)])])
    with pytest.raises(InvalidInput):
        actions.put_overlays(by=SYSTEM, overlays=[OverlayDraft("x", "x", "x", "x", bow)])
    with pytest.raises(NotAllowed):
        actions.put_overlays(by=actor("320402"), overlays=[zone])


def test_buildings_with_entrances_and_homes(city: None) -> None:
    """Two entrances of two floors with two doors are eight homes; a second time changes nothing."""
    drafts = [
        BuildingDraft("B1", GRID, "1幢", "甲区乙街道1幢", 119.905, 31.705, floors=2, units=2, doors=2),
        BuildingDraft("B2", GRID, "商场", "甲区乙街道商场", 119.906, 31.705, floors=3, doors=5),
    ]
    for _ in range(2):
        assert actions.put_buildings(by=SYSTEM, buildings=drafts) == 2
    assert (Building.objects.count(), Unit.objects.count(), Dwelling.objects.count()) == (2, 2, 13)
    home = Dwelling.objects.select_related("unit").get(code="B1020201")
    assert (home.name, home.floor, home.unit and home.unit.name) == ("201室", 2, "2单元")


def test_buildings_that_cannot_be(city: None) -> None:
    """In a grid that is not there, without an address, or where one may not edit."""
    with pytest.raises(InvalidInput):
        actions.put_buildings(
            by=SYSTEM, buildings=[BuildingDraft("B", "320402001001009", "1", "a", 119.9, 31.7)]
        )
    with pytest.raises(InvalidInput):
        actions.put_buildings(by=SYSTEM, buildings=[BuildingDraft("B", GRID, "1", " ", 119.9, 31.7)])
    with pytest.raises(NotAllowed):
        actions.put_buildings(by=actor("320404"), buildings=[BuildingDraft("B", GRID, "1", "a", 119.9, 31.7)])
