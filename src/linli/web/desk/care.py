"""Elders under plan, for the desk: silences, missed visits, consents that run out, emergencies to review."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.care import actions, agreements, openings, queries, rungs
from linli.care.models import Emergency
from linli.kernel import clock
from linli.kernel.errors import LinliError, NotAllowed, NotFound
from linli.kernel.permissions import Permission, may, prefixes
from linli.people import queries as people
from linli.web.desk.careplans import ENDS
from linli.web.shell import elders, opened
from linli.web.shell.request import Request

MOST = 200
SOON = timedelta(days=30)


@never_cache
@login_required
@require_safe
def care(request: Request) -> HttpResponse:
    """Show what a desk should know of the elders in its area.

    Raises:
        NotAllowed: the reader sees no plans anywhere.
    """
    by = request.actor
    if not prefixes(by, Permission.CARE_SEE):
        raise NotAllowed
    rows = queries.plans(by)
    page = {
        "alerts": [elders.line(each.plan) | {"alert": each} for each in queries.open_alerts(by)[:MOST]],
        "missed": [elders.line(each) for each in queries.missed_visits(by)[:MOST]],
        "ending": [
            elders.line(each.plan) | {"until": each.until}
            for each in queries.running_out(by, clock.today() + SOON)[:MOST]
        ],
        "emergencies": queries.unreviewed(by).count(),
        "may_review": bool(prefixes(by, Permission.CARE_REVIEW)),
        "may_answer": bool(prefixes(by, Permission.CARE_ANSWER)),
        "doors": openings.waiting(by).count(),
        "plans": [elders.line(each) for each in rows[:MOST]],
        "count": rows.count(),
        "may_make": bool(prefixes(by, Permission.CARE_EDIT)),
    }
    return render(request, "desk/care.html", page)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, code: str) -> HttpResponse:
    """Show one plan masked; asked why by POST, once in clear.

    Raises:
        NotFound: there is none where the reader sees plans.
    """
    found = queries.plan(request.actor, code)
    page: dict[str, Any] = elders.line(found)
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            page["opened"] = actions.look(by=request.actor, plan=found, reason=reason)
        except LinliError as fault:
            page["fault"] = str(fault)
    agreed = queries.agreement(found)
    edits = may(request.actor, Permission.CARE_EDIT, found.grid_code)
    page |= {
        "agreed": agreed,
        "signals": agreements.words(agreed.signals, agreements.Signal) if agreed else [],
        "purposes": agreements.words(agreed.purposes, agreements.Purpose) if agreed else [],
        "consents": found.consents.order_by("-id"),
        "kin": [
            (each, people.masked(each.contact))
            for each in found.kin.select_related("contact").order_by("place")
        ],
        "visits": found.visits.order_by("-at")[:12],
        "leave": queries.leave(found),
        "may_edit": edits,
        "openings": [opened.line(each) for each in openings.of_plan(found)[:12]],
        "may_answer": may(request.actor, Permission.CARE_ANSWER, found.grid_code),
        "mapped": queries.pseudonyms(request.actor, found) if edits else [],
        "rungs": [each.named(get_language() or "") for each in rungs.current().of(found.ladder).rungs],
        "ends": ENDS.items(),
    }
    return render(request, "desk/care_plan.html", page, status=422 if "fault" in page else 200)


@never_cache
@login_required
@require_POST
def withdraw(request: Request, code: str) -> HttpResponse:
    """Take a consent back on behalf of the person who called: no reason is asked.

    Raises:
        NotFound: there is none where the reader sees plans.
        NotAllowed: the reader keeps no plans there.
    """
    found = queries.plan(request.actor, code)
    actions.withdraw(by=request.actor, plan=found)
    messages.success(request, _("已经停止关照，不再使用任何信号。留下的信息三十天内删除。"))
    return redirect("desk:care")


@never_cache
@login_required
@require_safe
def emergencies(request: Request) -> HttpResponse:
    """Show who opened a plan in an emergency: those that wait for a review, and the last reviewed.

    Raises:
        NotAllowed: the reader reviews nothing.
    """
    by = request.actor
    if not prefixes(by, Permission.CARE_REVIEW):
        raise NotAllowed
    page = {
        "waiting": [elders.line(each.plan) | {"one": each} for each in queries.unreviewed(by)[:MOST]],
        "done": [elders.line(each.plan) | {"one": each} for each in queries.reviewed(by)[:50]],
    }
    return render(request, "desk/care_emergencies.html", page)


@never_cache
@login_required
@require_POST
def review(request: Request, emergency: int) -> HttpResponse:
    """Say whether it was right to open a plan in an emergency.

    Raises:
        NotFound: it does not wait for a review by the reader.
    """
    found: Emergency | None = queries.unreviewed(request.actor).filter(pk=emergency).first()
    if found is None:
        raise NotFound
    try:
        actions.review(
            by=request.actor,
            emergency=found,
            justified=request.POST.get("justified") == "yes",
            review=request.POST.get("review", ""),
        )
    except LinliError as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("记下了。"))
    return redirect("desk:care_emergencies")
