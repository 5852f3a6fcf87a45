"""The page of an elder under plan and of those the elder named: last sign, leave, looks, withdrawal."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.care import actions, agreements, doors, openings, queries
from linli.care.agreements import Heard
from linli.care.models import Alert, Leave, Plan
from linli.kernel import clock, ids
from linli.kernel.actor import Actor
from linli.kernel.errors import LinliError, NotFound
from linli.people import queries as people
from linli.web.shell import opened
from linli.web.shell.request import Request

HEARD = {
    Heard.MORNING: gettext_lazy("今天上午有动静"),
    Heard.AFTERNOON: gettext_lazy("今天下午有动静"),
    Heard.EVENING: gettext_lazy("今天晚上有动静"),
    Heard.YESTERDAY: gettext_lazy("今天还没有，昨天有动静"),
    Heard.NOT_YET: gettext_lazy("今天还没有动静"),
}
AWAY = {"1": 1, "3": 3, "7": 7, "30": 30}
"""For how many days somebody may say at one tap that the elder is away."""


@never_cache
@require_safe
def page(request: Request, name: str, key: str) -> HttpResponse:
    """Show what the holder of a secret link may know: no track, no place, no hour.

    Raises:
        NotFound: the link opens nothing, or no more.
    """
    by, plan = queries.by_link(name, key)
    return _page(request, by, plan, name, key)


@never_cache
@require_POST
def act(request: Request, name: str, key: str, what: str) -> HttpResponse:
    """Do one of the few things on the page, and show it again.

    Raises:
        NotFound: the link opens nothing, or there is no such thing to do.
    """
    by, plan = queries.by_link(name, key)
    verb = {"fine": _fine, "away": _away, "back": _back, "withdraw": _withdraw}.get(what)
    verb = verb or {"door": _door, "nodoor": _no_door}.get(what)
    if verb is None:
        raise NotFound
    try:
        if said := verb(request, by, plan):
            messages.success(request, said)
    except NotFound:
        raise
    except LinliError as fault:
        messages.error(request, str(fault))
    return redirect("resident:care", name, key)


def _fine(_request: Request, by: Actor, plan: Plan) -> str:
    alert = queries.open_alert(plan)
    if alert is not None:
        actions.end_alert(by=by, alert=alert, outcome=Alert.Outcome.SAFE)
    elif plan.ended_at is None:
        actions.hear(plan=plan, at=clock.now(), signal=agreements.Signal.CALL)
    return _("知道了，谢谢。社区不再为这次担心。")


def _away(request: Request, by: Actor, plan: Plan) -> str:
    days = AWAY.get(request.POST.get("days", ""), 1)
    kind = request.POST.get("kind", Leave.Kind.AWAY)
    actions.go_away(by=by, plan=plan, kind=kind, back_at=clock.now() + timedelta(days=days))
    return _("记下了，这几天不会打扰。提前回来请点“已经回来”。")


def _back(_request: Request, by: Actor, plan: Plan) -> str:
    actions.come_back(by=by, plan=plan)
    return _("欢迎回来，记下了。")


def _withdraw(_request: Request, by: Actor, plan: Plan) -> str:
    actions.withdraw(by=by, plan=plan)
    return _("已经停止关照，不再使用任何信号。留下的信息三十天内删除。")


def _door(request: Request, by: Actor, plan: Plan) -> str:
    get = request.POST.get
    actions.ask_opening(by=by, plan=plan, gate=get("gate", ""), phone=get("phone", ""), key=get("key", ""))
    return ""


def _no_door(_request: Request, by: Actor, plan: Plan) -> str:
    going = openings.current(plan)
    if going is not None and going.ended_at is None:
        actions.drop_opening(by=by, opening=going)
    return _("好的，不开了。")


def _doors(plan: Plan, standing: str) -> dict[str, Any]:
    """Return what shows of forgotten keys: what goes on, which gates can be asked for, what was opened."""
    going = openings.current(plan)
    allowed, _now = openings.is_agreed(plan, doors.Asker.ELDER if standing == "elder" else doors.Asker.KIN)
    return {
        "door": opened.line(going) if going else None,
        "gates": openings.gates(plan) if allowed else [],
        "openings": [opened.line(each) for each in openings.of_plan(plan).exclude(ended_at=None)[:20]],
        "token": ids.token(),
    }


def _page(request: Request, by: Actor, plan: Plan, name: str, key: str) -> HttpResponse:
    standing = queries.standing(by, plan)
    shown: dict[str, Any] = {
        "own": standing == "elder",
        "ended": plan.ended_at is not None,
        "name": name,
        "key": key,
        "elder": people.masked(plan.elder).name if plan.elder else "",
    }
    if plan.ended_at is None:
        agreed = queries.agreement(plan)
        shown |= {
            "heard": HEARD[queries.heard(plan)],
            "alert": queries.open_alert(plan),
            "leave": queries.leave(plan),
            "kinds": Leave.Kind.choices,
            **_doors(plan, standing),
            "looks": queries.looks(by, plan),
            "agreed": agreed,
            "signals": agreements.words(agreed.signals, agreements.Signal) if agreed else [],
            "purposes": agreements.words(agreed.purposes, agreements.Purpose) if agreed else [],
        }
    return render(request, "resident/care.html", shown)
