"""Word templates: every place filled, rows repeated, nothing that breaks the file."""

import io
from pathlib import Path

import docx
import pytest

from linli.kernel import papers


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A template with a place in a paragraph, a cell, the foot, and a row to repeat."""
    document = docx.Document()
    document.add_paragraph("No. {{ number }} {{unknown}}!")
    split = document.add_paragraph("{{na")
    split.add_run("me}} there")
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{{number}}"
    table.cell(1, 0).text = "{{steps.at}}"
    table.cell(1, 1).text = "{{steps.note}}"
    table.cell(2, 0).text = "{{gone.x}}"
    document.sections[0].footer.paragraphs[0].text = "{{number}}"
    path = tmp_path / "t.docx"
    document.save(str(path))
    return path


def test_places_are_filled_and_rows_repeated(template: Path) -> None:
    steps = [{"at": "一", "note": "a\nb"}, {"at": "二", "note": "{{number}}"}]
    made = papers.fill(template, {"number": "7", "name": "甲\x00\x0b"}, {"steps": steps})
    document = docx.Document(io.BytesIO(made))
    assert [paragraph.text for paragraph in document.paragraphs] == ["No. 7 !", "甲 there"]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [["7", ""], ["一", "a\nb"], ["二", "7"]]
    assert document.sections[0].footer.paragraphs[0].text == "7"


def test_a_list_without_entries_leaves_no_row(template: Path) -> None:
    document = docx.Document(io.BytesIO(papers.fill(template, {}, {})))
    assert len(document.tables[0].rows) == 1
