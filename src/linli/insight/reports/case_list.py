"""A list of cases as an Excel file: exactly as filtered, contacts masked, every export in the audit."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import IO, Final

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases import access, book, inbox, lateness
from linli.cases.filters import Filters
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import audit, clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.orgs import queries as orgs
from linli.people import queries as people
from linli.people.queries import Masked
from linli.places import queries as places

MOST: Final = 20_000
"""More rows than these are not written; the sheet says so in its last line."""

_AT_ONCE = 500
_LONGEST = 32_000

Value = str | datetime | int | None


def write(
    *, by: Actor, wanted: Filters, words: Mapping[str, str], sources: Mapping[str, str], file: IO[bytes]
) -> int:
    """Write the list as one sheet into `file`, at most MOST rows, and return how many rows there are.

    Args:
        by: the reader; every row is a case that it may see and export.
        wanted: the list.
        words: the words in which it was asked for; the audit keeps them, but for a text searched for.
        sources: the names of the sources by key.
        file: a file open for writing and seeking.

    Raises:
        NotAllowed: `by` may export cases nowhere.
    """
    if not prefixes(by, Permission.CASES_EXPORT):
        raise NotAllowed
    kept = {name: value for name, value in words.items() if name != "q"}
    entry = audit.record(by, Permission.CASES_EXPORT, f"export:{by.id}", words=kept, searched="q" in words)
    cases = (
        case for case in inbox.every(by, wanted, MOST + 1) if access.holds(by, Permission.CASES_EXPORT, case)
    )
    with xlsxwriter.Workbook(file, _OPTIONS) as workbook:
        count = _sheet(workbook, cases, sources)
        workbook.set_custom_property("linli-audit", str(entry.pk))
    return count


_OPTIONS = {
    "constant_memory": True,
    "remove_timezone": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def _sheet(workbook: xlsxwriter.Workbook, cases: Iterator[Case], sources: Mapping[str, str]) -> int:
    text = workbook.add_format({"num_format": "@", "valign": "top"})
    bold = workbook.add_format({"bold": True, "text_wrap": True, "bg_color": "#E5F1EF"})
    moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
    sheet = workbook.add_worksheet(_("案件"))
    columns = _columns(sources)
    for at, (name, width, _value) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, name, bold)
    sheet.freeze_panes(1, 1)
    count = 0
    while count < MOST and (part := list(islice(cases, min(_AT_ONCE, MOST - count)))):
        masks = people.masked_many(case.reporter_id for case in part if case.reporter_id)
        for case in part:
            count += 1
            for at, (_name, _width, value) in enumerate(columns):
                cell = value(case, masks)
                if isinstance(cell, datetime):
                    sheet.write_datetime(
                        count, at, clock.local(cell).replace(tzinfo=None, microsecond=0), moment
                    )
                elif isinstance(cell, int):
                    sheet.write_number(count, at, cell)
                elif cell:
                    sheet.write_string(count, at, cell[:_LONGEST], text)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    if next(cases, None) is not None:
        words = _("只导出了前 %(most)d 件，请缩小筛选范围后分次导出。")
        sheet.write_string(count + 1, 0, words % {"most": MOST}, bold)
    return count


Column = tuple[str, int, Callable[[Case, Mapping[int, Masked]], Value]]


def _columns(sources: Mapping[str, str]) -> list[Column]:
    """Return the columns: their heading, width in characters, and what stands there for a case."""
    bodies = {body.code: body.name for body in orgs.bodies()}
    now = clock.now()
    return [
        (_("编号"), 17, lambda case, _m: case.number),
        (_("状态"), 9, lambda case, _m: _("挂账") if case.is_suspended else str(State(case.state).label)),
        (_("事项编码"), 9, lambda case, _m: case.matter_code),
        (_("事项"), 22, lambda case, _m: _matter(case)),
        (_("区县"), 10, lambda case, _m: _place(case, 6)),
        (_("街道"), 12, lambda case, _m: _place(case, 9)),
        (_("社区"), 14, lambda case, _m: _place(case, 12)),
        (_("网格"), 14, lambda case, _m: _place(case, 15)),
        (_("地址"), 26, lambda case, _m: case.address),
        (pgettext("case", "内容"), 40, lambda case, _m: case.description),
        (_("来源"), 12, lambda case, _m: sources.get(case.source, case.source)),
        (_("反映人（隐去）"), 20, _reporter),
        (_("责任单位"), 18, lambda case, _m: bodies.get(case.body_code, case.body_code)),
        (_("上报时间"), 16, lambda case, _m: case.created_at),
        (_("立案时间"), 16, lambda case, _m: case.filed_at),
        (_("派遣时间"), 16, lambda case, _m: case.dispatched_at),
        (_("办理期限"), 16, lambda case, _m: case.due_at),
        (_("处置完成"), 16, lambda case, _m: case.handled_at),
        (_("核查时间"), 16, lambda case, _m: case.verified_at),
        (_("结案时间"), 16, lambda case, _m: case.closed_at),
        (_("超期"), 6, lambda case, _m: _("是") if _late(case, now) else ""),
        (_("急件"), 6, lambda case, _m: _("是") if case.urgent else ""),
        (_("督办"), 6, lambda case, _m: _("是") if case.supervised_at else ""),
        (_("满意度"), 8, lambda case, _m: case.score),
        (_("处置结果"), 30, lambda case, _m: case.outcome),
    ]


def _matter(case: Case) -> str:
    found = book.of(case).matter(case.matter_code) if case.matter_code else None
    return found.name if found else ""


def _place(case: Case, digits: int) -> str:
    return places.name(case.grid_code[:digits]) if len(case.grid_code) >= digits else ""


def _reporter(case: Case, masks: Mapping[int, Masked]) -> str:
    mask = masks.get(case.reporter_id) if case.reporter_id else None
    return " ".join(part for part in (mask.name, mask.phone) if part) if mask else ""


def _late(case: Case, now: datetime) -> bool:
    """Return whether the case missed its limit, or is past it now."""
    return case.missed_at is not None or lateness.is_late(case, now)
