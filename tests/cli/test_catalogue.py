"""`linli catalogue check`: a folder is checked before it counts."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation


def check(*folder: Path) -> str:
    """Run the check in English and return what it says."""
    said = StringIO()
    with translation.override("en"):
        call_command("catalogue", "check", *map(str, folder), stdout=said)
    return said.getvalue()


def test_the_catalogue_in_force_is_described() -> None:
    said = check()
    assert "Matters: 283" in said
    assert "GB/T 47678" in said


def test_every_fault_of_a_folder_is_listed(tmp_path: Path) -> None:
    (tmp_path / "topics.csv").write_text("code,name,name_en\nwaste,垃圾,\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"topics\.csv:2 \[name_en\] must not be empty") as caught:
        check(tmp_path)
    assert "matters.csv" in str(caught.value)
