"""Following a report: every public step in plain words; with the secret link, also judging and adding."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import access, queries
from linli.cases.models import Case
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, NotFound
from linli.web.shell import acts, cards, clockwords, photos
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

OFFERED = {
    "rate": gettext_lazy("提交评价"),
    "reopen": gettext_lazy("没办好，请再办"),
    "ask_again": gettext_lazy("有不同意见，再次反映"),
    "add_information": gettext_lazy("补充情况"),
    "urge": gettext_lazy("催一催"),
    "withdraw": gettext_lazy("不用办了，撤回"),
}
"""What a reporter may do, in the order and the words of the page."""


@dataclass(frozen=True)
class Told:
    """One public step: when, what the reporter is told, what was said with it, and its pictures."""

    at: datetime
    words: str
    note: str
    pictures: list[photos.Photo]


@dataclass(frozen=True)
class Offer:
    """Something the reporter may do now: its heading, its form, and where that goes."""

    code: str
    name: str
    button: str
    url: str
    form: forms.Form
    confirm: str
    open: bool


@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """Lead from the number (and the secret code, for one that is not public) to its page."""
    number = "".join(request.GET.get("number", "").split())[:40]
    key = "".join(request.GET.get("code", "").split())[:40]
    if key and access_ok(number, key):
        return redirect("resident:own", number, key)
    if not number:
        return render(request, "resident/follow.html", {"asked": True})
    if Case.objects.filter(number=number, public=True).exists():
        return redirect("resident:track", number)
    return render(request, "resident/follow.html", {"number": number, "tried": bool(key)}, status=404)


def access_ok(number: str, key: str) -> bool:
    """Return whether the secret code opens the case `number`, and there is one."""
    try:
        queries.public_case(number, key)
    except NotFound:
        return False
    return True


@require_safe
def track(request: Request, number: str) -> HttpResponse:
    """Show everybody how far a public case is; the one whose account reported it sees all of it."""
    case = Case.objects.filter(number=number).first()
    if case is None or not (case.public or access.is_reporter(request.actor, case)):
        raise NotFound
    mine = access.is_reporter(request.actor, case)
    return _page(request, case, request.actor if mine else None, "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: Request, number: str, key: str) -> HttpResponse:
    """Show the reporter their case, and let them judge, add, urge, withdraw or ask for it again.

    Raises:
        NotFound: the secret does not open this number.
    """
    reporter = access.reporter(number, key)
    return _page(request, queries.case(reporter, number), reporter, key)


@never_cache
@require_http_methods(["POST"])
def act(request: Request, number: str, move: str) -> HttpResponse:
    """Make a reporter's move, and show the page again: with thanks, or with what is wrong."""
    key = request.POST.get("k", "")
    by = access.reporter(number, key) if key else request.actor
    case = queries.case(by, number)
    if move not in OFFERED or not access.is_reporter(by, case):
        raise NotFound
    asked = acts.ask(move, case, by, "", request)
    try:
        if acts.do(asked, case, by, request):
            return redirect(cards.track_url(number, key) + f"?done={move}")
    except Conflict as fault:
        asked.form.add_error(None, str(fault))
    return _page(request, queries.case(by, number), by, key, asked)


def _page(
    request: Request, case: Case, by: Actor | None, key: str, asked: acts.Ask | None = None
) -> HttpResponse:
    now, shelf = clock.now(), Shelf()
    pictures = photos.of(case, key) if by else []
    offers = _offers(case, by, key, asked) if by else []
    rate = next((offer for offer in offers if offer.code == "rate"), None)
    link = cards.track_url(case.number, key)
    page: dict[str, Any] = {
        "case": case,
        "title": cards.title(case, shelf) if by else cards.public_title(case, shelf),
        "place": (case.address if by else "") or cards.place(case.grid_code),
        "body": shelf.name(case.body_code),
        "expected": clockwords.expected(case, now),
        "steps": _told(case, pictures, shown=by is not None),
        "pictures": [photo for photo in pictures if photo.step == 1],
        "mine": by is not None,
        "rate": rate,
        "offers": [offer for offer in offers if offer.code != "rate"],
        "key": key,
        "sent": request.GET.get("sent") == "1" and by is not None,
        "thanks": _thanks(request.GET.get("done", "")),
        "link": link,
        "absolute": settings.PUBLIC_URL + link,
    }
    return render(request, "resident/track.html", page, status=422 if asked else 200)


def _told(case: Case, pictures: list[photos.Photo], *, shown: bool) -> list[Told]:
    """Return the public steps in order; what was written with them only to the reporter (`shown`)."""
    kinds = {"done": "after", "verify_pass": "verify", "verify_fail": "verify", "confirm": "check"}
    found = []
    for step in queries.public_steps(case):
        kind = kinds.get(step.move, "")
        of_step = [photo for photo in pictures if photo.kind == kind] if kind else []
        found.append(Told(step.at, step.text, step.note if shown else "", of_step))
    return found


def _offers(case: Case, by: Actor, key: str, asked: acts.Ask | None) -> list[Offer]:
    found = []
    open_now = {move.code: move for move in queries.moves_open(by, case)}
    for code, button in OFFERED.items():
        tried = asked is not None and asked.code == code
        if code not in open_now:
            continue
        ask = asked if asked is not None and tried else acts.ask(code, case, by, "")
        found.append(
            Offer(
                code=code,
                name=ask.name,
                button=str(button),
                url=reverse("resident:act", args=[case.number, code]),
                form=ask.form,
                confirm=ask.confirm,
                open=tried,
            )
        )
    return found


def _thanks(done: str) -> str:
    words = {
        "rate": _("谢谢您的评价。"),
        "reopen": _("收到，我们重新安排。"),
        "ask_again": _("收到，工作人员会重新看。"),
        "add_information": _("补充的情况收到了。"),
        "urge": _("已经替您催了。"),
        "withdraw": _("已撤回，打扰您了。"),
    }
    return words.get(done, "")
