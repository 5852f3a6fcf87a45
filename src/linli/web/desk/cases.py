"""One case at the desk: its page, the pane beside the inbox, its moves, and a look at who reported it."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import queries
from linli.cases.models import Case
from linli.kernel.errors import Conflict, NotFound
from linli.web.desk import casefile
from linli.web.shell import acts, cards, casepage, looking
from linli.web.shell.points import around
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

MOVED = "linli:moved"
"""What the page hears when a move was made in the pane: it looks at once what became of the list."""


@never_cache
@require_safe
def case(request: Request, number: str) -> HttpResponse:
    """Show everything known of a case, and what may be done."""
    found = queries.case(request.actor, number)
    return render(request, "desk/case.html", casefile.context(request, found))


@never_cache
@require_safe
def pane(request: Request, number: str) -> HttpResponse:
    """Show the same beside the inbox."""
    return _pane(request, queries.case(request.actor, number))


def _pane(request: Request, found: Case, *, moved: bool = False) -> HttpResponse:
    page = casefile.context(request, found) | {"in_pane": True, "told": moved}
    response = render(request, "desk/case_body.html", page)
    if moved:
        response["HX-Trigger"] = MOVED
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, number: str, code: str) -> HttpResponse:
    """Ask for, or make, one move; in the pane beside the inbox the list stays where it is.

    Raises:
        NotFound: there is no such case or move for the reader.
    """
    found = queries.case(request.actor, number)
    back = reverse("desk:case", args=[found.number])
    in_pane = request.headers.get("HX-Target") == "pane"
    if code not in {each.code for each in queries.moves_open(request.actor, found)}:
        casepage.tell_gone(request, found)
        return _pane(request, found, moved=True) if in_pane else redirect(back)
    act = acts.ask(code, found, request.actor, reverse("desk:move", args=[found.number, code]), request)
    act = casefile.asked(replace(act, back=back), found, None)
    if request.method == "POST":
        try:
            done = acts.do(act, found, request.actor, request)
            if done:
                messages.success(request, _("已办：%(move)s") % {"move": act.name})
        except Conflict as fault:
            messages.warning(request, str(fault))
            done = queries.case(request.actor, number)
        if done:
            return _pane(request, done, moved=True) if in_pane else redirect(back)
    if request.headers.get("HX-Request"):
        return render(request, "desk/act.html", {"act": act, "in_pane": True})
    page = casefile.context(request, found) | {"act": act}
    return render(request, "desk/case.html", page, status=422 if request.method == "POST" else 200)


@require_safe
def points(request: Request, number: str) -> HttpResponse:
    """Give the case and what is near as points for its map."""
    return around(request.actor, queries.case(request.actor, number), "desk:case")


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
    page: dict[str, object] = {
        "number": found.number,
        "title": cards.title(found, Shelf()),
        "back": request.GET.get("back", "") if request.GET.get("back") in BACKS else "desk",
        **looking.looked(request, found.reporter, found.grid_code),
    }
    page["back_url"] = reverse(f"{page['back']}:case", args=[found.number])
    return looking.page(request, "desk/reporter.html", page)


BACKS = ("desk", "worker")
