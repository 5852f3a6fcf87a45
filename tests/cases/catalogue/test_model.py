"""The packaged catalogue and its look-ups."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from linli.cases import catalogue
from tests.cases.catalogue.city import changed


def test_the_standards_250_matters_are_there_with_both_languages(packaged: catalogue.Catalogue) -> None:
    standard = [matter for matter in packaged.matters if not matter.is_local]
    assert len(standard) == 250
    assert all(m.name and m.name_en.isascii() and m.plain and m.plain_en.isascii() for m in packaged.matters)
    per_class = {entry.code: 0 for entry in packaged.classes}
    for matter in standard:
        per_class[matter.class_code] += 1
    assert per_class == dict(zip(per_class, (76, 44, 16, 14, 3, 51, 7, 16, 21, 2, 0), strict=True))
    assert {m.class_code for m in packaged.matters if m.is_local} == {
        "05",
        "06",
        "07",
        "08",
        "09",
        "10",
        "11",
    }
    assert {topic.code for topic in packaged.topics} == {m.topic for m in packaged.matters if m.public}


@pytest.mark.parametrize(
    ("id", "limit", "unit"),
    [
        ("06001-1", "2", "urgent_day"),
        ("06001-2", "15", "work_day"),
        ("06010-1", "4", "work_hour"),
        ("06022-1", "1", "urgent_hour"),
        ("04002-2", "15", "work_day"),
        ("01001-1", "2", "urgent_hour"),
        ("01006-2", "1", "work_day"),
        ("11901-1", "1", "urgent_hour"),
        ("10002-1", "2", "work_hour"),
    ],
)
def test_limits_of_the_example_city(packaged: catalogue.Catalogue, id: str, limit: str, unit: str) -> None:
    condition = packaged.condition(id)
    assert condition is not None
    assert (condition.limit, condition.unit) == (Decimal(limit), unit)
    assert condition in packaged.conditions_of(id[:5])


def test_odd_limits_say_what_was_assumed(packaged: catalogue.Catalogue) -> None:
    planting, building = packaged.condition("04002-2"), packaged.condition("06001-2")
    assert planting
    assert building
    assert (planting.source, planting.note[:7]) == ("种植季节15工作日", "时限只在种植季")
    assert (building.source, "核对" in building.note) == ("15天", True)


def test_a_matter_without_rows_has_the_default_condition(packaged: catalogue.Catalogue) -> None:
    (part,) = packaged.conditions_of("01076")
    (event,) = packaged.conditions_of("06009")
    assert (part.id, int(part.limit), str(part.unit)) == ("01076-0", 5, "work_day")
    assert (int(event.limit), str(event.unit)) == (2, "work_day")
    assert packaged.condition("06009-0") == event
    assert packaged.condition("06009-7") is None
    assert packaged.conditions_of("99999") == ()


def test_every_matter_has_someone_responsible(packaged: catalogue.Catalogue) -> None:
    for matter in packaged.matters:
        assert packaged.responsible(matter.code, "320402001001001") is not None
    lamp = packaged.responsible("01037")
    assert lamp
    assert (lamp.trade, lamp.level) == ("lighting", "district")


def test_the_longest_matter_then_area_decides(tmp_path: Path) -> None:
    rows = "match,area,trade,level,helpers,organisation\n,,city_management,street,,\n"
    rows += "06,320402,sanitation,district,,\n"
    rows += "06010,,sanitation,street,property；police,\n06010,320402001,property,community,,ORG9\n"
    (tmp_path / "responsibilities.csv").write_text(rows, encoding="utf-8")
    city = catalogue.load(tmp_path)

    def level(code: str, area: str) -> str:
        found = city.responsible(code, area)
        assert found
        return found.level

    assert level("06010", "320402001001001") == "community"
    assert level("06010", "320404001001001") == "street"
    assert level("06011", "320402009001001") == "district"
    assert level("06011", "320404001001001") == "street"
    helped = city.responsible("06010", "")
    assert helped
    assert helped.helpers == ("property", "police")


def test_old_codes_lead_to_new_ones(packaged: catalogue.Catalogue) -> None:
    def now(code: str, kind: str = "event") -> tuple[str, str]:
        old = packaged.old_code(code, "component" if kind == "component" else "event")
        assert old
        return old.matter, old.confidence

    assert now("01-10") == ("06010", "near")
    assert now("0110") == ("06010", "near")
    assert now("04-05") == ("09005", "exact")
    assert now("04-03") == ("09003", "inferred")
    assert now("05-07")[0] == "10001"
    assert now("05-01") == ("11901", "local")
    assert now("01-01", "component") == ("01001", "near")
    assert now("05-06", "component") == ("01069", "exact")
    assert packaged.old_code("77-77") is None
    assert packaged.old_code("no code") is None


def test_a_version_survives_json_and_its_digest_follows_the_content(
    packaged: catalogue.Catalogue, tmp_path: Path
) -> None:
    assert catalogue.Catalogue.from_json(packaged.to_json()) == packaged
    assert catalogue.Catalogue.from_json(packaged.to_json()).digest == packaged.digest
    other = catalogue.load(changed(tmp_path, "catalogue.toml", "reopen_days = 15", "reopen_days = 10"))
    assert other.rules.reopen_days == 10
    assert other.digest != packaged.digest


def test_conditions_are_said_in_the_reader_s_language(packaged: catalogue.Catalogue) -> None:
    """Every row and the default has its English; a version kept without it says the Chinese."""
    for matter in packaged.matters:
        for condition in packaged.conditions_of(matter.code):
            assert condition.said("zh-hans") == (condition.when, condition.done)
            assert all(text.isascii() or set(text) & set("²×–’") for text in condition.said("en")), condition
    leak = packaged.condition("01001-2")
    assert leak is not None
    assert leak.said("en") == ("Damage larger than 25 cm²", "Replaced or repaired")
    assert replace(leak, when_en="", done_en="").said("en") == (leak.when, leak.done)


def test_a_version_kept_before_the_english_still_reads(packaged: catalogue.Catalogue) -> None:
    """Cases of old keep the rule they were filed under."""
    old = json.loads(packaged.to_json())
    for row in old["conditions"]:
        del row["when_en"], row["done_en"]
    del old["rules"]["default_when_en"], old["rules"]["default_done_en"]
    kept = catalogue.Catalogue.from_json(json.dumps(old))
    assert kept.conditions_of("06009")[0].said("en")[0] == "现场核实存在该问题"
