"""Deadlines in bulk: text in, text out, each in the shape in which its time was written."""

from pathlib import Path

import pytest

from linli.cases import bulk, notices
from linli.cases.bulk import BadCell, Reckoner, WrongTable, reckon_file


@pytest.fixture(scope="module")
def reckoner() -> Reckoner:
    """A reckoner with the packaged notices."""
    hours = ("08:00-12:00", "14:00-18:00")
    return Reckoner(notices.work_calendar(notices.load(), hours, 8, "Asia/Shanghai"))


@pytest.mark.parametrize(
    ("start", "limit", "unit", "due"),
    [
        ("2026-03-02T09:15", "4", "work_hour", "2026-03-02T15:15"),
        ("2026-03-02T09:15:00", "4", "work_hour", "2026-03-02T15:15:00"),
        ("2026-03-02 09:15", "4", "work_hour", "2026-03-02 15:15"),
        ("2026-03-02T09:15:20", "0.5", "work_day", "2026-03-02T15:15:20"),
        ("2026-03-02T09:15:20.250000", "1", "work_hour", "2026-03-02T10:15:20.250000"),
        ("2026-03-02T01:15:00Z", "4", "work_hour", "2026-03-02T07:15:00Z"),
        ("2026-03-02T09:15+08:00", "4", "work_hour", "2026-03-02T15:15+08:00"),
        ("2026-03-01T20:15-05:00", "4", "work_hour", "2026-03-02T02:15-05:00"),
        ("2026-03-02", "1", "work_hour", "2026-03-02T09:00"),
        ("2026-09-30T17:00", "2", "work_hour", "2026-10-08T09:00"),
        ("2026-09-30T17:00", "2", "urgent_day", "2026-10-02T17:00"),
        ("2026-02-13T18:00", "1", "work_day", "2026-02-14T18:00"),
        (" 2026-03-02T08:00 ", " 8 ", " work_hour ", "2026-03-02T18:00"),
    ],
)
def test_the_answer_has_the_shape_of_the_question(
    reckoner: Reckoner, start: str, limit: str, unit: str, due: str
) -> None:
    assert reckoner.answer(start, limit, unit).due == due


def test_a_year_without_notice_is_provisional(reckoner: Reckoner) -> None:
    assert reckoner.answer("2026-12-31T17:00", "2", "work_hour") == ("2027-01-04T09:00", True)
    assert reckoner.answer("2026-12-31T16:00", "2", "work_hour") == ("2026-12-31T18:00", False)


@pytest.mark.parametrize(
    ("start", "limit", "unit", "column"),
    [
        ("yesterday", "1", "work_hour", "from"),
        ("", "1", "work_hour", "from"),
        ("2026-02-30T09:00", "1", "work_hour", "from"),
        ("2026-03-02T09:00", "", "work_hour", "limit"),
        ("2026-03-02T09:00", "one", "work_hour", "limit"),
        ("2026-03-02T09:00", "0", "work_hour", "limit"),
        ("2026-03-02T09:00", "-1", "work_hour", "limit"),
        ("2026-03-02T09:00", "NaN", "work_hour", "limit"),
        ("2026-03-02T09:00", "1e99", "work_hour", "limit"),
        ("9999-12-31T09:00", "9", "urgent_day", "limit"),
        ("9999-12-31T09:00", "9", "work_day", "limit"),
        ("2026-03-02T09:00", "1", "hours", "unit"),
        ("2026-03-02T09:00", "1", "", "unit"),
    ],
)
def test_a_bad_cell_names_its_column(
    reckoner: Reckoner, start: str, limit: str, unit: str, column: str
) -> None:
    with pytest.raises(BadCell) as caught:
        reckoner.answer(start, limit, unit)
    assert caught.value.column == column


def test_the_clock_change_of_another_zone_is_counted() -> None:
    berlin = Reckoner(notices.work_calendar((), ("08:00-12:00",), 8, "Europe/Berlin"))
    assert berlin.answer("2026-03-28T20:00", "12", "urgent_hour").due == "2026-03-29T09:00"


def test_other_columns_stay_and_an_old_due_is_filled_anew(reckoner: Reckoner, tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        'id,unit,from,due,limit,note\n7,work_hour,2026-03-02T09:00,old,2,"a,""b""\n𠮷🙂"\n\n8,urgent_day,2026-03-02T09:00,,1\n',
        encoding="utf-8",
    )
    assert reckon_file(source, target, reckoner) == (2, 0)
    assert target.read_text(encoding="utf-8") == (
        "id,unit,from,due,limit,note\n"
        '7,work_hour,2026-03-02T09:00,2026-03-02T11:00,2,"a,""b""\n𠮷🙂"\n'
        "8,urgent_day,2026-03-02T09:00,2026-03-03T09:00,1,\n"
    )
    assert reckon_file(source, source, reckoner, mark=True) == (2, 0)
    assert source.read_text(encoding="utf-8").startswith("id,unit,from,due,limit,note,provisional\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_file_of_chinese_excel_is_read_and_answered_so_that_excel_reads_it(
    reckoner: Reckoner, tmp_path: Path
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    text = "from,limit,unit,备注\r\n2026-03-02T09:00,2,work_hour,井盖\r\n"
    for data in (text.encode("gb18030"), text.encode("utf-8-sig")):
        source.write_bytes(data)
        reckon_file(source, target, reckoner)
        assert target.read_bytes().startswith(b"\xef\xbb\xbf")
        assert "井盖,2026-03-02T11:00" in target.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("text", "count", "told"),
    [
        ("", 1, "from, limit, unit"),
        ("from,limit\n2026-03-02T09:00,2\n", 1, "unit"),
        ("from,limit,unit\nx,2,work_hour\n2026-03-02T09:00,y,work_hour\n", 2, "2"),
        ("from,limit,unit\n2026-03-02T09:00,2,work_hour,5\n", 1, "2"),
        ('from,limit,unit\n2026-03-02T09:00,2,"work_hour\n', 1, "CSV"),
        ("from,limit,unit\n" + "x,1,work_hour\n" * 200, 200, "51"),
    ],
)
def test_nothing_is_written_when_a_row_is_wrong(
    reckoner: Reckoner, tmp_path: Path, text: str, count: int, told: str
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(text, encoding="utf-8")
    target.write_text("kept")
    with pytest.raises(WrongTable) as caught:
        reckon_file(source, target, reckoner)
    assert caught.value.count == count
    assert told in str(caught.value)
    assert len(caught.value.faults) <= bulk.SHOWN
    assert target.read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_bytes_that_are_no_text_are_refused(reckoner: Reckoner, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b"from,limit,unit\n\xff\xff\xff\n")
    with pytest.raises(WrongTable):
        reckon_file(source, tmp_path / "out.csv", reckoner)
