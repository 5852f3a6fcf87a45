"""Tables: CSV and Excel as plain rows, what is unreadable, and reports a spreadsheet can open."""

import csv
import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from django.utils import translation

from linli.kernel import tables
from linli.kernel.tables import Change, Column, Outcome, Report, RowError, Unreadable

COLUMNS = [Column("code", ("编码", "代码"), required=True), Column("name", ("名称",))]


def excel(rows: list[list[object]]) -> bytes:
    """Return a workbook with one sheet of these rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(at, column, datetime.combine(cell, time()), day)
            else:
                sheet.write(at, column, cell)
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_the_usual_encodings(encoding: str, delimiter: str) -> None:
    """Chinese in UTF-8 with or without mark, or as Excel in China saves it; blank rows are left out."""
    text = "编码,名称\n320402,天宁区\n\n ,\n320404, 龘区𠮷 \n".replace(",", delimiter)
    table = tables.read_bytes("a.csv", text.encode(encoding))
    assert table.headers == ("编码", "名称")
    assert [(row.number, row.values["名称"]) for row in table.rows] == [(2, "天宁区"), (5, "龘区𠮷")]


def test_excel_codes_stay_whole() -> None:
    """A code typed as a number keeps its digits; dates become ISO; row numbers are the sheet's."""
    data = excel(
        [["编码", "名称", "日期"], [320402001001001, "甲", date(2026, 5, 1)], [], ["320402", "乙", ""]]
    )
    table = tables.read_bytes("a.xlsx", data)
    assert [row.number for row in table.rows] == [2, 4]
    assert table.rows[0].values == {"编码": "320402001001001", "名称": "甲", "日期": "2026-05-01"}
    assert table.errors == []


def test_numbers_that_excel_has_spoilt_are_reported() -> None:
    """A spreadsheet keeps fifteen digits; longer ones must be text."""
    table = tables.read_bytes("a.xlsx", excel([["编码"], [123456789012345678]]))
    assert [(error.row, error.column) for error in table.errors] == [(2, "编码")]
    assert "15位" in str(table.errors[0].message)


def test_no_table_is_said_so(tmp_path: Path) -> None:
    """Missing, empty, binary and broken files have a clear error."""
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "not a workbook")
    for data in (b"", b"\n\n", b"PK\x03\x04 broken", bomb.getvalue(), b"\xff\xfe\xff\xff\x80"):
        with pytest.raises(Unreadable):
            tables.read_bytes("a", data)
    with pytest.raises(Unreadable, match=r"nothing\.csv"):
        tables.read(tmp_path / "nothing.csv")


def test_an_unpacked_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would unpack to far more than allowed is not unpacked."""
    monkeypatch.setattr(tables, "MOST_BYTES", 100)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "0" * 100_000)
    with pytest.raises(Unreadable, match="太大"):
        tables.read_bytes("a.xlsx", bomb.getvalue())


def test_a_flood_of_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a most."""
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="超过2行"):
        tables.read_bytes("a.csv", b"a\n1\n2\n3\n")


def test_columns_are_known_by_any_of_their_names() -> None:
    """Chinese or English, whatever the case; strange columns keep their name."""
    table = tables.read_bytes("a.csv", "CODE,名 称,areaCode\n1,甲,2\n".encode())
    rows, errors = tables.choose(table, COLUMNS)
    assert rows[0].values == {"code": "1", "name": "甲", "areaCode": "2"}
    assert errors == []


def test_missing_and_double_columns_are_errors() -> None:
    """A required column must be there once."""
    _rows, errors = tables.choose(tables.read_bytes("a.csv", "名称,名称\n甲,乙\n".encode()), COLUMNS)
    assert [(error.row, error.column) for error in errors] == [(1, "name"), (1, "编码")]
    assert "编码、代码" in str(errors[1].message)


def test_control_characters_vanish() -> None:
    """No NUL reaches a database."""
    table = tables.read_bytes("a.csv", b"name\nab\x00c\x07\n")
    assert table.rows[0].values["name"] == "abc"


def test_reports_are_harmless_and_translated(tmp_path: Path) -> None:
    """Text and CSV in the reader's language; a formula stays text."""
    report = Report(
        errors=[RowError("a.csv", 3, "名称", "=1+1", "坏")],
        changes=[
            Change(Outcome.CREATED, "320402", "天宁区"),
            Change(Outcome.UPDATED, "320404", "钟楼区", {"name": ("旧", "@new")}),
            Change(Outcome.UNCHANGED, "320411", "新北区"),
        ],
    )
    lines = list(report.lines())
    assert lines[0] == "错误 1  新增 1  更新 1  未变 1"
    assert lines[1] == "a.csv 第3行 名称 “=1+1”: 坏"
    assert len(list(report.lines(most=1))) == 3
    with translation.override("en"):
        assert next(report.lines()).startswith("Error 1  created 1")
        report.write_csv(tmp_path / "r.csv")
    rows = list(csv.reader((tmp_path / "r.csv").open(encoding="utf-8-sig")))
    assert rows[0][0] == "Outcome"
    assert rows[1][:7] == ["Error", "a.csv", "3", "", "", "名称", "'=1+1"]
    assert rows[3][3:7] == ["320404", "钟楼区", "name", "'@new"]
    assert len(rows) == 4
