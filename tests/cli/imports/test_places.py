"""`linli import places` and `linli retire`, as an operator uses them."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
import shapely
from django.core.management import CommandError, call_command

from linli.cli.imports import buildings, places
from linli.cli.imports.all import IMPORTERS
from linli.places.models import Area, Dwelling

pytestmark = pytest.mark.django_db


def run(*args: object) -> str:
    """Run a command and return what it printed."""
    out = StringIO()
    call_command(*(str(arg) for arg in args), stdout=out)
    return out.getvalue()


@pytest.fixture
def city(tmp_path: Path) -> list[Path]:
    """A table of names and a map of boundaries."""
    table, chart = tmp_path / "areas.csv", tmp_path / "areas.geojson"
    table.write_text("编码,名称\n320402,甲区\n320402001,乙街道\n", encoding="gb18030")
    shape = json.loads(shapely.to_geojson(shapely.box(119.9, 31.7, 119.92, 31.72)))
    feature = {"type": "Feature", "properties": {"gb": "156320402", "name": "甲区"}, "geometry": shape}
    chart.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return [table, chart]


def test_files_are_read_together(city: list[Path], tmp_path: Path) -> None:
    """Names from one, boundaries from the other; the report says what is new."""
    text = run("import", "places", *city, "--crs", "gcj02", "--report", tmp_path / "r.csv")
    assert text.splitlines()[0] == "新增 2"
    area = Area.objects.get(code="320402")
    assert area.name == "甲区"
    assert area.lon == pytest.approx(119.9053, abs=1e-3)
    rows = list(csv.DictReader((tmp_path / "r.csv").open(encoding="utf-8-sig")))
    assert [row["编码"] for row in rows] == ["320402", "320402001"]
    assert run("import", "places", city[0]).splitlines()[0] == "未变 2"


def test_errors_are_listed_in_the_readers_language(tmp_path: Path) -> None:
    """Row by row, on the screen and in the report; the command fails."""
    path, out = tmp_path / "bad.csv", StringIO()
    path.write_text("code,name\n320402,A\n320402,B\nx,C\n", encoding="utf-8")
    with pytest.raises(CommandError, match="nothing was imported"):
        call_command(
            "import", "places", str(path), "--language", "en", "--report", str(tmp_path / "r.csv"), stdout=out
        )
    assert out.getvalue().splitlines() == [
        "Error 2",
        "bad.csv row 3 code “320402”: The code appears twice; row 2 has it already.",
        "bad.csv row 4 code “x”: A code is made of digits only.",
    ]
    assert len((tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()) == 3
    assert not Area.objects.exists()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import", "places", str(tmp_path / "none.csv"), "--language", "en")


def test_an_area_is_retired(city: list[Path]) -> None:
    """From the command line, with the reason in the audit."""
    run("import", "places", *city)
    assert "乙街道" in run("retire", "320402001", "--on", "2024-07-01", "--reason", "撤并")
    with pytest.raises(CommandError):
        run("retire", "320402001", "--on", "2024-07-01")


def test_buildings_are_imported(city: list[Path], tmp_path: Path) -> None:
    """Into a grid that is there; the report says how many."""
    run("import", "places", *city)
    grids = tmp_path / "grids.csv"
    grids.write_text("code,name\n320402001001,丙社区\n320402001001001,一网格\n", encoding="utf-8")
    run("import", "places", grids)
    table = tmp_path / "buildings.csv"
    table.write_text("编码,地址,网格编码,层数,户数\nB1,甲区1号,320402001001001,3,2\n", encoding="utf-8")
    assert run("import", "buildings", table).splitlines()[0] == "新增 1"
    assert Dwelling.objects.count() == 2


def test_the_list_has_every_importer() -> None:
    """Each has a name of its own and a line of help."""
    assert {places.IMPORTER, buildings.IMPORTER} <= set(IMPORTERS)
    assert len({each.name for each in IMPORTERS}) == len(IMPORTERS)
    assert all(each.help for each in IMPORTERS)
