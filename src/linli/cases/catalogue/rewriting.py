"""The catalogue's files as they are kept: read whole, one matter's rows put in their place, written again."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from linli.cases.catalogue.current import folders
from linli.cases.catalogue.load import FILES, PACKAGED
from linli.kernel import tables

Line = Mapping[str, str]
MATTERS, CONDITIONS, RESPONSIBLE = "matters.csv", "conditions.csv", "responsibilities.csv"
_DIGITS = 5


def path(name: str) -> Path:
    """Return where the file `name` that counts here lies.

    Raises:
        KeyError: the catalogue has no such file.
    """
    if name not in FILES:
        raise KeyError(name)
    return next(each for folder in (*folders(), PACKAGED) if (each := folder / name).is_file())


def lines(name: str) -> tuple[tuple[str, ...], list[Line]]:
    """Return the headers and the rows of a table that counts here."""
    table = tables.read(path(name))
    return table.headers, [row.values for row in table.rows]


def lines_of(name: str, code: str) -> list[Line]:
    """Return the rows of a table that are about the matter `code` itself."""
    return [line for line in lines(name)[1] if _is_of(name, line, code)]


def with_matter(
    code: str, matter: Line, conditions: Sequence[Line], responsible: Sequence[Line]
) -> dict[str, bytes]:
    """Return the three files with the rows of one matter replaced; a new matter stands in its order."""
    told = {MATTERS: [matter], CONDITIONS: conditions, RESPONSIBLE: responsible}
    return {name: _written(name, code, rows) for name, rows in told.items()}


def text_of(name: str, content: bytes) -> str:
    """Return a file given as text or as an Excel sheet as the text that is kept.

    Raises:
        Unreadable: it is neither.
    """
    if name.endswith(".csv"):
        table = tables.read_bytes(name, content)
        text = io.StringIO()
        writer = csv.DictWriter(text, table.headers, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(row.values for row in table.rows)
        return text.getvalue()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise tables.Unreadable(_("%(name)s的文字编码无法识别，请存为 UTF-8。") % {"name": name}) from fault


def bytes_of(name: str, text: str) -> bytes:
    """Return the text of a file as it is kept; tables carry the mark by which Excel knows UTF-8."""
    return text.replace("\r\n", "\n").encode("utf-8-sig" if name.endswith(".csv") else "utf-8")


def _written(name: str, code: str, rows: Sequence[Line]) -> bytes:
    headers, kept = lines(name)
    column = "match" if name == RESPONSIBLE else "code"
    others = [line for line in kept if not _is_of(name, line, code)]
    at = next((i for i, line in enumerate(others) if _code(line.get(column, "")) > code), len(others))
    text = io.StringIO()
    writer = csv.DictWriter(text, headers, extrasaction="ignore", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows([*others[:at], *rows, *others[at:]])
    return bytes_of(name, text.getvalue())


def _is_of(name: str, line: Line, code: str) -> bool:
    return _code(line.get("match" if name == RESPONSIBLE else "code", "")) == code


def _code(cell: str) -> str:
    """Return a code with the leading zero that Excel may have dropped."""
    return cell.zfill(_DIGITS) if len(cell) == _DIGITS - 1 else cell
