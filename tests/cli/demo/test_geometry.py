"""The made-up city: its counts, its exact tiling, its model communities, and that a seed repeats it."""

from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest
import shapely

from linli.cli.demo import geometry, places
from linli.cli.demo.geometry import CityDraft
from linli.places import queries, rules, shapes
from linli.places.models import Building, Dwelling
from linli.places.rules import Kind


@cache
def built(small: bool, /) -> CityDraft:
    """Build each city once for all tests."""
    return geometry.build(small=small)


@pytest.fixture(params=[True, False], ids=["small", "full"])
def city(request: pytest.FixtureRequest) -> CityDraft:
    """The city in both sizes."""
    return built(request.param)


def by_length(city: CityDraft) -> dict[int, dict[str, Any]]:
    """Return the boundaries by code, per length of code."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for draft in city.areas:
        found[len(draft.code)][draft.code] = draft.boundary
    return found


def test_counts() -> None:
    """The article's size: 400+ communities, 2,900+ grids; the small one for tests."""
    lengths = Counter(len(draft.code) for draft in built(False).areas)
    assert lengths == {6: 6, 9: 60, 12: 432, 15: 2_940}
    assert Counter(len(draft.code) for draft in built(True).areas) == {
        6: 1,
        9: 4,
        12: 12,
        15: 66,
    }


def test_the_same_seed_gives_the_same_city() -> None:
    """Two builds agree to the last digit; another seed differs."""
    assert geometry.build(small=True) == geometry.build(small=True)
    assert geometry.build(seed=1, small=True).areas != geometry.build(small=True).areas


def test_codes_are_well_formed_and_complete(city: CityDraft) -> None:
    """Every code is sound, used once, named, and its parents are there."""
    codes = [draft.code for draft in city.areas]
    assert len(set(codes)) == len(codes)
    assert not [code for code in codes if rules.code_problem(code)]
    assert {code[:-3] for code in codes if len(code) > 6} <= set(codes)
    assert all(draft.name for draft in city.areas)
    assert all(bool(draft.kind) == (len(draft.code) == 15) for draft in city.areas)


def test_every_level_tiles_the_city(city: CityDraft) -> None:
    """No gap, no overlap; children fill their parent exactly."""
    levels = by_length(city)
    whole = shapely.union_all(list(levels[6].values())).area
    for areas in levels.values():
        assert all(shape.is_valid for shape in areas.values())
        assert shapely.coverage_is_valid(list(areas.values()))
        assert sum(shape.area for shape in areas.values()) == pytest.approx(whole, rel=1e-9)
    for length in (9, 12, 15):
        inside: dict[str, float] = defaultdict(float)
        for code, shape in levels[length].items():
            inside[code[:-3]] += shape.area
        for code, shape in levels[length - 3].items():
            assert inside[code] == pytest.approx(shape.area, rel=1e-7)


def test_coordinates_are_in_the_city(city: CityDraft) -> None:
    """Around 31.78° N, 119.95° E."""
    bounds = shapely.total_bounds([draft.boundary for draft in city.areas])
    assert 119.5 < bounds[0] < bounds[2] < 120.4
    assert 31.4 < bounds[1] < bounds[3] < 32.2


def test_the_middle_is_denser() -> None:
    """Grids in the centre are a tenth of those on the plain, or smaller."""
    city = built(False)
    plain = [draft for draft in city.areas if draft.kind is Kind.COMPREHENSIVE]
    size = [shapes.area_m2(draft.boundary) for draft in plain if draft.boundary]
    away = [
        shapely.distance(draft.boundary.centroid, shapely.Point(119.95, 31.78))
        for draft in plain
        if draft.boundary
    ]
    near = [m2 for m2, degrees in zip(size, away, strict=True) if degrees < 0.04]
    far = [m2 for m2, degrees in zip(size, away, strict=True) if degrees > 0.2]
    assert sum(far) / len(far) > 10 * sum(near) / len(near)


def test_model_communities() -> None:
    """All six stand in the districts and towns the article names; the small city has Wujin's four."""
    city = built(False)
    names = {draft.code: draft.name for draft in city.areas}
    found = {name: (names[code], names[code[:6]], names[code[:9]]) for name, code in city.models.items()}
    assert found == {
        "富强新村": ("富强新村", "天宁区", "茶山街道"),
        "小东门桥社区": ("小东门桥社区", "天宁区", "天宁街道"),
        "丰乐社区": ("丰乐社区", "武进区", "湖塘镇"),
        "丫河村": ("丫河村", "武进区", "牛塘镇"),
        "聚新家园社区": ("聚新家园社区", "武进区", "西湖街道"),
        "剑苑社区": ("剑苑社区", "武进区", "遥观镇"),
    }
    small = built(True)
    assert set(small.models) == {"丰乐社区", "丫河村", "聚新家园社区", "剑苑社区"}


def test_buildings_stand_in_their_grids(city: CityDraft) -> None:
    """Each building lies in the grid it names, with an address of its own; the article's figures hold."""
    grids = by_length(city)[15]
    assert all(shapely.contains_xy(grids[each.grid_code], each.lon, each.lat) for each in city.buildings)
    assert len({each.code for each in city.buildings}) == len(city.buildings)
    code = city.models["聚新家园社区"]
    assert sum(each.units for each in city.buildings if each.code.startswith(code)) == 448
    shops = [each for each in city.buildings if each.attrs["estate"] in {"大润发商场", "商业街"}]
    assert sum(each.doors for each in shops) == 63
    mall = next(draft for draft in city.areas if draft.code == shops[0].grid_code)
    assert (mall.kind, mall.name) == (Kind.DEDICATED, "大润发商圈专属网格")


def test_names_repeat() -> None:
    """As in life, some communities share a name with another."""
    names = Counter(draft.name for draft in built(False).areas if len(draft.code) == 12)
    assert sum(count > 1 for count in names.values()) > 20


def test_layers(city: CityDraft) -> None:
    """The development zone, police communities and the canal lie across the city."""
    assert {each.layer for each in city.overlays} == {"functional_zone", "police_community", "water"}
    assert all(each.boundary.is_valid for each in city.overlays)


@pytest.mark.django_db
def test_the_small_city_is_written_and_found() -> None:
    """Through the import's own checks; points and addresses lead to their grid."""
    city = built(True)
    places.write(city)
    assert queries.areas().count() == len(city.areas)
    home = next(each for each in city.buildings if each.attrs["estate"] == "聚新家园")
    assert home.lon is not None
    assert home.lat is not None
    assert queries.locate(home.lon, home.lat).code == home.grid_code
    assert queries.locate_address(home.address)[0].building == home.code
    assert Dwelling.objects.filter(building=home.code).count() == home.floors * home.units * home.doors
    places.write(city)
    assert Building.objects.count() == len(city.buildings)
