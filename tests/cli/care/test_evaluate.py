"""`linli care evaluate`: a table for the eye, and the trade-off as a picture."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

START = datetime.fromisoformat("2026-03-02")


def run(folder: Path, *more: str, plans: str = "wang,\nli,\n") -> list[list[str]]:
    """Evaluate two people of regular habits in English and return the cells of the table."""
    rows = [
        f"{person},{START + timedelta(days=day, hours=hour)},sign,motion\n"
        for person, hours in (("wang", (7, 10, 13, 18, 21)), ("li", (6, 9, 12, 20)))
        for day in range(40)
        for hour in hours
    ]
    (folder / "events.csv").write_text("person,at,kind,signal\n" + "".join(rows), encoding="utf-8")
    (folder / "plans.csv").write_text("person,signals\n" + plans, encoding="utf-8")
    said = StringIO()
    files = ["--events", str(folder / "events.csv"), "--plans", str(folder / "plans.csv")]
    with translation.override("en"):
        call_command("care", "evaluate", *files, "--cuts", "60", *more, stdout=said)
    return [line.split("\t") for line in said.getvalue().strip().split("\n")]


def test_rules_are_measured_side_by_side(tmp_path: Path) -> None:
    heads, published, rhythm = run(tmp_path, "--from", "2026-03-16")
    assert heads[3] == "false visits/person-month"
    assert (published[0], rhythm[0], rhythm[1]) == ("published", "rhythm", "700")
    delays = [float(row[4].split(" ")[0]) for row in (published, rhythm)]
    assert 24 < delays[0] < 36
    assert delays[1] < delays[0] / 2
    assert run(tmp_path, "--from", "2026-03-16") == [heads, published, rhythm]
    assert run(tmp_path, "--from", "2026-03-16", "--seed", "2")[2] != rhythm


def test_the_picture_shows_each_price_with_its_interval(tmp_path: Path) -> None:
    table = run(tmp_path, "--from", "2026-03-16", "--picture", str(tmp_path / "trade.svg"), "--cuts", "20")
    drawn = ElementTree.parse(tmp_path / "trade.svg").getroot()
    circles = drawn.findall(".//{*}circle")
    assert len(circles) == len(table) - 1
    heights = [float(each.get("cy", "")) for each in circles[1:]]
    assert heights == sorted(heights, reverse=True), "a dearer visit comes later"
    assert {"150", "600", "2000", "published"} <= {each.text for each in drawn.findall(".//{*}text")}


def test_nobody_to_measure_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nobody"):
        run(tmp_path, plans="zhao,\n")
    with pytest.raises(CommandError, match="Nobody"):
        run(tmp_path, "--from", "2027-01-01")
