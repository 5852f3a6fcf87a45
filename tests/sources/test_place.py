"""Where a report says something is."""

from linli.kernel.geo import Crs
from linli.sources.fields import Fields
from linli.sources.place import read_place


def test_a_point_an_address_or_both() -> None:
    fields = Fields({"lon": "119.9", "lat": "31.7", "crs": "bd09", "address": " 幸福路\n1号 "})
    assert read_place(fields) == {"lon": 119.9, "lat": 31.7, "crs": Crs.BD09, "address": "幸福路 1号"}
    assert read_place(Fields({"address": "幸福路"}))["lon"] is None
    assert not fields.faults


def test_no_place_is_a_fault_only_where_one_is_needed() -> None:
    fields = Fields({})
    read_place(fields)
    read_place(fields, needed=False)
    assert [fault.field for fault in fields.faults] == ["address"]


def test_a_bad_point_is_told_once() -> None:
    fields = Fields({"long": "x", "lat": "31"})
    read_place(fields, "long", "lat", "address_string")
    assert [fault.field for fault in fields.faults] == ["long"]
