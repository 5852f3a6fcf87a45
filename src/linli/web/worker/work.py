"""Today's work: what waits to be handled, checked or inspected, the most urgent or the nearest first."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import inbox, queries
from linli.cases.inbox import Filters
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.web.resident.near import here
from linli.web.shell import cards, casepage, navigation
from linli.web.shell.cards import Card, Point
from linli.web.shell.points import around
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

MOST = 60


@never_cache
@login_required
@require_safe
def home(request: Request) -> HttpResponse:
    """Show what waits for the reader, by kind of work.

    Raises:
        NotAllowed: the reader does not work here.
    """
    if not navigation.is_staff(request.actor):
        raise NotAllowed
    at = here(request)
    found = inbox.work_of(request.actor, MOST)
    groups = [
        _group(_("等您处置"), [case for case in found if case.state == State.HANDLING], at),
        _group(_("请您去看一看"), [case for case in found if case.state == State.CHECKING], at),
        _group(_("等您核查"), _to_verify(request.actor), at),
    ]
    page = {
        "groups": [group for group in groups if group["cases"]],
        "can_settle": bool(prefixes(request.actor, Permission.CASES_SETTLE)),
        "by_distance": at is not None,
    }
    return render(request, "worker/home.html", page)


def _to_verify(by: Actor) -> list[Case]:
    if not prefixes(by, Permission.CASES_VERIFY):
        return []
    return inbox.inbox(by, Filters(states=(State.HANDLED,), order="due"), "", MOST).cases


def _group(name: str, found: list[Case], at: Point | None) -> dict[str, Any]:
    now, shelf = clock.now(), Shelf()
    shown = [
        cards.desk_card(case, now, shelf, reverse("worker:case", args=[case.number]), here=at)
        for case in found
    ]
    if at is not None:
        shown.sort(key=_distance)
    return {"name": name, "cases": shown}


def _distance(card: Card) -> float:
    return card.metres if card.metres is not None else float("inf")


@never_cache
@login_required
@require_safe
def case(request: Request, number: str) -> HttpResponse:
    """Show one case with the one thing to do about it."""
    return casepage.show(request, number, front="worker", template="worker/case.html")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, number: str, code: str) -> HttpResponse:
    """Ask for, or make, one move."""
    return casepage.move(request, number, code, front="worker")


@login_required
@require_safe
def points(request: Request, number: str) -> HttpResponse:
    """Give the case and what is near as points for its map."""
    return around(request.actor, queries.case(request.actor, number), "worker:case")
