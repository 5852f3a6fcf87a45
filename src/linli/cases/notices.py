"""The holiday notices of the years: one file a year, packaged or loaded by the city, read and checked."""

import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.calendar import WorkCalendar, parse_hours
from linli.cases.catalogue.tables import Faults, Row, rows_of
from linli.kernel import audit, permissions
from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput
from linli.kernel.permissions import Permission

PACKAGED = Path(__file__).resolve().parents[1] / "data" / "calendar"
COLUMNS = ("date", "kind", "name")
OFF = frozenset({"off", "休", "holiday"})
WORK = frozenset({"work", "班", "workday"})
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
# Every notice since 2008 names these; Mid-autumn may fall together with National Day.
_NAMES = ("元旦", "春节", "清明", "劳动", "端午", "国庆")
_NAMES_SINCE = 2008
_SATURDAY = 5


@dataclass(frozen=True)
class Notice:
    """The State Council's arrangement of one year: days off and make-up working days."""

    year: int
    reference: str
    off: frozenset[date]
    work: frozenset[date]
    names: Mapping[date, str]  # what each day is off or worked for


def read(path: Path) -> Notice:
    """Return the notice in a CSV or Excel file: date, kind (off/work or 休/班), name and notice.

    The dates are those of one year; the last days of December before and the first of January after may stand
    with them, as notices do.

    Raises:
        InvalidInput: holding a `Fault` for everything that is wrong.
    """
    faults = Faults()
    rows = [(row, _day(row)) for row in rows_of(path, COLUMNS, faults, ("notice",))]
    days = {day: row for row, day in rows if day}
    if not days:
        if not faults:
            faults.add(path.name, _("表里没有一天，请写上全年的放假和调休。"))
        raise InvalidInput(faults)
    year = Counter(day.year for day in days).most_common(1)[0][0]
    kinds = [_kind(row, day, year) for row, day in rows if day]
    if len(days) < len(kinds):
        for day, count in Counter(day for _row, day in rows if day).items():
            if count > 1:
                faults.add(path.name, _("{day} 出现了不止一次，请只留一行。").format(day=day), field="date")
    _check_complete(path.name, year, days, " ".join(row.cells.get("name", "") for row, _day in rows), faults)
    if faults:
        raise InvalidInput(faults)
    off = frozenset(day for day, row in days.items() if row.cells["kind"] in OFF)
    reference = next((row.cells["notice"] for row in days.values() if row.cells.get("notice")), "")
    names = {day: row.cells.get("name", "") for day, row in days.items()}
    return Notice(year, reference, off, frozenset(days) - off, names)


def _day(row: Row) -> date | None:
    text = row.text("date")
    if not text:
        return None
    try:
        if not (found := _DATE.fullmatch(text)):
            raise ValueError(text)
        return date(*map(int, found.groups()))
    except ValueError:
        row.wrong("date", _("“{value}”不是日期，请写成 2027-01-01。").format(value=text))
        return None


def _kind(row: Row, day: date, year: int) -> str:
    kind = row.known("kind", OFF | WORK)
    if day.year != year and abs((day - date(year, 1 if day.year < year else 12, 15)).days) > 25:
        row.wrong(
            "date", _("{day} 不属于 {year} 年的通知，请删去或另存一个文件。").format(day=day, year=year)
        )
    if kind in WORK and day.weekday() < _SATURDAY:
        row.wrong("kind", _("{day} 本来就是工作日，请核对日期，或删去这一行。").format(day=day))
    return kind


def _check_complete(file: str, year: int, days: dict[date, Row], named: str, faults: Faults) -> None:
    first = days.get(date(year, 1, 1))
    if first is None or first.cells.get("kind") in WORK:
        faults.add(file, _("缺少 {year}-01-01 元旦放假，请补上。").format(year=year))
    missing = [name for name in _NAMES if name not in named]
    if year >= _NAMES_SINCE and missing:
        names = "、".join(missing)
        faults.add(file, _("缺少{names}，请照通知把全年写全。").format(names=names))


