"""The monthly report as a Word document: A4, its sentences first, then its tables."""

import io

import docx
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from linli.insight.reports.findings import findings, percent
from linli.insight.reports.month import Month
from linli.insight.reports.month_tables import Cell, Sheet, sheets
from linli.kernel import audit
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission

_BODY_FONT, _TITLE_FONT = "仿宋", "黑体"


def write(*, by: Actor, of: Month) -> bytes:
    """Return the report as a .docx file; the audit keeps that it was taken."""
    audit.record(
        by, Permission.INSIGHT_SEE, f"report:{of.area or 'city'}", month=f"{of.starts:%Y-%m}", form="word"
    )
    document = _paper()
    _title(document, of)
    document.add_heading(_("一、主要情况"), level=1)
    for sentence in findings(of):
        document.add_paragraph(sentence)
    document.add_heading(_("二、数据"), level=1)
    for sheet in sheets(of):
        _table(document, sheet)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _paper() -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.8)
    for name, font, size in (
        ("Normal", _BODY_FONT, 12),
        ("Title", _TITLE_FONT, 20),
        ("Heading 1", _TITLE_FONT, 15),
        ("Heading 2", _TITLE_FONT, 12),
    ):
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), "Times New Roman"
        style.font.color.rgb = RGBColor(0x1D, 0x23, 0x29)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    document.styles["Normal"].paragraph_format.line_spacing = 1.4
    return document


def _title(document: Document, of: Month) -> None:
    document.core_properties.title = of.title
    document.core_properties.language = get_language() or ""
    document.add_heading(of.title, level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    said = _("统计范围：%(month)s 收到的上报；制表 %(at)s") % {
        "month": f"{of.starts:%Y-%m}",
        "at": of.made_at,
    }
    document.add_paragraph(said).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if not of.whole:
        note = document.add_paragraph(_("本月还没过完，数字会变。"))
        note.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(document: Document, sheet: Sheet) -> None:
    document.add_heading(sheet.title, level=2)
    if not sheet.rows:
        document.add_paragraph(_("没有。"))
        return
    table = document.add_table(rows=1, cols=len(sheet.heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, sheet.heads, strict=True):
        run = cell.paragraphs[0].add_run(head)
        run.bold = True
    for row in sheet.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(_said(value))
            if not isinstance(value, str):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for cell in (cell for row in table.rows for cell in row.cells):
        cell.paragraphs[0].paragraph_format.line_spacing = 1.0
        for run in cell.paragraphs[0].runs:
            run.font.size = Pt(10)


def _said(value: Cell) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return percent(value)
