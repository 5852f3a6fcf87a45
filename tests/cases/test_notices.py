"""Holiday notices: the packaged years against chinesecalendar, and what is wrong with a loaded file."""

from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import pytest
import xlsxwriter
from django.test import override_settings

from linli.cases import notices
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import InvalidInput, NotAllowed

HOURS = ("08:00-12:00", "14:00-18:00")
# Made up for the tests: the real notice of 2027 was not out when they were written.
NOTICE_2027 = """date,kind,name,notice
2027-01-01,off,元旦,试用
2027-02-05,off,春节,试用
2027/2/8,休,春节,试用
2027年2月14日,班,春节,试用
2027-04-05,off,清明,试用
2027-05-03,off,劳动节,试用
2027-06-09,off,端午,试用
2027-10-01,off,国庆节,试用
2026-12-31,off,元旦,试用
"""


def told(path: Path, text: str) -> list[str]:
    """Return what is wrong with a notice of this text."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        notices.read(path)
    return [str(fault) for fault in caught.value.errors]


def test_the_packaged_years_agree_with_chinesecalendar_day_by_day() -> None:
    calendar = notices.work_calendar(notices.load(), HOURS, 8, "Asia/Shanghai")
    assert calendar.known_years >= set(range(2004, 2027))
    day = date(2004, 1, 1)
    while day < date(2027, 1, 1):
        works: bool = chinese_calendar.is_workday(day)  # type: ignore[no-untyped-call]
        assert calendar.is_workday(day) == works, day
        day += timedelta(days=1)


def test_every_packaged_notice_says_where_it_is_from() -> None:
    for notice in notices.load():
        assert str(notice.year) in notice.reference


@pytest.mark.django_db
def test_a_loaded_notice_makes_its_year_known(tmp_path: Path) -> None:
    file = tmp_path / "放假通知.csv"
    file.write_bytes(NOTICE_2027.encode("gb18030"))
    with override_settings(HOME=tmp_path / "home"):
        before = notices.current(HOURS, 8, "Asia/Shanghai")
        assert before.known_through == 2026
        assert before.is_workday(date(2027, 2, 5))
        assert not before.is_workday(date(2027, 1, 1))
        assert before.is_workday(date(2026, 12, 31))
        assert notices.take_in(by=SYSTEM, path=file).year == 2027
        after = notices.current(HOURS, 8, "Asia/Shanghai")
        assert after.known_through == 2027
        assert not after.is_workday(date(2027, 2, 8))
        assert after.is_workday(date(2027, 2, 14))
        assert not after.is_workday(date(2026, 12, 31))
        assert after is notices.current(HOURS, 8, "Asia/Shanghai")


@pytest.mark.django_db
def test_a_corrected_notice_takes_the_place_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    with override_settings(HOME=tmp_path):
        file.write_text(NOTICE_2027, encoding="utf-8")
        notices.take_in(by=SYSTEM, path=file)
        file.write_text(NOTICE_2027.replace("2027-06-09", "2027-06-08"), encoding="utf-8")
        notices.take_in(by=SYSTEM, path=file)
        calendar = notices.current(HOURS, 8, "Asia/Shanghai")
        assert calendar.is_workday(date(2027, 6, 9))
        assert not calendar.is_workday(date(2027, 6, 8))


@pytest.mark.django_db
def test_a_wrong_file_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    with override_settings(HOME=tmp_path):
        assert told(file, NOTICE_2027.replace("清明", ""))
        with pytest.raises(InvalidInput):
            notices.take_in(by=SYSTEM, path=file)
        assert not notices.own_folder().exists()


@pytest.mark.django_db
def test_loading_is_for_those_who_keep_the_catalogue_and_is_audited(tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.write_text(NOTICE_2027, encoding="utf-8")
    with override_settings(HOME=tmp_path):
        with pytest.raises(NotAllowed):
            notices.take_in(by=ANONYMOUS, path=file)
        assert not notices.own_folder().exists()
        notices.take_in(by=SYSTEM, path=file)
        kept = notices.read(notices.own_folder() / "2027.csv")
    assert kept == notices.read(file)
    assert AuditEntry.objects.get(stream="notice:2027").data == {"reference": "试用"}


def test_a_notice_kept_in_excel_is_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "new.xlsx")
    sheet = book.add_worksheet()
    (tmp_path / "new.csv").write_text(NOTICE_2027, encoding="utf-8")
    for row, line in enumerate(NOTICE_2027.splitlines()):
        sheet.write_row(row, 0, line.split(","))
    sheet.write_datetime(5, 0, datetime(2027, 4, 5), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
    book.close()
    assert notices.read(tmp_path / "new.xlsx") == notices.read(tmp_path / "new.csv")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2027-04-05", "2027-04-31", "new.csv:6 [date]"),
        ("2027-04-05", "soon", "new.csv:6 [date]"),
        ("2027-04-05", "", "new.csv:6 [date]"),
        ("2027-04-05", "2026-04-05", "2026-04-05"),
        ("2027-04-05", "2027-05-03", "2027-05-03"),
        ("2027-04-05,off", "2027-04-05,rest", "new.csv:6 [kind]"),
        ("2027年2月14日", "2027-02-15", "new.csv:5 [kind]"),
        ("2027-01-01,off", "2027-01-02,off", "2027-01-01"),
        ("端午", "端五", "端午"),
        ("date,kind", "day,kind", "date"),
        (NOTICE_2027, "", "new.csv"),
        (NOTICE_2027, "date,kind,name\n", "new.csv"),
    ],
)
def test_every_fault_names_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in NOTICE_2027
    found = told(tmp_path / "new.csv", NOTICE_2027.replace(old, new, 1))
    assert any(expected in fault for fault in found), found


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = NOTICE_2027.replace("2027-04-05", "soon").replace("2027-06-09,off", "2027-06-09,rest")
    assert len(told(tmp_path / "new.csv", text)) == 2
