"""The monthly report: choose an area and a month, read it here, take it along as Word or Excel."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.insight import queries as insight
from linli.insight.reports import month_excel, month_word
from linli.insight.reports.findings import findings, percent
from linli.insight.reports.month import Month, month, months
from linli.insight.reports.month_tables import Cell, sheets
from linli.kernel.errors import NotFound
from linli.places import queries as places
from linli.places.rules import ancestor_codes
from linli.web.city import asked as asking
from linli.web.shell.request import Request

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_safe
def page(request: Request) -> HttpResponse:
    """Show the report of an area and month, with other areas and months to choose."""
    area, starts = _asked(request)
    found = month(request.actor, area, starts)
    words = urlencode({"area": area, "month": f"{starts:%Y-%m}"})
    context = {
        "found": found,
        "sentences": findings(found),
        "sheets": [
            {
                "title": each.title,
                "heads": each.heads,
                "rows": [[_cell(value) for value in row] for row in each.rows],
            }
            for each in sheets(found)
        ],
        "areas": _areas(request, area),
        "area": area,
        "months": [
            {
                "value": f"{each:%Y-%m}",
                "name": _("%(year)d年%(month)d月") % {"year": each.year, "month": each.month},
                "chosen": each == starts,
            }
            for each in months()
        ],
        "word_url": f"{reverse('city:report_word')}?{words}",
        "excel_url": f"{reverse('city:report_excel')}?{words}",
        "home": f"{reverse('city:home')}?{urlencode({'area': area})}",
    }
    return render(request, "city/report.html", context)


@never_cache
@require_safe
def word(request: Request) -> HttpResponse:
    """Give the report as a Word document."""
    found = month(request.actor, *_asked(request))
    return _file(month_word.write(by=request.actor, of=found), WORD, f"{_name(found)}.docx")


@never_cache
@require_safe
def excel(request: Request) -> HttpResponse:
    """Give the report as an Excel file."""
    found = month(request.actor, *_asked(request))
    return _file(month_excel.write(by=request.actor, of=found), EXCEL, f"{_name(found)}.xlsx")


def _name(found: Month) -> str:
    return f"{found.name}-{found.starts:%Y-%m}"


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": disposition or "attachment"})


def _asked(request: Request) -> tuple[str, date]:
    """Return the area and the month asked for; without a month, the last whole one.

    Raises:
        NotFound: there is no such area or month.
    """
    area, known = asking.area_asked(request), months()
    wanted = request.GET.get("month") or f"{known[1]:%Y-%m}"
    starts = next((each for each in known if f"{each:%Y-%m}" == wanted), None)
    if starts is None:
        raise NotFound
    return area, starts


def _areas(request: Request, area: str) -> list[dict[str, Any]]:
    """Return the areas to choose: those above as far as the reader sees, this one, and those below it."""
    scope = insight.scope(request.actor)
    above = [code for code in ("", *ancestor_codes(area)) if code != area] if area else []
    seen = [code for code in above if any(code.startswith(prefix) for prefix in scope)]
    codes = [*seen, area, *(each.code for each in places.children(area))]
    return [
        {
            "code": code,
            "name": places.name(code) if code else _("全市"),
            "depth": "　" * max(0, len(code) // 3 - 1),
        }
        for code in codes
    ]


def _cell(value: Cell) -> dict[str, object]:
    if isinstance(value, str):
        return {"words": value, "number": False}
    return {"words": f"{value:,}" if isinstance(value, int) else percent(value), "number": True}
