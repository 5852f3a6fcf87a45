"""`linli import calendar`: a year's notice is taken in whole or not at all."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from linli.cases import notices

NOTICE = (Path(notices.PACKAGED) / "2026.csv").read_text(encoding="utf-8-sig")
HOURS = ("08:00-12:00", "14:00-18:00")


def load(*files: Path) -> str:
    """Run the import in English and return its report."""
    said = StringIO()
    call_command("import", "calendar", *map(str, files), "--language", "en", stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_a_new_year_is_taken_in(tmp_path: Path) -> None:
    # Every day of 2026 but the make-up days, a year later: invented, good enough to load.
    rows = [line for line in NOTICE.splitlines() if ",work," not in line]
    file = tmp_path / "next.csv"
    file.write_text("\n".join(rows).replace("2026", "2027"), encoding="utf-8")
    with override_settings(HOME=tmp_path):
        assert "2027" in load(file)
        assert notices.current(HOURS, 8, "Asia/Shanghai").known_through == 2027
        again = load(file)
    assert "2027" not in again


@pytest.mark.django_db
def test_a_correction_of_a_known_year_is_told(tmp_path: Path) -> None:
    file = tmp_path / "2026.csv"
    file.write_text(NOTICE.replace("2026-10-07,off", "2026-10-08,off"), encoding="utf-8")
    with override_settings(HOME=tmp_path):
        assert "2026" in load(file)
        assert notices.current(HOURS, 8, "Asia/Shanghai").is_workday(date(2026, 10, 7))


@pytest.mark.django_db
def test_one_wrong_file_keeps_all_out(tmp_path: Path) -> None:
    good, bad, said = tmp_path / "good.csv", tmp_path / "bad.csv", StringIO()
    good.write_text(NOTICE, encoding="utf-8")
    bad.write_text(NOTICE.replace("2026-05-04", "May 4"), encoding="utf-8")
    with override_settings(HOME=tmp_path):
        with pytest.raises(CommandError):
            call_command("import", "calendar", str(good), str(bad), "--language", "en", stdout=said)
        assert not notices.own_folder().exists()
    assert "bad.csv" in said.getvalue()
    assert "date" in said.getvalue()
