"""One case at the desk: its page, the pane beside the inbox, its moves, and a look at who reported it."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import queries
from linli.kernel import clock
from linli.kernel.errors import InvalidInput, NotFound
from linli.people import actions as people
from linli.web.shell import acts, cards, casepage
from linli.web.shell.points import around
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf


@never_cache
@require_safe
def case(request: Request, number: str) -> HttpResponse:
    """Show everything known of a case, and what may be done."""
    return casepage.show(request, number, front="desk", template="desk/case.html")


@never_cache
@require_safe
def pane(request: Request, number: str) -> HttpResponse:
    """Show the same beside the inbox."""
    return casepage.show(request, number, front="desk", template="desk/case_body.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, number: str, code: str) -> HttpResponse:
    """Ask for, or make, one move."""
    return casepage.move(request, number, code, front="desk")


@require_safe
def points(request: Request, number: str) -> HttpResponse:
    """Give the case and what is near as points for its map."""
    return around(request.actor, queries.case(request.actor, number), "desk:case")


class ReasonForm(forms.Form):
    """Why somebody needs to see how to reach a reporter."""

    reason = forms.CharField(
        max_length=200,
        label=gettext_lazy("为什么要看"),
        help_text=gettext_lazy("理由会记下来，本人查得到。例如：现场找不到位置，要电话确认"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reporter(request: Request, number: str) -> HttpResponse:
    """Ask why, then show once how to reach the reporter; the look is logged.

    Raises:
        NotFound: nobody left a contact, or no such case for the reader.
        NotAllowed: the reader may not look here.
    """
    found = queries.case(request.actor, number)
    if found.reporter is None:
        raise NotFound
    form = ReasonForm(request.POST or None)
    page: dict[str, object] = {
        "form": form,
        "number": found.number,
        "title": cards.title(found, Shelf()),
        "back": request.GET.get("back", "") if request.GET.get("back") in BACKS else "desk",
    }
    if request.method == "POST" and form.is_valid():
        try:
            page["clear"] = people.look(
                by=request.actor,
                contact=found.reporter,
                reason=form.cleaned_data["reason"],
                area_code=found.grid_code,
            )
            page["at"] = clock.now()
        except InvalidInput as fault:
            acts.tell(form, fault)
    page["back_url"] = reverse(f"{page['back']}:case", args=[found.number])
    return render(request, "desk/reporter.html", page, status=422 if form.errors else 200)


BACKS = ("desk", "worker")
