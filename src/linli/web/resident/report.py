"""Reporting in one flow: what, where, and, only if one likes, how to be told."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases import pictures
from linli.kernel import crypto, ids
from linli.kernel.errors import InvalidInput
from linli.orgs import queries as orgs
from linli.places import queries as places
from linli.sources import listen, strangers
from linli.web.shell import acts, cards, choices, preferences
from linli.web.shell.request import Request


class ReportForm(forms.Form):
    """What the page asks; the source checks what is said."""

    use_required_attribute = False
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(required=False, label=gettext_lazy("出了什么事"))
    matter_code = forms.CharField(required=False, widget=forms.HiddenInput)
    pictures = acts.PicturesField(required=False, label=gettext_lazy("照片"))
    lon = forms.CharField(required=False, widget=forms.HiddenInput, label=gettext_lazy("地点"))
    lat = forms.CharField(required=False, widget=forms.HiddenInput, label=gettext_lazy("地点"))
    address = forms.CharField(
        required=False,
        label=gettext_lazy("地址或附近的标志"),
        help_text=gettext_lazy("例如：桃园路 12 号门口、菜场北门"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    phone = forms.CharField(
        required=False,
        label=gettext_lazy("手机号"),
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "short"}
        ),
    )
    consent = forms.BooleanField(
        required=False, label=gettext_lazy("同意用这个号码告诉我办理进度，只为这件事")
    )
    public = forms.BooleanField(
        required=False,
        label=gettext_lazy("可以公开这件事的进度"),
        help_text=gettext_lazy("大家只看到种类、大致地点和进度，省得重复反映"),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request) -> HttpResponse:
    """Show the form, or take in what it says and lead to the page of the new case."""
    if request.method != "POST":
        if preferences.letters(request) and "whole" not in request.GET:
            return redirect("resident:step", "what")
        form = ReportForm(initial={"key": ids.token(), **_from_link(request.GET)})
        answer = render(request, "resident/report.html", {"form": form})
        strangers.remember(request, answer)
        return answer
    form = ReportForm(request.POST, request.FILES)
    form.is_valid()
    try:
        number = _hear(request, form)
    except InvalidInput as fault:
        acts.tell(form, fault)
        return render(request, "resident/report.html", {"form": form}, status=422)
    return redirect(cards.track_url(number, crypto.link_key(number)) + "?sent=1")


def _hear(request: Request, form: forms.Form) -> str:
    """Give what was said to the source and return the number of its case."""
    said = form.cleaned_data
    if said["phone"] and not said["consent"]:
        form.add_error("consent", _("留了号码，请勾选同意；不想留就把号码删掉。"))
    if form.errors:
        raise InvalidInput(())
    data = {key: said[key] for key in ("text", "matter_code", "lon", "lat", "address", "phone")}
    case = listen.hear(
        "resident_report",
        by=request.actor,
        data={**data, "public": "yes" if said["public"] else ""},
        uploads=pictures.prepare(said["pictures"]),
        external_id=said["key"][:100],
        who=strangers.stranger(request),
    )
    return case.number


def _from_link(query: Mapping[str, Any]) -> dict[str, str]:
    """Return what a link may fill in: a point, as a map's "report here" gives it."""
    return {name: str(query[name])[:20] for name in ("lon", "lat") if name in query}


@require_POST
def matters(request: HttpRequest) -> HttpResponse:
    """Show the matters that the words may mean, for one press; no address holds the words."""
    found = choices.guessed(request.POST.get("text", ""))
    rows = [{"code": code, "name": name} for code, name, _score in found]
    chosen = request.POST.get("matter_code", "")
    if chosen not in {row["code"] for row in rows}:
        chosen = found[0][0] if found and found[0][2] >= 0.6 else ""
    return render(request, "resident/matters.html", {"matters": rows, "chosen": chosen})


@require_POST
def where(request: HttpRequest) -> HttpResponse:
    """Say in words where a point is, and who takes care of that place; no address holds the point."""
    try:
        lon, lat = float(request.POST.get("lon", "")), float(request.POST.get("lat", ""))
    except ValueError:
        return HttpResponse(status=400)
    located = places.locate(lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None
    code = located.code if located else ""
    serving = orgs.serving(located.grid_code) if located and located.grid_code else []
    keeper = f"{serving[0].duty_name}{serving[0].name}" if serving else ""
    page = {"inside": bool(code), "path": " ".join(located.names[-3:]) if located else "", "keeper": keeper}
    return render(request, "resident/where.html", page)
