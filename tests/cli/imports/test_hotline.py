"""`linli import hotline`, as an operator uses it: several files, all or nothing."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.cases.models import Case
from linli.cli.imports import hotline
from linli.cli.imports.all import IMPORTERS
from linli.places import atlas
from tests.api import city


@pytest.fixture
def _city(db: None) -> Iterator[None]:
    city.build()
    yield
    atlas.expire()


def file(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(["工单编号,诉求内容,事发地址,经度,纬度", *rows]), encoding="utf-8")
    return path


@pytest.mark.usefixtures("_city")
def test_files_come_in_together_or_not_at_all(tmp_path: Path) -> None:
    assert hotline.IMPORTER in IMPORTERS
    good = file(tmp_path, "a.csv", "W1,路灯不亮,,119.905,31.705")
    bad = file(tmp_path, "b.csv", "W2,,,119.905,31.705")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import", "hotline", str(good), str(bad), stdout=out)
    assert "b.csv 第2行 诉求内容" in out.getvalue()
    assert not Case.objects.exists()
    call_command("import", "hotline", str(good), stdout=out)
    assert Case.objects.get().source == "hotline"
