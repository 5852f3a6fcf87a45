"""Writes src/linli/data/calendar/YEAR.csv from chinesecalendar: `python -m tools.holidays [YEAR ...]`.

The package knows the State Council's notices from 2004 on. Run it after an upgrade; review the difference
before committing. A city can load a new notice without it (`linli import calendar FILE`).
"""

import csv
import sys
from pathlib import Path

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays, workdays

FOLDER = Path(__file__).resolve().parents[1] / "src" / "linli" / "data" / "calendar"
NAMES = {holiday.value: holiday.chinese for holiday in Holiday}  # type: ignore[attr-defined]


def rows_of(year: int) -> list[list[str]]:
    """Return the rows of one year's table, in order of date."""
    reference = f"国务院办公厅关于{year}年部分节假日安排的通知"
    days = [(day, "off", name) for day, name in holidays.items() if day.year == year]
    days += [(day, "work", name) for day, name in workdays.items() if day.year == year]
    return [[day.isoformat(), kind, NAMES[name], reference] for day, kind, name in sorted(days)]


def main(years: list[int]) -> None:
    """Write the tables of `years`, or of every year the package knows."""
    FOLDER.mkdir(exist_ok=True)
    for year in years or sorted({day.year for day in holidays}):
        with (FOLDER / f"{year}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["date", "kind", "name", "notice"])
            writer.writerows(rows_of(year))


if __name__ == "__main__":
    main([int(year) for year in sys.argv[1:]])
