"""The packaged catalogue, what a city may change, and every fault it is told of."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import override_settings

from linli.cases import catalogue
from linli.cases.catalogue.load import FILES, PACKAGED
from linli.kernel.errors import InvalidInput


@pytest.fixture(scope="module")
def packaged() -> catalogue.Catalogue:
    """The catalogue as shipped."""
    return catalogue.load()


def faults(*folders: Path) -> list[str]:
    """Return what is wrong with the folders, as text."""
    with pytest.raises(InvalidInput) as caught:
        catalogue.load(*folders)
    return [str(fault) for fault in caught.value.errors]


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """Put the packaged file, with one text replaced, into the city's folder."""
    text = (PACKAGED / file).read_text(encoding="utf-8-sig")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


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


def test_codes_are_put_together_from_their_parts(packaged: catalogue.Catalogue) -> None:
    assert catalogue.matter_code("320402", "06010") == "32040206010"
    assert catalogue.component_id("320402", "01037", 42) == "32040201037000042"
    assert packaged.matter("32040206010") == packaged.matter("06010")
    assert packaged.matter("6010") is None
    for county, code in (("3204", "06010"), ("320402", "6010"), ("32040二", "06010")):
        with pytest.raises(ValueError, match="digits"):
            catalogue.matter_code(county, code)


def test_a_version_survives_json_and_its_digest_follows_the_content(
    packaged: catalogue.Catalogue, tmp_path: Path
) -> None:
    assert catalogue.Catalogue.from_json(packaged.to_json()) == packaged
    assert catalogue.Catalogue.from_json(packaged.to_json()).digest == packaged.digest
    other = catalogue.load(changed(tmp_path, "catalogue.toml", "reopen_days = 15", "reopen_days = 10"))
    assert other.rules.reopen_days == 10
    assert other.digest != packaged.digest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("垃圾满了", "06042"),
        ("路灯不亮", "01037"),
        ("我家门口井盖没了，好危险", "01023"),
        ("ｗｃ对面路上有个大坑！", "06013"),
        ("楼下半夜施工打桩太吵", "08001"),
        ("有人在烧垃圾", "06020"),
        ("电动车停在楼道里充电", "06008"),
        ("自来水管 爆了", "11901"),
        ("闻到很浓的煤气味", "11902"),
        ("隔壁养狗不牵绳", "06984"),
        ("下水道堵了", "11903"),
        ("共享单车乱停", "09011"),
        ("消防通道被私家车堵住了", "09012"),
        ("The street light outside my house is out", "01037"),
        ("Bin is OVERFLOWING again", "06042"),
        ("pothole on Main street", "06013"),
    ],
)
def test_residents_words_lead_to_the_matter(packaged: catalogue.Catalogue, text: str, code: str) -> None:
    best = catalogue.suggest(packaged, text)[0]
    assert best.code == code
    assert 0 < best.score < 1
    assert best.words


@pytest.mark.parametrize(
    "text", ["", "   ", "。。。", "🙂🙂", "please notice the police service", "\x00", "我"]
)
def test_nothing_is_guessed_from_nothing(packaged: catalogue.Catalogue, text: str) -> None:
    assert catalogue.suggest(packaged, text) == []


def test_guesses_are_few_ranked_and_bounded(packaged: catalogue.Catalogue) -> None:
    guesses = catalogue.suggest(packaged, "垃圾桶满了，路灯不亮，井盖没了，有人烧烤，太吵了" * 500, limit=3)
    assert len(guesses) == 3
    assert guesses == sorted(guesses, key=lambda guess: -guess.score)


def test_a_typing_slip_is_forgiven(packaged: catalogue.Catalogue) -> None:
    assert "09011" in {guess.code for guess in catalogue.suggest(packaged, "供享单车乱放或坏了")}


def test_the_current_catalogue_follows_the_citys_files(tmp_path: Path) -> None:
    with override_settings(LINLI_CATALOGUE="", HOME=tmp_path):
        assert catalogue.current().digest == catalogue.load().digest
        own = tmp_path / "catalogue"
        own.mkdir()
        changed(own, "catalogue.toml", "transfers = 2", "transfers = 3")
        assert catalogue.current().rules.transfers == 3
        assert catalogue.current() is catalogue.current()
        changed(own, "catalogue.toml", "transfers = 2", "transfers = 14")
        assert catalogue.current().rules.transfers == 14
    with override_settings(LINLI_CATALOGUE=str(tmp_path / "nowhere")), pytest.raises(InvalidInput):
        catalogue.current()


def test_what_excel_does_to_a_file_is_undone(tmp_path: Path) -> None:
    rows = (PACKAGED / "matters.csv").read_text(encoding="utf-8-sig").replace("\n06010,", "\n6010,")
    (tmp_path / "matters.csv").write_bytes(rows.encode("gb18030"))
    assert catalogue.load(tmp_path) == catalogue.load()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("matters.csv", "06010,", "0601x,", "matters.csv:165 [code]"),
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
        ("responsibilities.csv", ",,city_management", ",32,city_management", "[area]"),
        ("responsibilities.csv", ",,city_management", ",,gods", "gods"),
        ("settle_on_spot.csv", "06010,", "06110,", "06110"),
        ("words.csv", "垃圾+满了", "垃圾+", "[words]"),
        ("catalogue.toml", "reopen_days = 15", "reopen_days = -1", "[reopen_days]"),
        ("catalogue.toml", "reopen_days = 15", "reopen_dayz = 15", "reopen_dayz"),
        ("catalogue.toml", "[rules]", "[rulez]", "rules"),
        ("catalogue.toml", "08:00-12:00", "8am-12", "hours"),
        ("catalogue.toml", 'component_unit = "work_day"', 'component_unit = "week"', "component_unit"),
        ("catalogue.toml", "share = 1.5", "share = 1.0", "escalation"),
        ("catalogue.toml", 'tell = "city"', 'tell = "moon"', "escalation"),
        ("catalogue.toml", "version =", "version", "catalogue.toml"),
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


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", b"PK\x03\x04\x00\x00", b'code,"name\n'])
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, file: str, content: bytes) -> None:
    (tmp_path / file).write_bytes(content)
    assert any(file in fault for fault in faults(tmp_path))


def test_a_list_with_the_classes_reversed_is_refused(tmp_path: Path) -> None:
    with (PACKAGED / "mapping.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for row in rows:
        if row[0] == "event" and row[1][:2] in ("04", "05"):
            row[1] = {"04": "05", "05": "04"}[row[1][:2]] + row[1][2:]
    with (tmp_path / "mapping.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    found = faults(tmp_path)
    assert all("mapping.csv" in fault and "04" in fault for fault in found)
    assert any("供水管道破裂" in fault for fault in found)
    assert any("店外经营" in fault for fault in found)


def test_a_class_table_in_another_order_is_refused(tmp_path: Path) -> None:
    found = faults(changed(tmp_path, "classes.csv", "09,街面秩序类", "09,突发事件类"))
    assert any("classes.csv" in fault and "街面" in fault for fault in found)


def test_a_matter_nobody_is_responsible_for_is_named(tmp_path: Path) -> None:
    found = faults(changed(tmp_path, "responsibilities.csv", ",,city_management", "07,,city_management"))
    assert any("responsibilities.csv" in fault for fault in found)
