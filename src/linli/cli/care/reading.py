"""Reads histories of signs and the plans that go with them; every fault names its row and field."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from linli.care.rhythm import DAY, Place, Span

_SHOWN = 50
_PLACES: Mapping[str, Place | None] = {"in": Place.HOME, "out": Place.AWAY, "sign": None}
_APART = re.compile(r"[;|+\s,、；，]+")
_YEARS = range(1971, 2200)


class Event(NamedTuple):
    """One row of a history, in the order in which histories are sorted."""

    person: str
    at: int
    kind: str
    signal: str


@dataclass(frozen=True)
class Plan:
    """By which signals a person is watched (none named: by all), and when the person was away."""

    signals: frozenset[str] = frozenset()
    leaves: tuple[Span, ...] = ()


class WrongRows(Exception):
    """Rows that cannot be read: the first faults as text, and how many there are."""

    def __init__(self, faults: list[str], count: int) -> None:
        super().__init__("\n".join(faults))
        self.faults, self.count = faults, count


@dataclass
class _Faults:
    file: Path
    first: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, text: str) -> None:
        self.count += 1
        if self.count <= _SHOWN:
            place = _("{file} 第 {row} 行 {column}：{what}")
            self.first.append(place.format(file=self.file.name, row=row, column=column, what=text))

    def check(self) -> None:
        if self.count:
            raise WrongRows(self.first, self.count)


def place_of(kind: str) -> Place | None:
    """Return where a person is after an event of a kind; None for a plain sign."""
    return _PLACES[kind]


def events(path: Path, zone: ZoneInfo) -> Iterator[Event]:
    """Yield the rows of a history as they stand; times with an offset are turned into the city's wall clock.

    Raises:
        WrongRows: after the last row, if any was wrong; what was yielded must then not be used.
        OSError: the file cannot be read.
    """
    faults = _Faults(path)
    for number, cells in _rows(path, ("person", "at", "kind", "signal"), faults):
        try:
            at = _moment(cells[1], zone)
        except ValueError:
            faults.add(number, "at", _("“{value}”不是时间，请写成 2026-03-02T09:15。").format(value=cells[1]))
            continue
        kind = cells[2].lower()
        if kind not in _PLACES:
            faults.add(number, "kind", _("“{value}”不认识，请写 in、out 或 sign。").format(value=cells[2]))
        elif not cells[0]:
            faults.add(number, "person", _("不能空着。"))
        else:
            yield Event(cells[0], at, kind, cells[3])
    faults.check()


def plans(path: Path, zone: ZoneInfo) -> dict[str, Plan]:
    """Return the plans by person.

    The column `leave` may be missing; it holds spans such as 2026-01-02/2026-01-05, joined by `;`.
    One that ends on a date ends with that day.

    Raises:
        WrongRows: a row is wrong.
        OSError: the file cannot be read.
    """
    faults = _Faults(path)
    found: dict[str, Plan] = {}
    for number, cells in _rows(path, ("person", "signals"), faults, ("leave",)):
        if not cells[0] or cells[0] in found:
            faults.add(number, "person", _("不能空着，也不能重复：“{value}”。").format(value=cells[0]))
            continue
        try:
            leaves = _leaves(cells[2], zone)
        except ValueError:
            text = _("“{value}”不是外出时段，请写成 2026-01-02/2026-01-05，几段之间用分号。")
            faults.add(number, "leave", text.format(value=cells[2]))
            continue
        found[cells[0]] = Plan(frozenset(filter(None, _APART.split(cells[1]))), leaves)
    faults.check()
    return found


def _rows(
    path: Path, needed: Sequence[str], faults: _Faults, wanted: Sequence[str] = ()
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the wanted cells of each row that is not blank; a column not there gives ""."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = [name.strip().lower() for name in next(reader, [])]
            if missing := [name for name in needed if name not in header]:
                faults.add(1, ", ".join(missing), _("缺少这些列。"))
                faults.check()
            places = [_place(header, name) for name in (*needed, *wanted)]
            for cells in reader:
                if not any(cells):
                    continue
                if len(cells) > len(header):
                    faults.add(reader.line_num, "", _("格子比表头多，请检查逗号。"))
                    continue
                cells += [""] * (len(header) + 1 - len(cells))
                yield reader.line_num, [cells[place].strip() for place in places]
        except (csv.Error, UnicodeDecodeError) as error:
            faults.add(reader.line_num, "", _("不是规范的 UTF-8 CSV 表格：{error}").format(error=error))


def _place(header: Sequence[str], name: str) -> int:
    """Return where a column stands, beyond the last if it is missing; `leave periods` is `leave` too."""
    found: Callable[[str], bool] = (lambda each: each.startswith(name)) if name == "leave" else name.__eq__
    return next((number for number, each in enumerate(header) if found(each)), len(header))


def _moment(text: str, zone: ZoneInfo) -> int:
    moment = datetime.fromisoformat(text)
    if moment.year not in _YEARS:
        raise ValueError(text)
    wall = moment if moment.tzinfo is None else moment.astimezone(zone)
    return int(wall.replace(tzinfo=UTC).timestamp())


def _leaves(text: str, zone: ZoneInfo) -> tuple[Span, ...]:
    """Return the spans of a cell, sorted, those that touch joined.

    Raises:
        ValueError: a span cannot be read or runs backwards.
    """
    spans: list[Span] = []
    for part in sorted(filter(None, (each.strip() for each in re.split("[;；|]", text)))):
        begin, _slash, end = (each.strip() for each in part.replace("..", "/").partition("/"))
        first, last = _moment(begin, zone), _moment(end, zone) + (DAY if len(end) == len("2026-01-05") else 0)
        if last <= first:
            raise ValueError(part)
        if spans and first <= spans[-1][1]:
            first, last = spans[-1][0], max(last, spans.pop()[1])
        spans.append((first, last))
    return tuple(spans)
