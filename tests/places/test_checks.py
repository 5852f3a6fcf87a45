"""Told areas against each other and the city: every fault of every row, none too many."""

import numpy as np
import shapely
from shapely.geometry import MultiPolygon

from linli.kernel.geo import Crs, Floats, from_wgs84_many
from linli.places import checks
from linli.places.checks import Known
from linli.places.drafts import AreaDraft, Told
from linli.places.shapes import Tolerance


def box(west: float, south: float, side: float = 0.01) -> MultiPolygon:
    """Return a square."""
    return MultiPolygon([shapely.box(west, south, west + side, south + side)])


def told(
    row: int, code: str, name: str | None = "甲", shape: MultiPolygon | None = None, file: str = "a.csv"
) -> Told:
    """Return an area told in a row."""
    return Told(AreaDraft(code, name, boundary=shape), file, row, file, row)


def faults(
    *rows: Told, known: dict[str, Known] | None = None, crs: Crs = Crs.WGS84
) -> list[tuple[int, str, str]]:
    """Return row, column and message of every fault."""
    merged, doubles = checks.merge(rows)
    found = [*doubles, *checks.faults(merged, known or {}, Tolerance(), crs)]
    return [(error.row, error.column, str(error.message)) for error in found]


def test_a_sound_tree_has_no_faults() -> None:
    """Parents may follow their children; names may repeat."""
    assert faults(told(2, "320402001"), told(3, "320402"), told(4, "320402001001")) == []


def test_codes_twice_malformed_or_without_parent() -> None:
    """Each has its row."""
    found = faults(told(2, "320402"), told(3, "320402"), told(4, "3204"), told(5, ""), told(6, "320499001"))
    assert [(row, column) for row, column, _message in found] == [
        (3, "code"),
        (4, "code"),
        (5, "code"),
        (6, "code"),
    ]
    assert "第2行已有" in found[0][2]
    assert "320499不存在" in found[3][2]


def test_two_files_tell_of_one_area() -> None:
    """A table gives the name, a map the boundary; where they disagree it is said."""
    merged, errors = checks.merge(
        [told(2, "320402", "甲区"), told(1, "320402", None, box(119.9, 31.7), "b.geojson")]
    )
    assert errors == []
    each = merged["320402"]
    assert (each.draft.name, each.draft.boundary is not None, each.shape_file) == ("甲区", True, "b.geojson")
    _merged, errors = checks.merge([told(2, "320402", "甲区"), told(1, "320402", "乙区", file="b.geojson")])
    assert [(error.file, error.row, error.column) for error in errors] == [("b.geojson", 1, "name")]


def test_values_that_do_not_fit() -> None:
    """A new area needs a name, of bearable length; classes and kinds have their level."""
    draft = AreaDraft("320402", "甲", urban_rural="111")
    assert faults(told(2, "320402", None))[0][1] == "name"
    assert faults(told(2, "320402", "长" * 101))[0][1] == "name"
    assert faults(Told(draft, "a.csv", 2))[0][1] == "urban_rural"
    known = {"320402": Known("甲", False, None)}
    assert faults(told(2, "320402", None), known=known) == []


def test_what_is_retired_stays_so() -> None:
    """Neither it nor anything below it comes back by an import."""
    known = {"320402": Known("甲", True, None)}
    found = faults(told(2, "320402"), known=known)
    assert "已停用" in found[0][2]
    assert faults(told(2, "320402001"), known=known)[0][1] == "code"


def test_a_self_crossing_boundary_says_where() -> None:
    """With the place in degrees."""
    bow = MultiPolygon([shapely.Polygon([(119.9, 31.7), (119.92, 31.72), (119.92, 31.7), (119.9, 31.72)])])
    ((row, column, message),) = faults(told(2, "320402", shape=bow))
    assert (row, column) == (2, "boundary")
    assert "自相交" in message
    assert "119.91" in message


def test_overlaps_with_told_and_known_neighbours() -> None:
    """The neighbour's code and name, the area and the share are named once."""
    known = {"320404": Known("乙区", False, box(119.908, 31.7))}
    ((row, column, message),) = faults(told(2, "320402", shape=box(119.9, 31.7)), known=known)
    assert (row, column) == (2, "boundary")
    assert "320404 乙区" in message
    assert "20.0%" in message
    assert (
        len(faults(told(2, "320402", shape=box(119.9, 31.7)), told(3, "320404", shape=box(119.908, 31.7))))
        == 1
    )
    retired = {"320404": Known("乙区", True, box(119.908, 31.7))}
    assert faults(told(2, "320402", shape=box(119.9, 31.7)), known=retired) == []


def test_an_old_overlap_is_not_reported_again() -> None:
    """Only boundaries that change are looked at."""
    known = {"320402": Known("甲", False, box(119.9, 31.7)), "320404": Known("乙", False, box(119.908, 31.7))}
    assert faults(told(2, "320402", shape=box(119.9, 31.7)), known=known) == []
    assert len(faults(told(2, "320402", shape=box(119.9001, 31.7)), known=known)) == 1


def test_outside_the_parent() -> None:
    """A child outside, and a parent that shrank away from a child it has."""
    parent, child = box(119.9, 31.7), box(119.908, 31.7, 0.004)
    found = faults(told(2, "320402", shape=parent), told(3, "320402001", shape=child))
    assert [(row, column) for row, column, _message in found] == [(3, "boundary")]
    assert "50.0%" in found[0][2]
    known = {"320402": Known("甲", False, box(119.9, 31.7, 0.02)), "320402001": Known("乙", False, child)}
    assert [row for row, _column, _message in faults(told(2, "320402", shape=parent), known=known)] == [2]


def test_a_wrong_coordinate_system_is_guessed() -> None:
    """A child that lies in its parent once taken for GCJ-02 says so."""

    def shift(points: Floats) -> Floats:
        return np.column_stack(from_wgs84_many(Crs.GCJ02, points[:, 0], points[:, 1]))

    known = {"320402": Known("甲", False, box(119.9, 31.7))}
    child = shapely.transform(box(119.905, 31.701, 0.0045), shift)
    ((_row, _column, message),) = faults(told(2, "320402001", shape=child), known=known)
    assert "GCJ-02" in message
