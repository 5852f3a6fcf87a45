"""The monthly report as an Excel file: a sheet of sentences, then one for each table, numbers as numbers."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from linli.insight.reports.findings import findings
from linli.insight.reports.month import Month
from linli.insight.reports.month_tables import Sheet, sheets
from linli.kernel import audit
from linli.kernel.actor import Actor
from linli.kernel.permissions import Permission
from linli.kernel.tables import harmless

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_NAME = 31


def write(*, by: Actor, of: Month) -> bytes:
    """Return the report as an .xlsx file; the audit keeps that it was taken."""
    audit.record(
        by, Permission.INSIGHT_SEE, f"report:{of.area or 'city'}", month=f"{of.starts:%Y-%m}", form="excel"
    )
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        workbook.set_properties({"title": of.title})
        _words(workbook, of)
        for sheet in sheets(of):
            _sheet(workbook, sheet)
    return file.getvalue()


def _words(workbook: xlsxwriter.Workbook, of: Month) -> None:
    sheet = workbook.add_worksheet(_("主要情况"))
    sheet.set_column(0, 0, 100, workbook.add_format({"text_wrap": True, "valign": "top"}))
    sheet.write_string(0, 0, of.title, workbook.add_format({"bold": True, "font_size": 16}))
    sheet.write_string(1, 0, _("制表 %(at)s") % {"at": of.made_at})
    for row, sentence in enumerate(findings(of), 3):
        sheet.write_string(row, 0, harmless(sentence))


def _sheet(workbook: xlsxwriter.Workbook, table: Sheet) -> None:
    name = table.title.split("（")[0].split(" (")[0].translate(_FORBIDDEN)[:_LONGEST_NAME]
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "bg_color": "#E5F1EF", "text_wrap": True})
    counts = workbook.add_format({"num_format": "#,##0"})
    shares = workbook.add_format({"num_format": "0.0%"})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(table.heads) - 1, 16)
    for column, head in enumerate(table.heads):
        sheet.write_string(0, column, head, bold)
    for at, row in enumerate(table.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, harmless(value))
            elif value is not None:
                sheet.write_number(at, column, value, counts if isinstance(value, int) else shares)
