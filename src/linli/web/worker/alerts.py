"""Elders who live alone, for those who serve their grid: alerts, each answered in one tap, and visits."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.care import actions, openings, queries, saying
from linli.care.models import Alert, Visit
from linli.kernel import clock, ids
from linli.kernel.errors import LinliError, NotAllowed, NotFound
from linli.kernel.permissions import Permission, prefixes
from linli.web.shell import elders
from linli.web.shell.request import Request

MOST = 60
SOON = timedelta(days=7)


@never_cache
@login_required
@require_safe
def care(request: Request) -> HttpResponse:
    """Show the open alerts and the visits of the coming week where the reader serves.

    Raises:
        NotAllowed: the reader sees no plans anywhere.
    """
    by = request.actor
    if not prefixes(by, Permission.CARE_SEE):
        raise NotAllowed
    today = clock.today()
    due = queries.missed_visits(by, today + SOON)[:MOST]
    page = {
        "alerts": [elders.line(each.plan) | {"alert": each} for each in queries.open_alerts(by)[:MOST]],
        "visits": [
            elders.line(each) | {"late": bool(each.next_visit_on and each.next_visit_on < today)}
            for each in due
        ],
        "key": ids.token(),
        "doors": openings.waiting(by).count(),
    }
    return render(request, "worker/care.html", page)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: Request, code: str) -> HttpResponse:
    """Show one alert: why, what was done, and what can be done; opened by POST, also who and where.

    Raises:
        NotFound: there is none where the reader sees plans.
    """
    found = queries.alert(request.actor, code)
    page: dict[str, Any] = {
        **elders.line(found.plan),
        "alert": found,
        "why": queries.why(found, get_language()),
        "steps": queries.steps(found),
        "outcome": Alert.Outcome(found.outcome).label if found.outcome else "",
    }
    if request.method == "POST" and found.cleared_at is None:
        page["opened"] = actions.look(by=request.actor, plan=found.plan, reason=saying.ANSWERING)
    return render(request, "worker/alert.html", page)


@never_cache
@login_required
@require_POST
def answer(request: Request, code: str, what: str) -> HttpResponse:
    """Do one thing about an alert, and show it again.

    Raises:
        NotFound: there is no such alert or thing to do.
    """
    found = queries.alert(request.actor, code)
    verbs: dict[str, Callable[[], object]] = {
        "coming": partial(actions.come, by=request.actor, alert=found),
        "pass": partial(actions.hand_on, by=request.actor, alert=found),
        "help": partial(actions.ask_help, by=request.actor, alert=found, emergency=False),
        "emergency": partial(actions.ask_help, by=request.actor, alert=found, emergency=True),
    }
    ends = (Alert.Outcome.SAFE, Alert.Outcome.AWAY, Alert.Outcome.DEVICE, Alert.Outcome.HELPED)
    verbs |= {
        each.value: partial(actions.end_alert, by=request.actor, alert=found, outcome=each.value)
        for each in ends
    }
    if what not in verbs:
        raise NotFound
    try:
        verbs[what]()
    except LinliError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("记下了。"))
    return redirect("worker:alert", code)


@never_cache
@login_required
@require_POST
def visit(request: Request, code: str) -> HttpResponse:
    """Record a routine visit in one tap.

    Raises:
        NotFound: there is no such plan where the reader sees plans.
    """
    plan = queries.plan(request.actor, code)
    get = request.POST.get
    try:
        actions.record_visit(
            by=request.actor,
            plan=plan,
            key=f"{get('key', '')[:40]}:{plan.code}",
            outcome=get("outcome", ""),
            how=get("how", Visit.How.DOOR),
        )
    except LinliError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("探访记下了。"))
    return redirect("worker:care")
