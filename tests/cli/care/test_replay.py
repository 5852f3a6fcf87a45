"""`linli care replay`: histories in, alerts out, all or nothing."""

import csv
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from linli.cli.care.reading import Event
from linli.cli.care.sorting import Sorted

# The days off of May 2026, Monday to Friday.
MAY = ("05-01", "05-04", "05-05")
HEAD = "person,at,kind,signal\n"
START = datetime.fromisoformat("2026-03-02")


def habit(person: str, days: int, *hours: float) -> list[str]:
    """Return rows of a person who is seen indoors at these hours of every day."""
    return [
        f"{person},{START + timedelta(days=day, hours=hour)},sign,motion\n"
        for day in range(days)
        for hour in hours
    ]


def run(
    folder: Path, rows: list[str], plans: str = "wang,\n", *more: str
) -> tuple[list[dict[str, str]], str]:
    """Replay rows in English and return the alerts with what was said."""
    (folder / "events.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    (folder / "plans.csv").write_text("person,signals,leave periods\n" + plans, encoding="utf-8")
    said = StringIO()
    files = ("events", "plans", "out")
    arguments = [text for name in files for text in (f"--{name}", str(folder / f"{name}.csv"))]
    with translation.override("en"):
        call_command("care", "replay", *arguments, *more, stderr=said)
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)), said.getvalue()


WELL = habit("li", 30, 7, 9, 11, 13, 15, 17, 19, 21)
STOPPED = habit("wang", 20, 7, 9, 11, 13, 15, 17, 19, 21)


def test_the_one_who_stopped_is_found_and_goes_on_giving_rows(tmp_path: Path) -> None:
    alerts, said = run(tmp_path, WELL + STOPPED, "li,motion\nwang,motion\n")
    found = [row for row in alerts if row["person"] == "wang" and row["visit_at"]]
    assert len(found) >= 8
    assert "2026-03-22T07" <= found[0]["visit_at"] <= "2026-03-22T14"
    assert [row for row in alerts if row["person"] == "li" and row["visit_at"] > "2026-03-10"] == []
    assert "hours" in found[0]["reason"]
    assert f"alerts: {len(alerts)}" in said


def test_the_published_rule_goes_after_a_whole_day(tmp_path: Path) -> None:
    alerts, _said = run(tmp_path, WELL + STOPPED, "li,\nwang,\n", "--rule", "published")
    assert [row["person"] for row in alerts] == ["wang"] * len(alerts)
    assert alerts[0]["visit_at"] == "2026-03-23T00:00:00"
    assert alerts[0]["ask_at"] == ""


def test_order_and_duplicates_do_not_matter(tmp_path: Path) -> None:
    sorted_, _said = run(tmp_path, WELL + STOPPED, "wang,\nli,\n")
    rows = [*WELL, *STOPPED, *STOPPED]
    Random(1).shuffle(rows)
    assert run(tmp_path, rows, "wang,\nli,\n")[0] == sorted_


def test_only_the_signals_of_the_plan_and_people_with_one_are_looked_at(tmp_path: Path) -> None:
    doors = [f"wang,{START + timedelta(days=day, hours=8)},out,door\n" for day in range(25)]
    by_door, _said = run(tmp_path, STOPPED + doors, "wang,door\n")
    alone, said = run(tmp_path, doors + WELL, "wang,door\n")
    assert [row for row in by_door if row["ask_at"] < "2026-03-26"] == [
        row for row in alone if row["ask_at"] < "2026-03-26"
    ]
    assert "240" in said


def test_leave_is_left_alone_and_from_only_shortens(tmp_path: Path) -> None:
    whole, _said = run(tmp_path, WELL + STOPPED)
    away, _said = run(
        tmp_path, WELL + STOPPED, "wang,,2026-03-22/2026-03-27; 2026-03-28T00:00/2026-03-28T12:00\n"
    )
    assert whole[-1]["ask_at"] < "2026-04"
    assert not [row for row in away if "2026-03-22" <= row["ask_at"] <= "2026-03-28T14"]
    later, _said = run(tmp_path, WELL + STOPPED, "wang,\n", "--from", "2026-03-25")
    assert later == [row for row in whole if (row["visit_at"] or row["ask_at"]) >= "2026-03-25"]


def test_times_with_an_offset_become_the_citys_clock(tmp_path: Path) -> None:
    local, _said = run(tmp_path, STOPPED + WELL)
    shifted = [
        f"{person},{datetime.fromisoformat(at) - timedelta(hours=8)}+00:00,{rest}"
        for person, at, rest in (row.split(",", 2) for row in STOPPED + WELL)
    ]
    assert run(tmp_path, shifted)[0] == local


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("wang,yesterday,sign,motion\n", "row 162 at"),
        ("wang,2026-03-02T10:00,came,motion\n", "row 162 kind"),
        (",2026-03-02T10:00,sign,motion\n", "row 162 person"),
        ("wang,1066-10-14T10:00,sign,motion\n", "row 162 at"),
        ("wang,2026-03-02T10:00,sign,motion,more\n", "row 162"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(tmp_path: Path, row: str, field: str) -> None:
    (tmp_path / "out.csv").write_text("before")
    with pytest.raises(CommandError, match=field):
        run(tmp_path, [*STOPPED, row])
    assert (tmp_path / "out.csv").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("plans", "field"),
    [
        ("wang,,next week\n", "row 2 leave"),
        ("wang,\nwang,\n", "row 3 person"),
        ("wang,,2026-03-05/2026-03-01\n", "leave"),
    ],
)
def test_a_bad_plan_is_named(tmp_path: Path, plans: str, field: str) -> None:
    with pytest.raises(CommandError, match=field):
        run(tmp_path, STOPPED, plans)


def test_missing_columns_and_files_are_told(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("person,at\n")
    (tmp_path / "plans.csv").write_text("person,signals\n")
    events, plans = str(tmp_path / "events.csv"), str(tmp_path / "plans.csv")
    with translation.override("en"):
        with pytest.raises(CommandError, match="kind, signal"):
            call_command("care", "replay", "--events", events, "--plans", plans, "--out", str(tmp_path / "o"))
        none = str(tmp_path / "none.csv")
        with pytest.raises(CommandError, match=r"none\.csv"):
            call_command("care", "replay", "--events", none, "--plans", plans, "--out", str(tmp_path / "o"))


def test_more_rows_than_one_run_are_sorted_on_disk() -> None:
    rows = [
        Event(f"p{number % 3}", number * 7919 % 1000, "sign", 'a "quoted", signal') for number in range(1000)
    ]
    with Sorted(rows, run=64) as history:
        assert list(history) == sorted(rows)
        assert list(history) == sorted(rows), "it can be read again"
        assert history.end == max(row.at for row in rows)


def test_holidays_may_be_rest_days(tmp_path: Path) -> None:
    days = [START + timedelta(days=day) for day in range(62)]
    late = [day.weekday() > 4 or day.strftime("%m-%d") in MAY for day in days]
    hours = [timedelta(hours=10 if each else 6) for each in late]
    rows = [f"wang,{day + hour},sign,water\n" for day, hour in zip(days, hours, strict=True)]
    plain, _said = run(tmp_path, rows)
    known, _said = run(tmp_path, rows, "wang,\n", "--holidays")
    assert plain != known
