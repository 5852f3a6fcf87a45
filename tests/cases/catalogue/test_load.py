"""Every fault of a catalogue is named with its place."""

from pathlib import Path

import pytest

from tests.cases.catalogue.city import changed, faults


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("matters.csv", "06010,", "0601x,", "matters.csv:166 [code]"),
        ("matters.csv", "06010,", "06011,", "06011"),
        ("matters.csv", "06010,暴露垃圾,Exposed rubbish", "06010,暴露垃圾,", "[name_en]"),
        ("matters.csv", ",waste,", ",no such topic,", "no such topic"),
        ("matters.csv", ",road,1", ",road,yes", "[public]"),
        ("matters.csv", "06010,", "77010,", "77"),
        ("matters.csv", "name_en", "english", "name_en"),
        ("conditions.csv", "06010-1,06010", "06010-1,06999", "06010-1"),
        ("conditions.csv", "06010-1,06010", "06010-1,06110", "06110"),
        ("conditions.csv", ",4,work_hour", ",四,work_hour", "[limit]"),
        ("conditions.csv", ",4,work_hour", ",-4,work_hour", "[limit]"),
        ("conditions.csv", ",4,work_hour", ",NaN,work_hour", "[limit]"),
        ("conditions.csv", ",4,work_hour", ",0.333,work_hour", "[limit]"),
        ("conditions.csv", ",4,work_hour", ",4,hours", "[unit]"),
        ("conditions.csv", ",Leaks,", ",,", "[file_condition_en]"),
        ("conditions.csv", "close_condition_en", "closing", "close_condition_en"),
        ("catalogue.toml", "default_when_en =", "default_when_fr =", "[default_when_en]"),
        ("responsibilities.csv", ",,city_management", ",32,city_management", "[area]"),
        ("responsibilities.csv", ",,city_management", ",,gods", "gods"),
        ("settle_on_spot.csv", "06010,", "06110,", "06110"),
        ("words.csv", "垃圾+满了", "垃圾+", "[words]"),
    ],
)
def test_every_fault_names_its_place(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    found = faults(changed(tmp_path, file, old, new))
    assert any(file in fault and told in fault for fault in found), found


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    changed(tmp_path, "conditions.csv", ",4,work_hour", ",4,hours")
    changed(tmp_path, "words.csv", "垃圾+满了", "垃圾+")
    changed(tmp_path, "catalogue.toml", "transfers = 2", "transfers = true")
    assert {fault.split(":")[0].split(" ")[0] for fault in faults(tmp_path)} == {
        "conditions.csv", "words.csv", "catalogue.toml",
    }  # fmt: skip


def test_a_matter_nobody_is_responsible_for_is_named(tmp_path: Path) -> None:
    found = faults(changed(tmp_path, "responsibilities.csv", ",,city_management", "07,,city_management"))
    assert any("responsibilities.csv" in fault for fault in found)
