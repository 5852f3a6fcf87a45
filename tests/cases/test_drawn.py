"""Areas drawn on a map: read strictly, and exactly the cases inside them are found."""

import random

import pytest
import shapely

from linli.cases import drawn, inbox, spots
from linli.cases.filters import Filters
from linli.cases.models import Case
from linli.cases.workflow import ENDED, OPEN
from tests.cases import city

HOOK = ((119.900, 31.700), (119.909, 31.700), (119.909, 31.709), (119.906, 31.709), (119.906, 31.703),
        (119.903, 31.703), (119.903, 31.709), (119.900, 31.709))  # fmt: skip
"""A shape with a bay, within the first grid."""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2",
        "1,2;3,4",
        "a,b;c,d;e,f",
        "1,2;3,4;5",
        "nan,1;2,2;3,3",
        "200,1;2,2;3,3",
        ";".join(["1,2"] * 61),
    ],
)
def test_nonsense_is_no_area(text: str) -> None:
    assert drawn.read(text) == ()


def test_an_area_is_written_as_it_is_read() -> None:
    assert drawn.read(drawn.written(HOOK)) == HOOK
    assert drawn.box_of(HOOK) == (119.900, 31.700, 119.909, 31.709)


@pytest.mark.usefixtures("town")
def test_exactly_the_cases_inside_are_listed() -> None:
    """As the geometry library says, for points all over the shape's box; open and ended alike."""
    dice = random.Random(7)
    case = city.reported()
    row = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    points = [(dice.uniform(119.899, 119.910), dice.uniform(31.699, 31.710)) for _each in range(200)]
    Case.objects.bulk_create(
        Case(**{**row, "id": None, "number": f"x{place}", "lon": lon, "lat": lat,
                "cell": spots.cell(lon, lat)})
        for place, (lon, lat) in enumerate(points)
    )  # fmt: skip
    shape = shapely.Polygon(HOOK)
    inside = {f"x{place}" for place, point in enumerate(points) if shape.contains(shapely.Point(point))}
    wanted = Filters(ring=HOOK)
    found = {each.number for each in inbox.inbox(city.DESK, wanted, limit=200).cases} - {case.number}
    assert found == inside
    assert 40 < len(inside) < 160
    assert {each.number for each in inbox.matching(city.LEADER, wanted)} - {case.number} == inside
    assert inbox.inbox(city.DESK, Filters(ring=HOOK, states=ENDED)).cases == []
    both = inbox.inbox(city.DESK, Filters(ring=HOOK, states=(*OPEN, *ENDED)), limit=200).cases
    assert {each.number for each in both} - {case.number} == inside


@pytest.mark.usefixtures("town")
def test_a_large_area_is_found_by_its_box() -> None:
    case = city.reported()
    whole = ((119.0, 31.0), (121.0, 31.0), (121.0, 32.5), (119.0, 32.5))
    assert [each.number for each in inbox.inbox(city.DESK, Filters(ring=whole)).cases] == [case.number]
    assert inbox.inbox(city.DESK, Filters(ring=((1.0, 1.0), (2.0, 1.0), (2.0, 2.0)))).cases == []
