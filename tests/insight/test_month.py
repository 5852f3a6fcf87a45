"""The monthly report: its counts, its sentences, and the files that open."""

import io
from dataclasses import replace
from datetime import date, timedelta

import docx
import pytest
import python_calamine

from linli.cases.models import Case
from linli.insight import actions, rules
from linli.insight.reports import month_excel, month_tables, month_word
from linli.insight.reports.findings import findings, percent
from linli.insight.reports.month import Month, month, months, share
from linli.kernel import clock
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import NotAllowed
from tests.cases import city

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def _november() -> None:
    """Three reports of a street in November, one closed and rated; one report in October."""
    with clock.at(city.MONDAY_9):
        city.build()
        Case.objects.filter(pk=city.closed().pk).update(score=5)
        city.handling_case()
        city.reported()
        old = city.handling_case()
        Case.objects.filter(pk=old.pk).update(created_at=city.MONDAY_9 - timedelta(days=40))
        actions.refresh_all()


def made(area: str = "") -> Month:
    """Return the report of November."""
    with clock.at(city.MONDAY_9):
        return month(city.LEADER, area, NOVEMBER)


def test_the_counts_are_those_of_the_month_and_the_one_before() -> None:
    found = made()
    assert (found.counts["reported"], found.counts["filed"], found.counts["closed"]) == (3, 2, 1)
    assert found.before["reported"] == 1
    assert [line.code for line in found.classes] == ["06"]
    assert [(line.code, line.counts["reported"]) for line in found.areas] == [("320402", 3)]
    assert found.gaps == ((4, 4), (3, 3))
    assert not found.whole


@pytest.mark.parametrize(
    ("area", "below"),
    [
        ("320402", [("320402001", 3), ("320402002", 0)]),
        ("320402001", [("320402001001", 3), ("320402001002", 0)]),
        ("320402001001", [(city.G1, 3), (city.G2, 0)]),
        (city.G1, []),
    ],
)
def test_every_area_has_the_areas_below_it(area: str, below: list[tuple[str, int]]) -> None:
    found = made(area)
    assert found.counts["reported"] == 3
    assert [(line.code, line.counts["reported"]) for line in found.areas] == below


def test_sentences_say_what_the_counts_say() -> None:
    said = findings(made())
    assert said[0] == "本月收到上报 3 件，比上月的 1 件多 200.0%；立案 2 件。"
    assert "已结案 1 件，结案率 50.0%，其中随手办结 0 件。" in said
    assert "居民评价 1 件，满意率 100.0%。" in said
    assert any(sentence.startswith("上报最多的是市容环境类（100.0%）") for sentence in said)
    assert "目前 4 个网格中有 4 个没有专职网格员。" in said


def test_an_area_far_behind_is_named_when_there_is_enough_to_say_so() -> None:
    low = {**dict.fromkeys(rules.REPORTED, 0), "filed": 10, "closed": 5}
    good = {**low, "closed": 10}
    found = made("320402")
    first, second = found.areas
    lines = (replace(first, counts=good), replace(second, counts=low))
    assert "结案率最低的是丁街道（50.0%），请关注。" in findings(replace(found, areas=lines))


def test_nothing_out_of_nothing_is_no_share() -> None:
    assert share(dict.fromkeys(rules.REPORTED, 0), "closed", "filed") is None
    assert percent(None) == "—"


def test_the_word_file_opens_and_says_the_same() -> None:
    found = made()
    document = docx.Document(io.BytesIO(month_word.write(by=city.LEADER, of=found)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "全市 2026年11月城市治理月报"
    assert "本月还没过完，数字会变。" in texts
    assert set(findings(found)) <= set(texts)
    assert len(document.tables) == len(month_tables.sheets(found)) - 1
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["收到上报", "3", "1"]
    assert document.sections[0].page_width.cm == pytest.approx(21, abs=0.01)  # type: ignore[union-attr]


def test_the_excel_file_opens_and_its_numbers_are_numbers() -> None:
    book = python_calamine.load_workbook(io.BytesIO(month_excel.write(by=city.LEADER, of=made())))
    assert book.sheet_names == ["主要情况", "总体情况", "按事项类别", "按区域", "目前超期的单位", "指标说明"]
    rows = book.get_sheet_by_name("总体情况").to_python()
    assert rows[1] == ["收到上报", 3, 1]
    assert rows[10][:2] == ["结案率", 0.5]


def test_taking_it_is_kept_in_the_audit() -> None:
    month_word.write(by=city.LEADER, of=made())
    month_excel.write(by=city.LEADER, of=made("320402001"))
    kept = (
        AuditEntry.objects.filter(stream__startswith="report:").order_by("id").values_list("stream", "data")
    )
    assert list(kept.values_list("stream", "data")) == [
        ("report:city", {"month": "2026-11", "form": "word"}),
        ("report:320402001", {"month": "2026-11", "form": "excel"}),
    ]


def test_only_within_ones_scope() -> None:
    with pytest.raises(NotAllowed):
        month(city.DESK, "", NOVEMBER)


def test_thirteen_months_may_be_asked_for() -> None:
    with clock.at(city.MONDAY_9):
        assert (months()[0], months()[-1], len(months())) == (NOVEMBER, date(2025, 11, 1), 13)
