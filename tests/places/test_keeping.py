"""Buildings and the areas of layers, one at a time: permission, rule, write, audit."""

from collections.abc import Iterator

import pytest
import shapely

from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor, Grant
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.kernel.permissions import Permission
from linli.places import actions, atlas, keeping, queries
from linli.places.drafts import OverlayDraft
from linli.places.models import Building, Overlay
from tests.cases import city

STREET = Actor("account:1", "甲", (Grant(frozenset({Permission.PLACES_EDIT}), "320402001"),))


@pytest.fixture(autouse=True)
def town(db: None) -> Iterator[None]:
    """Four grids."""
    city.build()
    yield
    atlas.expire()


def entered() -> Building:
    """Return a building of the first grid."""
    fields = {"grid_code": city.G1, "name": "1幢", "address": " 幸福路1号1幢 ", "lon": 119.905, "lat": 31.705}
    return keeping.enter_building(by=STREET, code="B1", **fields, floors=6)  # type: ignore[arg-type]


def test_a_building_is_entered_changed_and_retired() -> None:
    building = entered()
    assert (building.address, building.floors) == ("幸福路1号1幢", 6)
    assert queries.locate_address("幸福路1号1幢")[0].building == "B1"
    keeping.change_building(by=STREET, building=building, grid_code=city.G2, name="甲幢")
    building.refresh_from_db()
    assert (building.grid_code, building.name, building.address) == (city.G2, "甲幢", "幸福路1号1幢")
    keeping.retire_building(by=STREET, building=building, reason="拆除")
    building.refresh_from_db()
    assert building.retired_on == clock.today()
    assert not any(guess.building for guess in queries.locate_address("幸福路1号1幢"))
    with pytest.raises(Conflict):
        keeping.change_building(by=STREET, building=building, name="乙幢")
    verbs = AuditEntry.objects.filter(stream="building:B1").order_by("seq").values_list("verb", "data")
    assert list(verbs) == [
        ("places:building:enter", {}),
        ("places:building:change", {"fields": ["grid_code", "name"]}),
        ("places:building:retire", {}),
    ]


def test_every_fault_of_a_building_is_named() -> None:
    """All at once, nothing saved; and only where one may."""
    with pytest.raises(InvalidInput) as fault:
        keeping.enter_building(
            by=SYSTEM, code="", grid_code="320402001001", name="", address="x" * 201, lon=119.9, floors=0
        )
    assert {e.field for e in fault.value.errors} == {"code", "name", "address", "grid_code", "lon", "floors"}
    with pytest.raises(InvalidInput, match="lon"):
        keeping.enter_building(
            by=SYSTEM, code="B", grid_code=city.G1, name="a", address="a", lon=500.0, lat=1.0
        )
    with pytest.raises(NotAllowed):
        keeping.enter_building(by=STREET, code="B", grid_code=city.G4, name="a", address="a")
    assert not Building.objects.exists()
    building = entered()
    with pytest.raises(InvalidInput, match="code"):
        keeping.enter_building(by=STREET, code="B1", grid_code=city.G1, name="a", address="a")
    with pytest.raises(NotAllowed):
        keeping.change_building(by=STREET, building=building, grid_code=city.G4)


def test_an_area_of_a_layer_is_renamed_and_retired() -> None:
    zone = shapely.MultiPolygon([shapely.box(119.9, 31.7, 119.95, 31.72)])
    actions.put_overlays(by=SYSTEM, overlays=[OverlayDraft("zone", "功能区", "Z1", "老区", zone)])
    overlay = Overlay.objects.get()
    with pytest.raises(NotAllowed):
        keeping.rename_overlay(by=STREET, overlay=overlay, name="新区")
    with pytest.raises(InvalidInput):
        keeping.rename_overlay(by=SYSTEM, overlay=overlay, name=" ")
    assert keeping.rename_overlay(by=SYSTEM, overlay=overlay, name="新区").name == "新区"
    keeping.retire_overlay(by=SYSTEM, overlay=overlay, reason="撤销")
    assert queries.overlays_at(119.91, 31.71) == []
    with pytest.raises(Conflict):
        keeping.retire_overlay(by=SYSTEM, overlay=overlay, reason="撤销")
    assert AuditEntry.objects.filter(stream=f"overlay:{overlay.pk}").count() == 2
