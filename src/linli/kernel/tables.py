"""Reads the rows of CSV and Excel files as plain text, and reports an import row by row.

Row numbers are those a spreadsheet shows: the header is row 1. An import is all or nothing: its report
either lists every error, or what changed.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path

import python_calamine
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel.errors import LinliError

Text = str | Promise
MOST_BYTES = 300 * 2**20
MOST_ROWS = 1_000_000
MOST_CELL = 16 * 2**20
_EXACT_DIGITS = 15
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file and its cells as stripped text, by header."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault of a file: where, the value found there, and what to do; row 0 is the file as a whole."""

    file: str
    row: int
    column: str
    value: str
    message: Text


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows; blank rows are left out, and `errors` are cells that cannot be trusted."""

    name: str
    headers: tuple[str, ...]
    rows: list[Row]
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that an import knows: its field, the headers it may bear, and whether it must be there."""

    field: str
    headers: tuple[str, ...]
    required: bool = False


class Unreadable(LinliError):
    """A file that is no table."""

    status = 422
    code = "unreadable"


class Outcome(StrEnum):
    """What an import did with one thing."""

    ERROR = "error"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    MISSING = "missing"


OUTCOMES: dict[Outcome, Text] = {
    Outcome.ERROR: gettext_lazy("错误"),
    Outcome.CREATED: gettext_lazy("新增"),
    Outcome.UPDATED: gettext_lazy("更新"),
    Outcome.UNCHANGED: gettext_lazy("未变"),
    Outcome.MISSING: gettext_lazy("文件中没有"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What an import did with the thing `key`: the outcome, its name, and old and new by field."""

    outcome: Outcome
    key: str
    name: str = ""
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Report:
    """What an import found and did."""

    errors: list[RowError] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def counts(self) -> Counter[Outcome]:
        """Return how many things had each outcome."""
        found = Counter(change.outcome for change in self.changes)
        if self.errors:
            found[Outcome.ERROR] = len(self.errors)
        return found

    def lines(self, most: int = 40) -> Iterator[str]:
        """Yield the report as lines of text: the counts, then at most `most` details."""
        counts = self.counts()
        yield "  ".join(
            f"{label} {counts[outcome]}" for outcome, label in OUTCOMES.items() if counts[outcome]
        )
        details = [*map(_error_line, self.errors), *map(_change_line, self._told())]
        yield from details[:most]
        if len(details) > most:
            yield _("……另有%(count)d条，见报告文件（--report）。") % {"count": len(details) - most}

    def write_csv(self, path: Path) -> None:
        """Write all but the unchanged to a CSV file that a spreadsheet shows without running formulas."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                [_("结果"), _("文件"), _("行"), _("编码"), _("名称"), _("列"), _("值"), _("说明")]
            )
            for error in self.errors:
                row = error.row or ""
                cells = [OUTCOMES[Outcome.ERROR], error.file, row, "", "", error.column, error.value]
                writer.writerow([harmless(str(cell)) for cell in (*cells, error.message)])
            for change in self._told():
                for name, (old, new) in change.fields.items() or [("", ("", ""))]:
                    was = f"{old} → {new}" if name else ""
                    cells = [OUTCOMES[change.outcome], "", "", change.key, change.name, name, new, was]
                    writer.writerow([harmless(str(cell)) for cell in cells])

    def _told(self) -> list[Change]:
        return [change for change in self.changes if change.outcome is not Outcome.UNCHANGED]


class Rejected(LinliError):
    """An import whose report lists errors; nothing was written."""

    status = 422
    code = "import_rejected"

    def __init__(self, report: Report) -> None:
        super().__init__(gettext_lazy("文件有错误，没有导入任何内容。"))
        self.report = report


def harmless(cell: str) -> str:
    """Return `cell` so that a spreadsheet shows it as text instead of running it as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def read(path: Path) -> Table:
    """Return the rows of a CSV file (UTF-8 or GB 18030) or of the first sheet of an Excel file.

    Raises:
        Unreadable: the file is missing, too large or no table; says so in the reader's language.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(_("文件%(name)s太大。") % {"name": path.name})
        data = path.read_bytes()
    except OSError as fault:
        raise Unreadable(_("读不到文件%(name)s。") % {"name": path.name}) from fault
    return read_bytes(path.name, data)


def read_bytes(name: str, data: bytes) -> Table:
    """Return the rows of the file `name` with the content `data`; see `read`."""
    if data[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return _table(name, _excel(name, data))
    return _table(name, _csv(name, data))


def choose(table: Table, columns: Sequence[Column]) -> tuple[list[Row], list[RowError]]:
    """Return the table's rows under the fields of `columns`, and what is missing or double.

    Headers are compared without case, spaces and underscores; a header that no column knows keeps its name.
    """
    known = {plain(header): column.field for column in columns for header in (column.field, *column.headers)}
    fields = [known.get(plain(header), header) for header in table.headers]
    errors = list(table.errors)
    for name in sorted({name for name in fields if fields.count(name) > 1}):
        errors.append(RowError(table.name, 1, name, "", gettext_lazy("这一列出现了不止一次。")))
    for column in columns:
        if column.required and column.field not in fields:
            wanted = "、".join(column.headers[:2]) or column.field
            message = _("缺少这一列；可用的列名：%(names)s。") % {"names": wanted}
            errors.append(RowError(table.name, 1, column.headers[0], "", message))
    renamed = dict(zip(table.headers, fields, strict=True))
    rows = [Row(row.number, {renamed[key]: cell for key, cell in row.values.items()}) for row in table.rows]
    return rows, errors


def plain(header: str) -> str:
    """Return a header as it is compared: lower case, without spaces, underscores and hyphens."""
    return re.sub(r"[\s_\-]", "", header).lower()


def _csv(name: str, data: bytes) -> Iterator[Sequence[object]]:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        csv.field_size_limit(MOST_CELL)
        try:
            yield from csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
        except csv.Error as fault:
            raise Unreadable(_("%(name)s不是正确的 CSV 文件。") % {"name": name}) from fault
        return
    raise Unreadable(_("%(name)s的文字编码无法识别，请存为 UTF-8。") % {"name": name})


def _excel(name: str, data: bytes) -> Iterable[Sequence[object]]:
    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > 4 * MOST_BYTES:
                    raise Unreadable(_("文件%(name)s太大。") % {"name": name})
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, IndexError, OSError) as fault:
        raise Unreadable(_("%(name)s不是能读的 Excel 文件。") % {"name": name}) from fault


def _table(name: str, lines: Iterable[Sequence[object]]) -> Table:
    numbered = ((at, [_cell(cell) for cell in cells], cells) for at, cells in enumerate(lines, 1))
    filled = ((at, texts, cells) for at, texts, cells in numbered if any(texts))
    _first, header, _cells = next(filled, (0, [], []))
    headers = [text for text in header if text]
    if not headers:
        raise Unreadable(_("%(name)s是空的。") % {"name": name})
    rows: list[Row] = []
    errors: list[RowError] = []
    for at, texts, cells in filled:
        rows.append(Row(at, {key: text for key, text in zip(header, texts, strict=False) if key}))
        errors += [
            RowError(
                name, at, key, text, gettext_lazy("数字超过15位，Excel 已丢失末尾几位；请把这一列设为文本。")
            )
            for key, text, cell in zip(header, texts, cells, strict=False)
            if isinstance(cell, float) and cell.is_integer() and len(text) > _EXACT_DIGITS
        ]
        if len(rows) > MOST_ROWS:
            raise Unreadable(_("%(name)s超过%(most)d行。") % {"name": name, "most": MOST_ROWS})
    return Table(name, tuple(headers), rows, errors)


def _cell(cell: object) -> str:
    if isinstance(cell, str) and cell.isprintable():
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return _CONTROL.sub("", "" if cell is None else str(cell)).strip()


def _error_line(error: RowError) -> str:
    where = _("%(file)s 第%(row)d行") % {"file": error.file, "row": error.row} if error.row else error.file
    value = f" “{error.value[:60]}”" if error.value else ""
    return f"{where} {error.column}{value}: {error.message}"


def _change_line(change: Change) -> str:
    fields = "; ".join(f"{name}: {old[:60]} → {new[:60]}" for name, (old, new) in change.fields.items())
    return f"{OUTCOMES[change.outcome]} {change.key} {change.name} {fields}".rstrip()
