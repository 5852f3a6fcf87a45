"""Today's work: what waits to be handled, checked or inspected, in the order of deadline and walking way."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import inbox, queries, relief
from linli.cases.inbox import Filters
from linli.cases.models import Case
from linli.cases.workflow import MOVES, Need, State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.web.shell import acts, cards, casepage, navigation
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf
from linli.web.worker import device
from linli.web.worker.lines import line

MOST = 60
WRITTEN = frozenset({Need.NOTE, Need.REASON, Need.TEXT, Need.PICTURES})
"""What a move may ask so that its form works on a phone without network."""

NOW, TODAY, LATER = 0, 1, 2


@never_cache
@login_required
@device.kept
@require_safe
def home(request: Request) -> HttpResponse:
    """Show what waits for the reader, by kind of work.

    Raises:
        NotAllowed: the reader does not work here.
    """
    page = _waiting(request)
    saved = relief.today(request.actor)
    page |= {
        "can_settle": bool(prefixes(request.actor, Permission.CASES_SETTLE)),
        "can_report": bool(prefixes(request.actor, Permission.CASES_SEE)),
        "saved": [(field.label, count) for field, count in saved.most_common()],
        "saved_total": saved.total(),
    }
    return render(request, "worker/home.html", page)


@never_cache
@login_required
@require_safe
def waiting(request: Request) -> HttpResponse:
    """Give the lists alone, for a page that refreshes itself."""
    return render(request, "worker/lists.html", _waiting(request))


def _waiting(request: Request) -> dict[str, Any]:
    if not navigation.is_staff(request.actor):
        raise NotAllowed
    found, now, shelf = inbox.work_of(request.actor, MOST), clock.now(), Shelf()
    kinds = {
        _("等您处置"): [case for case in found if case.state == State.HANDLING],
        _("请您去看一看"): [case for case in found if case.state == State.CHECKING],
        _("等您核查"): _to_verify(request.actor),
    }
    address = cards.addresses("worker:case")
    groups: list[dict[str, Any]] = []
    for name, cases in kinds.items():
        if cases:
            ordered = sorted(cases, key=lambda case: (band(case, now), case.due_at or case.created_at))
            said = [line(case, band(case, now), address(case.number), now, shelf) for case in ordered]
            groups.append({"name": name, "lines": said})
    return {"groups": groups}


def _to_verify(by: Actor) -> list[Case]:
    if not prefixes(by, Permission.CASES_VERIFY):
        return []
    return inbox.inbox(by, Filters(states=(State.HANDLED,), order="due"), "", MOST).cases


def band(case: Case, now: datetime) -> int:
    """Return whether a case is for now (urgent, supervised or late), for today, or for later."""
    if case.urgent or case.supervised_at is not None or (case.due_at is not None and case.due_at < now):
        return NOW
    tonight = clock.midnight(clock.local(now).date() + timedelta(days=1))
    return TODAY if case.due_at is not None and case.due_at < tonight else LATER


@never_cache
@login_required
@device.kept
@require_safe
def case(request: Request, number: str) -> HttpResponse:
    """Show one case with the one thing to do about it, and every other that needs no network."""
    return render(request, "worker/case.html", _file(request, queries.case(request.actor, number)))


def _file(request: Request, found: Case) -> dict[str, Any]:
    """Return what the page of a case needs; `others` are the forms that work without network."""
    page: dict[str, Any] = casepage.context(request, found, "worker")
    written = [move for move in page["moves"] if _is_written(move.code)]
    page["others"] = [acts.ask(move.code, found, request.actor, move.url) for move in written]
    for other in page["others"]:
        other.form.auto_id = f"id_{other.code}_%s"
    page["moves"] = [move for move in page["moves"] if move not in written]
    page["primary"] = "act" in page and _is_written(page["act"].code)
    return page


def _is_written(code: str) -> bool:
    """Return whether a move asks for words and pictures only, so that a phone can take it without network."""
    return {*MOVES[code].needs, *MOVES[code].takes} <= WRITTEN


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, number: str, code: str) -> HttpResponse:
    """Ask for, or make, one move."""
    return casepage.move(request, number, code, front="worker")


@never_cache
@login_required
@device.kept
@require_safe
def plan(request: Request) -> HttpResponse:
    """Show the reader's grids as a plan that the phone draws by itself."""
    if not prefixes(request.actor, Permission.CASES_SEE):
        raise NotAllowed
    return render(request, "worker/plan.html")


@never_cache
@login_required
@device.kept
@require_safe
def box(request: Request) -> HttpResponse:
    """Show the frame of the outbox; what is in it is known to the phone alone."""
    return render(request, "worker/box.html")
