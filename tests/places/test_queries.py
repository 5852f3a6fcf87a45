"""Reads: kin, names, and placing points inside, near, in uncovered ground and outside the city."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
import shapely
from django.utils import translation

from linli.kernel.errors import NotFound
from linli.places import atlas, queries, rules
from linli.places.locator import Where
from linli.places.models import Area, Building, Edition, Layer, Overlay
from linli.places.rules import Level

pytestmark = pytest.mark.django_db


def put(code: str, name: str, box: tuple[float, float, float, float] | None = None, **more: object) -> None:
    """Write one area with a box as its boundary."""
    shape = shapely.box(*box) if box else None
    Area.objects.create(
        code=code,
        level=rules.level_of(code),
        name=name,
        parent_id=rules.parent_code(code),
        boundary=shapely.to_wkb(shapely.MultiPolygon([shape])) if shape else None,
        **more,
    )


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    """One district of two grids side by side, half of it without grids."""
    put("320402", "甲区", (119.90, 31.70, 119.96, 31.73))
    put("320402001", "乙街道", (119.90, 31.70, 119.94, 31.73))
    put("320402001001", "丙社区", (119.90, 31.70, 119.92, 31.71))
    put("320402001001001", "一网格", (119.90, 31.70, 119.91, 31.71), kind="comprehensive")
    put("320402001001002", "二网格", (119.91, 31.70, 119.92, 31.71), kind="comprehensive")
    put(
        "320402001001003",
        "旧网格",
        (119.90, 31.70, 119.92, 31.71),
        kind="dedicated",
        retired_on=date(2026, 1, 1),
    )
    Edition.objects.create(topic="areas", stamp="one")
    atlas.expire()
    yield
    atlas.expire()


def test_inside() -> None:
    """The exact grid with its names."""
    found = queries.locate(119.905, 31.705)
    assert (found.code, found.grid_code) == ("320402001001001", "320402001001001")
    assert found.names == ("甲区", "乙街道", "丙社区", "一网格")
    assert (found.distance_m, found.exact, found.where) == (0.0, True, Where.INSIDE)
    assert found.explanation == "位于甲区 乙街道 丙社区 一网格。"


def test_near_says_so() -> None:
    """A point 95 m from the nearest grid gets it, not exactly, unless the tolerance is less."""
    found = queries.locate(119.921, 31.705)
    assert (found.code, found.exact, found.where) == ("320402001001002", False, Where.NEAR)
    assert found.distance_m == pytest.approx(94.6, abs=0.5)
    assert "相距95米" in found.explanation
    with translation.override("en"):
        assert "95 m away" in found.explanation
    assert queries.locate(119.921, 31.705, tolerance_m=50).where is Where.UNCOVERED


def test_uncovered_and_outside() -> None:
    """Ground without grids names the smallest area there; beyond the city there is nothing."""
    found = queries.locate(119.935, 31.72)
    assert (found.code, found.grid_code, found.where) == ("320402001", "", Where.UNCOVERED)
    assert queries.locate(119.955, 31.72).code == "320402"
    far = queries.locate(121.0, 31.7)
    assert (far.code, far.names, far.where, far.explanation) == ("", (), Where.OUTSIDE, "不在本市范围内。")
    assert queries.locate(float("nan"), float("inf")).where is Where.OUTSIDE


def test_many() -> None:
    """Codes come back in the order asked."""
    found = queries.locate_many(np.array([119.915, 119.905, 121.0]), np.array([31.705, 31.705, 31.7]))
    assert list(found) == ["320402001001002", "320402001001001", ""]


def test_kin_and_names() -> None:
    """Children and ancestors by code; retired ones only on request."""
    assert [each.code for each in queries.children("")] == ["320402"]
    assert [each.name for each in queries.children("320402001001")] == ["一网格", "二网格"]
    assert queries.children("320402001001", retired=True).count() == 3
    assert [each.code for each in queries.ancestors("320402001001001")] == list(rules.chain("320402001001"))
    assert queries.names("320402001001003")[-1] == "旧网格"
    assert queries.name("320402001001") == "丙社区"
    assert queries.exists("320402001001001")
    assert not queries.exists("320402001001003")
    assert [each.code for each in queries.areas("320402001", Level.COMMUNITY)] == ["320402001001"]
    with pytest.raises(NotFound):
        queries.area("320499")


def test_a_new_edition_is_seen() -> None:
    """Once the stamp changes, so do names and boundaries."""
    assert queries.locate(119.905, 31.705).names[-1] == "一网格"
    Area.objects.filter(code="320402001001001").update(name="新网格")
    assert queries.locate(119.905, 31.705).names[-1] == "一网格"
    Edition.objects.update(stamp="two")
    atlas.expire()
    assert queries.locate(119.905, 31.705).names[-1] == "新网格"


def test_locating_asks_the_database_nothing(django_assert_num_queries: object) -> None:
    """Between two looks at the stamp a point costs no query."""
    queries.locate(119.905, 31.705)
    with django_assert_num_queries(0):  # type: ignore[operator]
        queries.locate(119.905, 31.705)
        queries.names("320402001001001")


def test_layers_lie_across() -> None:
    """A zone is found by a point within it, whatever the districts."""
    zone = shapely.box(119.915, 31.70, 119.95, 31.72)
    Layer.objects.create(code="functional_zone", name="功能区")
    Overlay.objects.create(
        layer_id="functional_zone", code="KFQ", name="经开区", boundary=shapely.to_wkb(zone),
        west=119.915, south=31.70, east=119.95, north=31.72,
    )  # fmt: skip
    assert [each.name for each in queries.overlays_at(119.93, 31.71)] == ["经开区"]
    assert queries.overlays_at(119.91, 31.71) == []


def test_addresses_are_guessed_with_a_reason() -> None:
    """Buildings by their standard address, areas by their full name; the sentence says where and how sure."""
    Building.objects.create(
        code="B1",
        grid_code="320402001001001",
        name="3幢",
        address="甲区乙街道丁路5号戊苑3幢",
        lon=119.905,
        lat=31.705,
    )
    guess = queries.locate_address("戊苑三栋楼下")[0]
    assert (guess.code, guess.building, guess.lon) == ("320402001001001", "B1", 119.905)
    assert guess.explanation.startswith("文字与标准地址“甲区乙街道丁路5号戊苑3幢”有")
    assert guess.explanation.endswith("位于甲区 乙街道 丙社区 一网格。")
    with translation.override("en"):
        assert "matches the standard address" in queries.locate_address("戊苑3幢")[0].explanation
    assert queries.locate_address("丙社区")[0].code == "320402001001"
    assert "旧网格" not in {
        name for each in queries.locate_address("丙社区旧网格") for name in [each.text[-3:]]
    }
    assert queries.locate_address("nowhere") == []


def test_outlines_are_geojson() -> None:
    """A map asks for grids under a prefix; simplified neighbours keep their shared edge."""
    found = queries.outlines(Level.GRID, "320402001001", coarseness_m=5)
    assert [each["id"] for each in found["features"]] == ["320402001001001", "320402001001002"]
    assert found["features"][0]["geometry"]["type"] == "MultiPolygon"
    assert queries.outlines(Level.GRID, "320499") == {"type": "FeatureCollection", "features": []}
