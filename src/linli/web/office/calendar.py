"""The holiday notices: which years are known, and a new one loaded after a look at the deadlines it moves."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.cases import actions, effects, notices
from linli.cases.notices import Notice
from linli.kernel import uploads
from linli.kernel.errors import InvalidInput, LinliError, NotFound
from linli.places import queries as places
from linli.web.office.catalogue import keeper
from linli.web.office.preview import Effect, is_confirmed

KIND = "calendar"
MOST = 200
RECENT = 8


class NoticeForm(forms.Form):
    """The file of one year's notice."""

    file = forms.FileField(
        label=gettext_lazy("节假日安排（CSV 或 Excel）"),
        help_text=gettext_lazy(
            "一年一个文件，列名 date、kind（休 或 班）、name、notice，写全全年的放假和调休。"
        ),
    )


def listed(request: HttpRequest) -> HttpResponse:
    """List the years whose notice is known, and take a new one."""
    keeper(request)
    sent = request.method == "POST"
    form = NoticeForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        given = form.cleaned_data["file"]
        token = uploads.keep(by=request.actor, kind=KIND, files=[(given.name, given.read())])  # type: ignore[attr-defined]
        return redirect("admin:calendar_preview", token)
    own = {path.stem for path in notices.own_folder().glob("*.csv")}
    known = sorted(notices.load(notices.own_folder()), key=lambda notice: -notice.year)[:RECENT]
    page = {
        "form": form,
        "waiting": effects.provisional(),
        "years": [
            (each.year, each.reference, len(each.off), len(each.work), str(each.year) in own)
            for each in known
        ],
    }
    return _page(request, "office/calendar.html", _("节假日与工作日历"), page)


def preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show which deadlines the notice moves, or load it when the reader said yes."""
    keeper(request)
    by = request.actor  # type: ignore[attr-defined]
    try:
        with uploads.unpacked(by=by, kind=KIND, token=token) as (paths, _options):
            if is_confirmed(request):
                notice = actions.follow_notice(by=by, path=paths[0])
                uploads.drop(by=by, token=token)
                messages.success(
                    request, _("%(year)d 年的安排已生效，时钟会逐件重算期限。") % {"year": notice.year}
                )
                return redirect("admin:calendar")
            told = of_loading(notices.read(paths[0]))
    except InvalidInput as faults:
        page = {"faults": [str(fault) for fault in faults.errors]}
        response = _page(request, "office/calendar_errors.html", _("文件有错误"), page)
        response.status_code = 422
        return response
    except NotFound:
        messages.error(request, _("这次上传已经用过或过期，请重新选择文件。"))
        return redirect("admin:calendar")
    except LinliError as fault:
        messages.error(request, str(fault))
        return redirect("admin:calendar")
    return _page(request, "office/calendar_preview.html", _("核对节假日安排"), {"effects": told})


def of_loading(notice: Notice) -> list[Effect]:
    """Return what the notice says, and which deadlines of open cases it moves from when to when."""
    days = sorted((*((day, _("休")) for day in notice.off), *((day, _("班")) for day in notice.work)))
    facts = {"year": notice.year, "off": len(notice.off), "work": len(notice.work)}
    said = _("%(year)d 年：放假 %(off)d 天，调休上班 %(work)d 天。") % facts
    rows = [(date_format(day, "DATE_FORMAT"), kind, notice.names.get(day, "")) for day, kind in days]
    heads = (_("日期"), _("休或班"), _("节日"))
    return [Effect(said, (), heads, rows), *_moving(notice)]


def _moving(notice: Notice) -> list[Effect]:
    found = effects.moved_by(notice, notices.first_change(notice))
    moved = [each for each in found if each.was != each.will]
    settled = len(found) - len(moved)
    told = []
    if moved:
        words = ngettext(
            "%(count)d 件未办结案件的期限改变。", "%(count)d 件未办结案件的期限改变。", len(moved)
        )
        rows = [
            (each.number, places.name(each.grid_code) or each.grid_code, _when(each.was), _when(each.will))
            for each in moved[:MOST]
        ]
        heads = (_("案件"), _("网格"), _("原期限"), _("新期限"))
        told.append(Effect(words % {"count": len(moved)}, (), heads, rows, max(len(moved) - MOST, 0)))
    else:
        told.append(Effect(_("没有未办结案件的期限改变。")))
    if settled:
        words = ngettext(
            "%(count)d 件案件的暂定期限不变，从此算定。",
            "%(count)d 件案件的暂定期限不变，从此算定。",
            settled,
        )
        told.append(Effect(words % {"count": settled}))
    return told


def _when(moment: Any) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


def _page(request: HttpRequest, name: str, title: str, page: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, name, {**admin.site.each_context(request), "title": title, **page})
