"""Draws the Word templates of the official forms anew: src/linli/data/forms/case-*.docx.

A city that wants its own puts a file of the same name into LINLI_HOME/data/forms; docs/desk.md names
the places to fill.
"""

from dataclasses import dataclass
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FORMS = Path(__file__).resolve().parent.parent / "src" / "linli" / "data" / "forms"


@dataclass(frozen=True)
class Texts:
    """What stands on the form: a line of one word begins a part, each other line is a row."""

    title: str
    number: str
    made: str
    page: tuple[str, str]
    parts: str
    history: str
    columns: tuple[str, str, str, str]
    sign: tuple[str, str, str]


TEXTS = {
    "zh-hans": Texts(
        title="网格化服务管理案件办理单",
        number="编号",
        made="打印",
        page=("第", "页"),
        parts="""
受理
来源=source | 上报时间=reported_at
事项=matter | 事项编码=matter_code
地点=place | 网格编码=grid_code
反映人=reporter | 立案时间=filed_at
反映内容=description
立案情形=condition
派遣
责任单位=body | 派遣时间=dispatched_at
协办单位=helpers | 办理期限=due_at
处置
处置单位=handled_by | 完成时间=handled_at
处置情况=handling
核查
核查人=verified_by | 核查时间=verified_at
核查意见=verification
结案
结案人=closed_by | 结案时间=closed_at
是否按期=in_time | 群众评价=score
办理结果=outcome
""",
        history="办理经过",
        columns=("时间", "环节", "办理人", "说明"),
        sign=("经办人（签字）：", "单位（盖章）：", "年    月    日"),
    ),
    "en": Texts(
        title="Case record",
        number="No.",
        made="Printed",
        page=("Page", ""),
        parts="""
Accepted
Source=source | Reported=reported_at
Matter=matter | Code=matter_code
Place=place | Grid=grid_code
Reporter=reporter | Filed=filed_at
Report=description
Condition=condition
Dispatched
Body=body | Dispatched=dispatched_at
Helpers=helpers | Due=due_at
Handled
Handled by=handled_by | Done=handled_at
What was done=handling
Verified
Verified by=verified_by | Verified=verified_at
Finding=verification
Closed
Closed by=closed_by | Closed=closed_at
In time=in_time | Rating=score
Outcome=outcome
""",
        history="History",
        columns=("When", "Step", "Who", "Note"),
        sign=("Signature:", "Stamp:", "Date:"),
    ),
}


def _letters(paragraph: Paragraph, size: float, *, bold: bool = False, font: str = "宋体") -> None:
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Times New Roman"
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _write(cell: _Cell, text: str, *, label: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(text)
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    if label:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _letters(paragraph, 10.5, bold=label, font="黑体" if label else "宋体")


def _widths(table: Table, *centimetres: float) -> None:
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, centimetres, strict=False):
            cell.width = Cm(width)


def _number_of_page(paragraph: Paragraph) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._element.append(mark)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.left_margin = section.right_margin = Cm(2.4)


def draw(language: str) -> Document:
    """Return the template of the case form in a language."""
    texts = TEXTS[language]
    document = docx.Document()
    _page(document)
    title = document.add_paragraph(texts.title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _letters(title, 20, bold=True, font="方正小标宋简体")
    _letters(
        document.add_paragraph(f"{texts.number}  {{{{number}}}}        {{{{state}}}} {{{{tags}}}}"), 10.5
    )
    _stages(document, texts.parts)
    heading = document.add_paragraph(texts.history)
    heading.paragraph_format.space_before = Pt(12)
    _letters(heading, 12, bold=True, font="黑体")
    _history(document, texts.columns)
    sign = document.add_paragraph((" " * 24).join(texts.sign))
    sign.paragraph_format.space_before = Pt(24)
    _letters(sign, 10.5)
    _foot(document, texts)
    return document


def _stages(document: Document, parts: str) -> None:
    table = document.add_table(rows=0, cols=5, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    begun: list[tuple[int, str]] = []
    for line in parts.split("\n"):
        if line and "=" not in line:
            begun.append((len(table.rows), line))
        elif line:
            _row(table, [part.strip().partition("=")[::2] for part in line.split("|")])
    ends = [*(first for first, _part in begun[1:]), len(table.rows)]
    for (first, part), end in zip(begun, ends, strict=True):
        _write(table.cell(first, 0).merge(table.cell(end - 1, 0)), part, label=True)
    _widths(table, 1.6, 2.4, 5.4, 2.4, 4.4)


def _row(table: Table, pairs: list[tuple[str, str]]) -> None:
    cells = table.add_row().cells  # type: ignore[no-untyped-call]
    for place, (label, name) in enumerate(pairs):
        _write(cells[1 + 2 * place], label, label=True)
        wide = len(pairs) == 1
        _write(cells[2].merge(cells[4]) if wide else cells[2 + 2 * place], f"{{{{{name}}}}}")


def _history(document: Document, columns: tuple[str, ...]) -> None:
    steps = document.add_table(rows=2, cols=4, style="Table Grid")
    for cell, name in zip(steps.rows[0].cells, columns, strict=True):
        _write(cell, name, label=True)
    for cell, name in zip(steps.rows[1].cells, ("at", "name", "who", "note"), strict=True):
        _write(cell, f"{{{{steps.{name}}}}}")
    _widths(steps, 3.4, 2.8, 4.4, 5.6)


def _foot(document: Document, texts: Texts) -> None:
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run(f"{texts.made} {{{{printed_at}}}} {{{{printed_by}}}}    {{{{number}}}}")
    _letters(foot, 9)
    page = document.sections[0].footer.add_paragraph(f"{texts.page[0]} ")
    page.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _number_of_page(page)
    page.add_run(f" {texts.page[1]}")
    _letters(page, 9)


if __name__ == "__main__":
    FORMS.mkdir(exist_ok=True)
    for language in TEXTS:
        draw(language).save(str(FORMS / f"case-{language}.docx"))
