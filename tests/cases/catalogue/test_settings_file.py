"""catalogue.toml: what it says, and what is wrong with it."""

from pathlib import Path

import pytest

from linli.cases import catalogue
from linli.cases.calendar import parse_hours
from tests.cases.catalogue.city import changed, faults


def test_the_small_numbers_are_read(packaged: catalogue.Catalogue) -> None:
    rules = packaged.rules
    assert (rules.duplicate_metres, rules.duplicate_hours, rules.extensions) == (50, 24, 2)
    assert (rules.suspensions, rules.suspension_days, rules.appeal_reviewers) == (1, 365, 2)
    assert parse_hours(packaged.hours) == ((480, 720), (840, 1080))
    assert [rung.tell for rung in packaged.escalation] == ["street", "district", "city"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("reopen_days = 15", "reopen_days = -1", "[reopen_days]"),
        ("reopen_days = 15", "reopen_dayz = 15", "reopen_dayz"),
        ("[rules]", "[rulez]", "rules"),
        ("08:00-12:00", "8am-12", "hours"),
        ('component_unit = "work_day"', 'component_unit = "week"', "component_unit"),
        ("share = 1.5", "share = 1.0", "escalation"),
        ('tell = "city"', 'tell = "moon"', "escalation"),
        ("version =", "version", "catalogue.toml"),
    ],
)
def test_every_fault_names_its_item(tmp_path: Path, old: str, new: str, told: str) -> None:
    found = faults(changed(tmp_path, "catalogue.toml", old, new))
    assert any("catalogue.toml" in fault and told in fault for fault in found), found
