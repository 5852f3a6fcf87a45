"""The catalogue edited as data: a matter with its limits and whose work it is, or whole files."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.cases import effects, revising
from linli.cases.catalogue import Catalogue, Matter, current, rewriting, said
from linli.cases.catalogue.load import FILES
from linli.cases.models import Unit
from linli.kernel import clock
from linli.kernel.errors import InvalidInput, LinliError
from linli.kernel.permissions import Permission, require
from linli.web.office import preview
from linli.web.office.matters import MatterPage
from linli.web.office.preview import Effect

PER_PAGE = 40
MOST = 100


def keeper(request: HttpRequest) -> None:
    """Pass those who may edit the catalogue.

    Raises:
        NotAllowed: the reader may not.
    """
    require(request.actor, Permission.CATALOGUE_EDIT, "")  # type: ignore[attr-defined]


def listed(request: HttpRequest) -> HttpResponse:
    """List the matters in force, with search, and the files they are kept in."""
    keeper(request)
    found = current()
    words = request.GET.get("q", "").strip()[:60]
    matters = [each for each in found.matters if not words or words.lower() in _sought(each)]
    pages = Paginator(matters, PER_PAGE).get_page(request.GET.get("page"))
    page = {
        "catalogue": found,
        "words": words,
        "pages": pages,
        "rows": [_row(found, each) for each in pages],
        "files": FILES,
    }
    return _page(request, "office/catalogue.html", _("事项目录"), page)


def matter(request: HttpRequest, code: str) -> HttpResponse:
    """Edit one matter; what the change does is shown and asked about before it counts."""
    keeper(request)
    found = current()
    kept = found.matter(code)
    if kept is None and code != "new":
        raise Http404
    shown = MatterPage(found, kept, request.POST or None)
    if request.method == "POST" and shown.is_valid():
        answer = _revise(request, shown.files(), shown.reason, shown.based_on, shown.tell)
        if answer is not None:
            return answer
    title = f"{kept.code} {said.name(kept)}" if kept else _("新事项")
    return _page(request, "office/matter.html", title, {"shown": shown, "matter": kept})


class FileForm(forms.Form):
    """A whole file of the catalogue, and why it is changed."""

    file = forms.FileField(label=gettext_lazy("文件"))
    reason = forms.CharField(label=gettext_lazy("修改原因或依据"), max_length=200)


def file(request: HttpRequest, name: str) -> HttpResponse:
    """Give one of the catalogue's files as it counts now."""
    keeper(request)
    try:
        content = rewriting.path(name).read_bytes()
    except KeyError as fault:
        raise Http404 from fault
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def replace(request: HttpRequest, name: str) -> HttpResponse:
    """Put a whole file in the place of one of the catalogue's."""
    keeper(request)
    if name not in FILES:
        raise Http404
    text = request.POST.get("text")
    form = FileForm(request.POST or None, request.FILES or None)
    form.fields["file"].required = text is None
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        answer = _replace(request, name, form, text, faults)
        if answer is not None:
            return answer
    return _page(request, "office/catalogue_file.html", name, {"form": form, "name": name, "faults": faults})


def _replace(
    request: HttpRequest, name: str, form: FileForm, text: str | None, faults: list[str]
) -> HttpResponse | None:
    based_on = request.POST.get("based_on") or current().digest
    try:
        if text is None:
            text = rewriting.text_of(name, form.cleaned_data["file"].read())
    except LinliError as fault:
        faults.append(str(fault))
        return None
    files = {name: rewriting.bytes_of(name, text)}
    carried = {"text": text, "based_on": based_on}
    return _revise(request, files, form.cleaned_data["reason"], based_on, faults.append, carried)


def _revise(
    request: HttpRequest,
    files: Mapping[str, bytes],
    reason: str,
    based_on: str,
    tell: Any,
    carried: Mapping[str, str] | None = None,
) -> HttpResponse | None:
    """Show what the files change, or put them in force; None when they are wrong, and `tell` heard why."""
    old = current()
    try:
        new = revising.planned(files)
        found = revising.differences(old, new)
        if not found:
            messages.info(request, _("没有任何变化。"))
            return redirect("admin:catalogue")
        if not preview.is_confirmed(request):
            return preview.ask(request, _("确认修改目录"), told(old, new, found), carried=dict(carried or {}))
        by = request.actor  # type: ignore[attr-defined]
        revising.revise(by=by, files=files, based_on=based_on, reason=reason)
    except InvalidInput as fault:
        for error in fault.errors:
            tell(str(error))
        return None
    except LinliError as fault:
        tell(str(fault))
        return None
    messages.success(request, _("新版目录已生效，只用于此后上报的案件。"))
    return redirect("admin:catalogue")


def told(old: Catalogue, new: Catalogue, found: list[revising.Difference]) -> list[Effect]:
    """Return what a new version does: every difference, and that open cases keep the rule they have."""
    heads = (_("哪张表"), _("编码"), _("项"), _("原来"), _("改为"))
    rows = [(each.table, each.key, each.field, each.was or "—", each.will or "—") for each in found]
    words = ngettext("改动 %(count)d 处。", "改动 %(count)d 处。", len(found)) % {"count": len(found)}
    changes = Effect(words, (), heads, rows[:MOST], max(len(rows) - MOST, 0))
    return [changes, _kept(old, new, revising.matters_of(found)), Effect(_("此后上报的案件按新规则。"))]


def _kept(old: Catalogue, new: Catalogue, codes: set[str]) -> Effect:
    open_now = effects.of_matters(codes) if codes else {}
    if not open_now:
        return Effect(_("没有未办结案件受影响：每件案件都沿用上报时的规则。"))
    count = sum(open_now.values())
    words = ngettext(
        "%(count)d 件未办结案件沿用上报时的规则，时限和责任单位都不变。",
        "%(count)d 件未办结案件沿用上报时的规则，时限和责任单位都不变。",
        count,
    )
    names = {each.code: said.name(each) for each in (*old.matters, *new.matters)}
    rows = [(code, names.get(code, ""), number) for code, number in sorted(open_now.items())]
    heads = (_("事项"), _("名称"), _("未办结"))
    return Effect(words % {"count": count}, (), heads, rows[:MOST], max(len(rows) - MOST, 0))


def _sought(each: Matter) -> str:
    return f"{each.code} {each.name} {each.plain} {each.name_en} {each.plain_en}".lower()


def _row(found: Catalogue, each: Matter) -> dict[str, Any]:
    units = dict(Unit.choices)
    conditions = found.conditions_of(each.code)
    row = found.responsible(each.code)
    trades = {trade.code: trade for trade in found.trades}
    trade = trades.get(row.trade) if row else None
    body = row.organisation if row and row.organisation else ""
    return {
        "matter": each,
        "name": said.name(each),
        "limits": [f"{condition.limit.normalize():f} {units[condition.unit]}" for condition in conditions],
        "body": body or (trade and said.name(trade)) or "",
        "own": conditions[0].id != f"{each.code}-0",
    }


def _page(request: HttpRequest, name: str, title: str, page: dict[str, Any]) -> HttpResponse:
    here = {**admin.site.each_context(request), "title": title, "now": clock.now(), **page}
    return TemplateResponse(request, name, here)
