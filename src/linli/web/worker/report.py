"""What a worker reports, and the small things put right at once with one tap."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases import pictures
from linli.cases.models import Case
from linli.kernel import ids
from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput, NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.places import queries as places
from linli.sources import listen
from linli.web.shell import acts
from linli.web.shell.request import Request
from linli.web.worker import day, device

GRID_DIGITS = 15


class WorkerForm(forms.Form):
    """What the page asks of a worker: a sentence and a place, a picture if it helps."""

    use_required_attribute = False
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("看到了什么"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    matter_code = forms.CharField(required=False, widget=forms.HiddenInput)
    pictures = acts.PicturesField(required=False, label=gettext_lazy("照片"))
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    address = forms.CharField(required=False, label=gettext_lazy("地址或附近的标志"))
    urgent = forms.BooleanField(required=False, label=gettext_lazy("紧急，有危险"))


def _own_grid(by: Actor) -> str:
    """Return the grid that `by` serves when it is the only one, so that no place need be given."""
    served = prefixes(by, Permission.CASES_SETTLE)
    return served[0] if len(served) == 1 and len(served[0]) == GRID_DIGITS else ""


@never_cache
@login_required
@device.kept
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request) -> HttpResponse:
    """Show the small things that one tap records, or record one.

    Raises:
        NotAllowed: the reader settles nothing on the spot.
    """
    if not prefixes(request.actor, Permission.CASES_SETTLE):
        raise NotAllowed
    grid = _own_grid(request.actor)
    form = WorkerForm(request.POST or None, initial={"key": ids.token()})
    if request.method == "POST" and form.is_valid():
        try:
            case = _hear(request.actor, form, settled=True, grid=grid)
        except InvalidInput as fault:
            acts.tell(form, fault)
        except NotAllowed:
            form.add_error(None, _("这里不在您负责的网格，请用“上报”。"))
        else:
            messages.success(request, _("记下了：%(what)s。辛苦了。") % {"what": case.title})
            return redirect("worker:home")
    page = {
        "form": form,
        "place": " ".join(places.names(grid)[-2:]) if grid else "",
        "matters": day.common(request.actor, only_small=True),
    }
    return render(request, "worker/settle.html", page, status=422 if form.errors else 200)


@never_cache
@login_required
@device.kept
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request) -> HttpResponse:
    """Show the form of a worker's report, or take it in.

    Raises:
        NotAllowed: the reader does not work here.
    """
    if not prefixes(request.actor, Permission.CASES_SEE):
        raise NotAllowed
    form = WorkerForm(request.POST or None, request.FILES or None, initial={"key": ids.token()})
    if request.method == "POST" and form.is_valid():
        try:
            case = _hear(request.actor, form)
        except InvalidInput as fault:
            acts.tell(form, fault)
        else:
            messages.success(request, _("已上报，编号 %(number)s") % {"number": case.number})
            return redirect("worker:home")
    page = {"form": form, "matters": day.common(request.actor)}
    return render(request, "worker/report.html", page, status=422 if form.errors else 200)


def _hear(by: Actor, form: forms.Form, *, settled: bool = False, grid: str = "") -> Case:
    said = form.cleaned_data
    data = {key: said[key] for key in ("text", "matter_code", "lon", "lat", "address")}
    if not said["lon"] and grid:
        data["grid_code"] = grid
    return listen.hear(
        "worker_report",
        by=by,
        data={**data, "urgent": "yes" if said["urgent"] else "", "settled": "yes" if settled else ""},
        uploads=pictures.prepare(said["pictures"] or ()),
        external_id=said["key"][:100],
    )