def load(*folders: Path) -> tuple[Notice, ...]:
    """Return the notices of all years, each from the first folder that has it, at last the packaged.

    Raises:
        InvalidInput: a file is wrong.
    """
    found: dict[int, Notice] = {}
    for folder in (*folders, PACKAGED):
        for path in sorted(folder.glob("*.csv")):
            notice = read(path)
            found.setdefault(notice.year, notice)
    return tuple(found[year] for year in sorted(found))


def work_calendar(
    notices: tuple[Notice, ...], hours: tuple[str, ...], day_hours: float, zone: str
) -> WorkCalendar:
    """Return the working calendar of the notices under the hours; what a later notice says of a day counts.

    Raises:
        ValueError: the hours or the zone are wrong.
    """
    off, work = _days(notices)
    return WorkCalendar(
        holidays=frozenset(off),
        workdays=frozenset(work),
        known_years=frozenset(notice.year for notice in notices),
        hours=parse_hours(hours),
        zone=zone,
        day_hours=day_hours,
    )


def _days(notices: Iterable[Notice]) -> tuple[set[date], set[date]]:
    """Return the days off and the make-up working days of all notices together."""
    off: set[date] = set()
    work: set[date] = set()
    for notice in sorted(notices, key=lambda notice: notice.year):
        off = (off - notice.work) | notice.off
        work = (work - notice.off) | notice.work
    return off, work


def first_change(notice: Notice) -> date | None:
    """Return the first day of which `notice` says otherwise than what is loaded; None when of no day."""
    known = {each.year: each for each in load(own_folder())}
    (off, work), (will_off, will_work) = (
        _days(known.values()),
        _days((known | {notice.year: notice}).values()),
    )
    return min((off ^ will_off) | (work ^ will_work), default=None)


def foreseen(notice: Notice, hours: tuple[str, ...], day_hours: float, zone: str) -> WorkCalendar:
    """Return the calendar as it will be under these hours once `notice` is loaded."""
    known = {each.year: each for each in load(own_folder())} | {notice.year: notice}
    return work_calendar(tuple(known[year] for year in sorted(known)), hours, day_hours, zone)


def own_folder() -> Path:
    """Return where this city's loaded notices lie: `calendar` in the data folder."""
    return Path(settings.HOME) / "calendar"


def current(hours: tuple[str, ...], day_hours: float, zone: str) -> WorkCalendar:
    """Return the calendar in force here under these hours, read again when a notice was loaded.

    Raises:
        InvalidInput: a loaded notice is wrong.
    """
    folder = own_folder()
    return _current(folder, tuple(_marks(folder)), hours, day_hours, zone)


def _marks(folder: Path) -> Iterator[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                stat = entry.stat()
                yield entry.name, stat.st_mtime_ns, stat.st_size
    except FileNotFoundError:
        return


@lru_cache(maxsize=8)
def _current(
    folder: Path, marks: tuple[tuple[str, int, int], ...], hours: tuple[str, ...], day_hours: float, zone: str
) -> WorkCalendar:
    return work_calendar(load(folder) if marks else load(), hours, day_hours, zone)


@transaction.atomic
def take_in(*, by: Actor, path: Path) -> Notice:
    """Check the notice in `path` and keep it for this city in place of the year's earlier one.

    `actions.follow_notice` does so and sees to the deadlines of open cases.

    Raises:
        NotAllowed: `by` may not edit the catalogue.
        InvalidInput: the file is wrong; nothing was kept.
    """
    permissions.require(by, Permission.CATALOGUE_EDIT, "")
    notice = read(path)
    folder = own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{notice.year}.{os.getpid()}.new"
    draft.write_text(_as_csv(notice), encoding="utf-8-sig", newline="")
    audit.record(by, "cases:notice:load", f"notice:{notice.year}", reference=notice.reference)
    draft.replace(folder / f"{notice.year}.csv")
    return notice


def _as_csv(notice: Notice) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*COLUMNS, "notice"))
    for day in sorted(notice.names):
        kind = "off" if day in notice.off else "work"
        writer.writerow((day.isoformat(), kind, notice.names[day], notice.reference))
    return text.getvalue()
