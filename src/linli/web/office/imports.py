"""Files taken in by people: uploaded, rehearsed and shown, and applied when the reader says yes."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import uploads
from linli.kernel.errors import LinliError, NotFound
from linli.kernel.geo import Crs
from linli.kernel.permissions import prefixes
from linli.kernel.rehearsal import rehearse
from linli.kernel.tables import OUTCOMES, Rejected, Report
from linli.web.office.importing import IMPORTS, Importable, lines
from linli.web.office.preview import Effect, is_confirmed

MOST_SHOWN = 200
SYSTEMS = (
    (Crs.WGS84, gettext_lazy("WGS-84（GPS）")),
    (Crs.CGCS2000, gettext_lazy("CGCS2000（测绘）")),
    (Crs.GCJ02, gettext_lazy("GCJ-02（高德、腾讯）")),
    (Crs.BD09, gettext_lazy("BD-09（百度）")),
)


class ManyFiles(forms.ClearableFileInput):
    """A field in which several files may be chosen."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each checked as one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files as a list."""
        return [super(Files, self).clean(each, initial) for each in data or [None]]


class UploadForm(forms.Form):
    """Which files, and in which coordinates."""

    chosen = Files(label=gettext_lazy("文件"))
    crs = forms.ChoiceField(label=gettext_lazy("坐标系"), choices=SYSTEMS, required=False)

    def __init__(self, *args: Any, geo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not geo:
            del self.fields["crs"]


def importable(request: HttpRequest, kind: str) -> Importable:
    """Return what is imported under `kind`.

    Raises:
        Http404: nothing is.
        PermissionDenied: the reader may not.
    """
    if kind not in IMPORTS:
        raise Http404
    found = IMPORTS[kind]
    if not prefixes(request.actor, found.permission):  # type: ignore[attr-defined]
        raise PermissionDenied
    return found


def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for the files of an import and keep them until the reader has seen what they do."""
    what = importable(request, kind)
    sent = request.method == "POST"
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None, geo=what.geo)
    if sent and form.is_valid():
        token = uploads.keep(
            by=request.actor,  # type: ignore[attr-defined]
            kind=kind,
            files=[(each.name or "", each.read()) for each in form.cleaned_data["chosen"]],
            options={"crs": form.cleaned_data.get("crs") or ""} if what.geo else {},
        )
        return redirect("admin:import_preview", kind, token)
    page = {"what": what, "kind": kind, "form": form}
    return _page(request, "office/import.html", _("导入%(what)s") % {"what": what.name}, page)


def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Give an empty table with the right headers."""
    what = importable(request, kind)
    text = io.StringIO()
    csv.writer(text).writerow(what.columns)
    return _file(text.getvalue().encode("utf-8-sig"), f"{kind}.csv")


def preview(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """Show what the files do, or apply them when the reader said yes."""
    what = importable(request, kind)
    applies = is_confirmed(request)
    try:
        report = _run(request, kind, token, applies=applies)
    except NotFound:
        messages.error(request, _("这次上传已经用过或过期，请重新选择文件。"))
        return redirect("admin:import_choose", kind)
    except Rejected as fault:
        return _rejected(request, kind, what, fault.report)
    except LinliError as fault:
        messages.error(request, str(fault))
        return redirect("admin:import_choose", kind)
    if applies:
        uploads.drop(by=request.actor, token=token)  # type: ignore[attr-defined]
        messages.success(request, _("已导入：%(counts)s。") % {"counts": _counts(report) or _("没有变化")})
        return redirect("admin:import_choose", kind)
    if request.GET.get("as") == "csv":
        return _file(_report(report), f"{kind}-preview.csv")
    return _shown(request, kind, what, report)


def _run(request: HttpRequest, kind: str, token: str, *, applies: bool) -> Report:
    by = request.actor  # type: ignore[attr-defined]
    with uploads.unpacked(by=by, kind=kind, token=token) as (paths, options):
        if applies:
            return IMPORTS[kind].take(by, paths, options)
        return rehearse(lambda: IMPORTS[kind].take(by, paths, options))


def _shown(request: HttpRequest, kind: str, what: Importable, report: Report) -> HttpResponse:
    rows, more = lines(report, MOST_SHOWN)
    counts = Effect(_counts(report) or _("文件和现有数据相同，没有变化。"))
    heads = (_("结果"), _("编码"), _("名称"), _("变化"))
    changes = [Effect(_("逐行变化"), (), heads, rows, more)] if rows else []
    page = {
        "what": what,
        "kind": kind,
        "effects": [counts, *what.effects(report), *changes],
        "changes": bool(rows),
    }
    return _page(request, "office/import_preview.html", _("导入%(what)s") % {"what": what.name}, page)


def _rejected(request: HttpRequest, kind: str, what: Importable, report: Report) -> HttpResponse:
    if request.GET.get("as") == "csv":
        return _file(_report(report), f"{kind}-errors.csv")
    page = {
        "what": what,
        "kind": kind,
        "errors": report.errors[:MOST_SHOWN],
        "count": len(report.errors),
        "more": max(len(report.errors) - MOST_SHOWN, 0),
    }
    response = _page(request, "office/import_errors.html", _("文件有错误"), page)
    response.status_code = 422
    return response


def _counts(report: Report) -> str:
    counts = report.counts()
    return "，".join(f"{label} {counts[outcome]}" for outcome, label in OUTCOMES.items() if counts[outcome])


def _report(report: Report) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.csv"
        report.write_csv(path)
        return path.read_bytes()


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(request: HttpRequest, name: str, title: str, page: dict[str, Any]) -> HttpResponse:
    here = {**admin.site.each_context(request), "title": title, **page}
    return TemplateResponse(request, name, here)
