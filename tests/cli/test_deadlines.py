"""`linli deadlines`: the command around the reckoning."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import translation


def run(*args: str | Path) -> str:
    """Run the command in English and return what it says."""
    said = StringIO()
    with translation.override("en"):
        call_command("deadlines", *map(str, args), stderr=said)
    return said.getvalue()


def test_due_is_added(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "from,limit,unit\n2026-03-07T10:00,4,work_hour\n2026-12-31T17:00,2,work_hour\n2026-03-07T10:00,1,urgent_day\n"
    )
    said = run(source, target)
    assert target.read_text() == (
        "from,limit,unit,due\n2026-03-07T10:00,4,work_hour,2026-03-09T12:00\n"
        "2026-12-31T17:00,2,work_hour,2027-01-04T09:00\n2026-03-07T10:00,1,urgent_day,2026-03-08T10:00\n"
    )
    assert "Rows done: 3" in said
    assert "1 of them provisional" in said
    run(source, target, "--provisional")
    assert target.read_text().splitlines()[2].endswith(",2027-01-04T09:00,yes")


def test_the_citys_own_hours_count(tmp_path: Path) -> None:
    own = tmp_path / "catalogue"
    own.mkdir()
    source = tmp_path / "in.csv"
    source.write_text("from,limit,unit\n2026-03-02T17:30,1,work_hour\n")
    with override_settings(HOME=tmp_path, LINLI_CATALOGUE=""):
        run(source, source)
        assert source.read_text().endswith(",2026-03-03T08:30\n")
        text = (Path("src/linli/data/catalogue/catalogue.toml")).read_text(encoding="utf-8")
        (own / "catalogue.toml").write_text(text.replace('"14:00-18:00"', '"14:00-23:59"'), encoding="utf-8")
        run(source, source)
        assert source.read_text().endswith(",2026-03-02T18:30\n")


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    with pytest.raises(CommandError, match=r"in\.csv"):
        run(source, target)
    source.write_text("from,limit,unit\n" + "x,1,work_hour\n" * 60)
    with pytest.raises(CommandError, match=r"Faults in .*: 60") as caught:
        run(source, target)
    assert "row 2 from" in str(caught.value)
    assert "10 more" in str(caught.value)
    assert not target.exists()
    with pytest.raises(CommandError, match="nowhere"):
        run(source, tmp_path / "nowhere" / "out.csv")
