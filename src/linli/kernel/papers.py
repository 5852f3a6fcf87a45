"""Fills a Word document: {{word}} becomes a text, a row of {{list.word}} becomes one for each entry."""

import copy
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import docx
from docx.document import Document
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph

Words = Mapping[str, str]
_PLACE = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)?)\s*\}\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def fill(template: Path, words: Words, lists: Mapping[str, Sequence[Words]]) -> bytes:
    """Return the document `template` with every place filled; a place that nothing fills becomes empty.

    Args:
        template: a .docx file.
        words: texts by name; line breaks stay.
        lists: entries by the name of their list; a row without an entry goes.
    """
    document = docx.Document(str(template))
    for table in document.tables:
        _repeat_rows(table, lists)
    for paragraph in _paragraphs(document):
        _put(paragraph, words)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _repeat_rows(table: Table, lists: Mapping[str, Sequence[Words]]) -> None:
    for row in list(table.rows):
        names = {name.partition(".")[0] for name in _PLACE.findall(_text(row)) if "." in name}
        name = next(iter(names), "")
        if not name:
            continue
        for entry in lists.get(name, ()):
            tr = copy.deepcopy(row._tr)
            row._tr.addprevious(tr)
            for paragraph in _in_row(_Row(tr, table)):
                _put(paragraph, {f"{name}.{key}": value for key, value in entry.items()})
        table._tbl.remove(row._tr)


def _text(row: _Row) -> str:
    return " ".join(paragraph.text for paragraph in _in_row(row))


def _in_row(row: _Row) -> Iterator[Paragraph]:
    for cell in row.cells:
        yield from cell.paragraphs


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            yield from _in_row(row)
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from _of_part(part.paragraphs, part.tables)


def _of_part(paragraphs: Iterable[Paragraph], tables: Iterable[Table]) -> Iterator[Paragraph]:
    yield from paragraphs
    for table in tables:
        for row in table.rows:
            yield from _in_row(row)


def _put(paragraph: Paragraph, words: Words) -> None:
    """Fill the places of one paragraph; its first run gives the letters."""
    if "{{" not in paragraph.text or not paragraph.runs:
        return
    filled = _PLACE.sub(lambda place: _CONTROL.sub("", words.get(place[1], "")), paragraph.text)
    paragraph.runs[0].text = filled
    for run in paragraph.runs[1:]:
        run.text = ""
