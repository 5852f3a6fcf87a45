"""A case's page and its moves; what is told when a move is gone, the same at the desk."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import queries, seen
from linli.cases.models import Case
from linli.kernel.errors import Conflict, NotFound
from linli.web.shell import acts, casefile
from linli.web.shell.request import POLL, Request
from linli.web.shell.shelf import Shelf


def move(request: Request, number: str, code: str, *, front: str) -> HttpResponse:
    """Show the form of one move, or make it and go back to the case.

    Raises:
        NotFound: there is no such case or move for the reader.
    """
    case = queries.case(request.actor, number)
    back = reverse(f"{front}:case", args=[case.number])
    if code not in {each.code for each in queries.moves_open(request.actor, case)}:
        tell_gone(request, case)
        return redirect(back)
    asked = acts.ask(code, case, request.actor, reverse(f"{front}:move", args=[case.number, code]), request)
    asked = replace(asked, back=back)
    if request.method == "POST":
        try:
            if acts.do(asked, case, request.actor, request):
                messages.success(request, _("已办：%(move)s") % {"move": asked.name})
                return redirect(back)
        except Conflict as fault:
            messages.warning(request, str(fault))
            return redirect(back)
    if request.headers.get("HX-Request"):
        return render(request, "shell/act.html", {"act": asked})
    page = context(request, case, front) | {"act": asked}
    status = 422 if request.method == "POST" else 200
    return render(request, f"{front}/case.html", page, status=status)


def tell_gone(request: Request, case: Case) -> None:
    """Say of a move that is not on the table now that somebody was first, or that it cannot be made.

    Raises:
        NotFound: it was only asked for, not sent.
    """
    if request.method != "POST":
        raise NotFound
    if request.POST.get("seen") == str(case.version):
        messages.warning(request, _("这一步现在办不了，没有任何改动。"))
        return
    last = queries.history(case)[-1]
    words = _("%(who)s刚刚办了这件事，现在不用再办一次。请看下面的经过。")
    messages.warning(request, words % {"who": last.actor_name or _("系统")})


def context(request: Request, case: Case, front: str) -> dict[str, object]:
    """Return what the template of a case's page needs, the primary move asked at once.

    That the reader opened it is kept for colleagues, as at the desk; a page that a phone fetches by itself is
    not a look.
    """
    if POLL not in request.headers:
        seen.look(by=request.actor, case=case)
    links, primary = casefile.offered(request.actor, case, f"{front}:move")
    page = casefile.gather(request.actor, case, reverse(f"{front}:case", args=[case.number]), Shelf())
    page["front"] = front
    page["moves"] = [link for link in links if link.code != primary]
    if primary:
        url = reverse(f"{front}:move", args=[case.number, primary])
        page["act"] = acts.ask(primary, case, request.actor, url)
    return page
