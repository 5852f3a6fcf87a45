"""Deadlines of many rows of text at once, each answered in the shape in which its time was written."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, NamedTuple

from django.utils.translation import gettext as _

from linli.cases import deadlines
from linli.cases.calendar import WorkCalendar
from linli.cases.deadlines import UNITS, Unit

COLUMNS = ("from", "limit", "unit")
SHOWN = 50
_MOST = Decimal(10_000_000)
_TICK = timedelta(microseconds=1)


class BadCell(ValueError):
    """A cell that cannot be read: its column, and what to write instead."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


class Answer(NamedTuple):
    """The due time as text, and whether it may still move."""

    due: str
    provisional: bool


class Reckoner:
    """Computes deadlines under one calendar; limits seen before are looked up, not read again."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self._limits: dict[tuple[str, str], tuple[int, bool]] = {}

    def answer(self, start: str, limit: str, unit: str) -> Answer:
        """Return when `limit` (a number) of `unit` ends that began at `start` (ISO; local if naive).

        Raises:
            BadCell: one of the three cannot be read, or the end lies beyond the year 9999.
        """
        length, working = self._limits.get((limit, unit)) or self._read_limit(limit, unit)
        try:
            begun = datetime.fromisoformat(start.strip())
        except ValueError:
            message = _("“{value}”不是时间，请写成 2026-03-02T09:15。").format(value=start)
            raise BadCell("from", message) from None
        try:
            wall = begun if begun.tzinfo is None else self.calendar.local(begun)
            ended, provisional = self._work(wall, length) if working else (self._run(wall, length), False)
            if begun.tzinfo is not None:
                ended = self.calendar.aware(ended).astimezone(begun.tzinfo)
        except (ValueError, OverflowError):
            raise BadCell("limit", _("期限太长或时间太早，超出日历（1 年到 9999 年）。")) from None
        return Answer(_written(ended, start.strip(), begun), provisional)

    def _work(self, wall: datetime, length: int) -> tuple[datetime, bool]:
        ended = self.calendar.reached(self.calendar.position(wall) + length)
        return ended, not self.calendar.is_known(wall, ended)

    def _run(self, wall: datetime, length: int) -> datetime:
        ended, zone = wall + timedelta(0, 0, length), self.calendar.tz
        if zone.utcoffset(wall) == zone.utcoffset(ended):
            return ended
        return self.calendar.local(self.calendar.aware(wall) + timedelta(0, 0, length))

    def _read_limit(self, limit: str, unit: str) -> tuple[int, bool]:
        name = unit.strip()
        if name not in UNITS:
            message = _("没有单位“{value}”，请从这些中选：{some}").format(value=unit, some=", ".join(UNITS))
            raise BadCell("unit", message)
        try:
            number = Decimal(limit.strip())
        except InvalidOperation:
            number = Decimal(0)
        if not (number.is_finite() and 0 < number <= _MOST):
            message = _("“{value}”不是大于 0 的数字，请写成 4 或 0.5。").format(value=limit)
            raise BadCell("limit", message)
        found: Unit = name
        length = deadlines.limit_length(number, found, self.calendar) // _TICK
        self._limits[limit, unit] = length, deadlines.is_working(found)
        return self._limits[limit, unit]


def _written(ended: datetime, start: str, begun: datetime) -> str:
    """Write `ended` as `start` was written: to the minute unless one of the two has seconds."""
    separator = start[10] if len(start) > 10 and start[10] in "T t" else "T"
    if ended.microsecond:
        return ended.isoformat(separator, "microseconds")
    seconds = start[16:17] == ":" or ended.second or begun.second
    text = ended.isoformat(separator, "seconds" if seconds else "minutes")
    return f"{text[:-6]}Z" if start[-1] in "Zz" else text


class WrongTable(Exception):
    """The table has faults and nothing was written: the first of them as text, and how many there are."""

    def __init__(self, faults: list[str], count: int) -> None:
        super().__init__("\n".join(faults))
        self.faults, self.count = faults, count


@dataclass
class _Faults:
    """Keeps the first faults and counts the rest."""

    first: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, text: str) -> None:
        self.count += 1
        if self.count <= SHOWN:
            self.first.append(text)


def reckon_file(source: Path, target: Path, reckoner: Reckoner, *, mark: bool = False) -> tuple[int, int]:
    """Write the rows of `source` with their `due` to `target`, all or nothing; the two may be the same file.

    A column `due` that is already there is filled anew; all others stay as they are. UTF-8 and GB 18030 are
    read, UTF-8 is written, with the byte order mark that Excel needs if the source had it or was GB 18030.

    Args:
        mark: also write the column `provisional` (yes or no).

    Returns:
        The number of rows, and how many are provisional.

    Raises:
        WrongTable: something is wrong; every row was looked at.
        OSError: a file cannot be read or written.
    """
    encoding, marked = _encoding(source)
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    faults = _Faults()
    try:
        with (
            source.open(encoding=encoding, newline="") as file,
            draft.open("w", encoding="utf-8-sig" if marked else "utf-8", newline="") as out,
        ):
            counted = _reckon(file, out, reckoner, faults, ("due", "provisional") if mark else ("due",))
        if faults.count:
            raise WrongTable(faults.first, faults.count)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return counted


def _encoding(source: Path) -> tuple[str, bool]:
    """Return how the file is written, and whether the answer needs a byte order mark."""
    with source.open("rb") as file:
        marked = file.read(3) == b"\xef\xbb\xbf"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with source.open(encoding=encoding) as text:
                while text.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding, marked or encoding == "gb18030"
    raise WrongTable([_("读不出文字，请另存为 CSV UTF-8 格式。")], 1)


def _reckon(
    file: IO[str], out: IO[str], reckoner: Reckoner, faults: _Faults, answers: tuple[str, ...]
) -> tuple[int, int]:
    lines = _lines(file, faults)
    header = [name.strip() for name in next(lines, (1, []))[1]]
    if missing := [name for name in COLUMNS if name not in header]:
        text = _("缺少列：{columns}。第一行要有 from、limit、unit。")
        faults.add(text.format(columns=", ".join(missing)))
        return 0, 0
    start, limit, unit = (header.index(name) for name in COLUMNS)
    width = len(header)
    header += [name for name in answers if name not in header]
    places = [header.index(name) for name in answers]
    padding = [""] * len(header)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    rows = provisional = 0
    for number, line in lines:
        if len(line) > width:
            faults.add(_("第 {row} 行：格子比表头多，请检查逗号。").format(row=number))
            continue
        line += padding[len(line) :]
        try:
            due, open_year = reckoner.answer(line[start], line[limit], line[unit])
        except BadCell as bad:
            text = _("第 {row} 行 {column}：{what}")
            faults.add(text.format(row=number, column=bad.column, what=bad.message))
            continue
        for place, value in zip(places, (due, "yes" if open_year else "no"), strict=False):
            line[place] = value
        writer.writerow(line)
        rows += 1
        provisional += open_year
    return rows, provisional


def _lines(file: IO[str], faults: _Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not blank with their number; a broken table ends with a fault."""
    reader = csv.reader(file, strict=True)
    try:
        for line in reader:
            if any(line):
                yield reader.line_num, line
    except csv.Error as error:
        text = _("第 {row} 行起不是规范的 CSV 表格（{error}），请用 Excel 另存。")
        faults.add(text.format(row=reader.line_num, error=error))
