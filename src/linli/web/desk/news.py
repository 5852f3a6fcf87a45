"""News for an area: written, shown as residents see it, and withdrawn."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from linli.channels import actions as channels
from linli.channels import queries
from linli.channels.rules import LONGEST_NEWS, LONGEST_TITLE
from linli.kernel import clock, ids
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from linli.kernel.permissions import Permission, prefixes
from linli.orgs import queries as orgs
from linli.places import queries as places
from linli.web.shell import acts
from linli.web.shell.paging import page_of
from linli.web.shell.picking import PickField
from linli.web.shell.request import Request

A_PAGE = 20
WHEN = "%Y-%m-%dT%H:%M"


class NewsForm(forms.Form):
    """What is told to whom, and for how long."""

    use_required_attribute = False
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    area_code = PickField(required=False, label=gettext_lazy("给哪里的居民看"))
    title = forms.CharField(
        required=False,
        label=gettext_lazy("标题"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_TITLE}),
        help_text=gettext_lazy("一句话说清什么事，例如：11 月 26 日上午停水"),
    )
    body = forms.CharField(
        required=False,
        label=gettext_lazy("正文"),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST_NEWS}),
        help_text=gettext_lazy("写明时间、地点、要做什么、问谁。不要写居民的姓名和电话。"),
    )
    signed = forms.CharField(required=False, label=gettext_lazy("落款"))
    since = forms.DateTimeField(
        required=False,
        label=gettext_lazy("从什么时候起显示（不填就是现在）"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "short"}, format=WHEN),
    )
    until = forms.DateTimeField(
        required=False,
        label=gettext_lazy("到什么时候为止"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "short"}, format=WHEN),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def news(request: Request) -> HttpResponse:
    """Show the news of one's areas and the form for a new notice, or publish it.

    Raises:
        NotAllowed: the reader publishes nowhere.
    """
    reach = prefixes(request.actor, Permission.NEWS_PUBLISH)
    if not reach:
        raise NotAllowed
    form = NewsForm(request.POST or None, initial={"key": ids.token(), "signed": _office(request, reach[0])})
    field = form.fields["area_code"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = _areas(reach)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            channels.publish(by=request.actor, **{**said, "key": said["key"][:100] or ids.token()})
        except InvalidInput as fault:
            acts.tell(form, fault)
        else:
            messages.success(request, _("已发布，居民现在就能看到。"))
            return redirect("desk:news")
    page = page_of(request, queries.news_kept(request.actor), A_PAGE)
    rows = [
        {"news": one, "place": places.name(one.area_code) if one.area_code else _("全市")}
        for one in page.rows
    ]
    words = {"form": form, "rows": rows, "page": page, "now": clock.now()}
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/news.html", words, status=status)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a notice, with the reason.

    Raises:
        NotFound: there is none in the reader's areas.
    """
    found = queries.news_kept(request.actor).filter(pk=pk).first()
    if found is None:
        raise NotFound
    try:
        channels.withdraw(by=request.actor, news=found, reason=request.POST.get("reason", ""))
    except InvalidInput as fault:
        messages.error(request, str(fault.errors[0].message))
    except Conflict as fault:
        messages.warning(request, str(fault))
    else:
        messages.success(request, _("已撤下。"))
    return redirect("desk:news")


def _office(request: Request, code: str) -> str:
    office = orgs.office_of(code) if code else None
    return office.name if office else request.actor.name


def _areas(reach: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the areas that may be chosen: one's own, and those directly below."""
    found = []
    for code in reach:
        found.append((code, " ".join(places.names(code)) if code else _("全市")))
        found += [(area.code, f"　{area.name}") for area in places.children(code)]
    return found
