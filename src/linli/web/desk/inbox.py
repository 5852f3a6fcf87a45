"""The desk's inbox: by stage, area, body and source, by words; a case opens beside the list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases import inbox as lists
from linli.cases import queries
from linli.cases.inbox import Filters
from linli.cases.workflow import ENDED, OPEN, State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, NotFound
from linli.kernel.permissions import Permission, prefixes
from linli.orgs import queries as orgs
from linli.places import queries as places
from linli.sources.all import SOURCES
from linli.web.shell import cards, casepage
from linli.web.shell.paging import with_query
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf
from linli.web.signin.gate import POLL

A_PAGE = 50
TABS: dict[str, tuple[State, ...]] = {
    "open": OPEN,
    "reported": (State.REPORTED, State.CHECKING),
    "filed": (State.FILED,),
    "handling": (State.HANDLING,),
    "handled": (State.HANDLED,),
    "verified": (State.VERIFIED,),
    "overdue": (State.FILED, State.HANDLING),
    "ended": ENDED,
    "all": (*OPEN, *ENDED),
}
LATE = "overdue"


@dataclass(frozen=True)
class Select:
    """One choice among the filters."""

    name: str
    label: str
    all: str
    options: list[tuple[str, str]]
    value: str


def filters(request: Request) -> tuple[str, Filters]:
    """Return the tab and the filters that the address asks for; what is unknown there counts as nothing."""
    asked = request.GET
    tab = asked.get("tab", "open")
    tab = tab if tab in TABS else "open"
    area = asked.get("area", "")
    return tab, Filters(
        states=TABS[tab],
        area=area if places.exists(area) else "",
        body=asked.get("body", "")[:40],
        source=asked.get("source", "")[:40],
        overdue=tab == LATE,
        since=_since(asked.get("days", "")),
        text=asked.get("q", "")[:100],
        order="due" if tab == LATE else "newest",
    )


def _since(days: str) -> datetime | None:
    """Return the local midnight at which the last `days` days began, today the last of them."""
    if not (days.isascii() and days.isdecimal() and len(days) < 4 and int(days)):
        return None
    today = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=int(days) - 1)


@never_cache
@login_required
@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show a page of cases, and the one that is open beside it.

    Raises:
        NotAllowed: the reader sees no cases.
    """
    if not prefixes(request.actor, Permission.CASES_SEE):
        raise NotAllowed
    tab, wanted = filters(request)
    page = lists.inbox(request.actor, wanted, request.GET.get("cursor", ""), A_PAGE)
    now, shelf = clock.now(), Shelf()
    shown = [
        cards.desk_card(
            case,
            now,
            shelf,
            reverse("desk:case", args=[case.number]),
            reverse("desk:pane", args=[case.number]),
        )
        for case in page.cases
    ]
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": _tabs(request, tab),
        "asked": request.GET,
        "filtered": bool(wanted.area or wanted.body or wanted.source or wanted.text or wanted.since),
        "selects": _selects(request.actor, wanted),
        "can_take": bool(prefixes(request.actor, Permission.HOTLINE_TAKE)),
        "cases": shown,
        "here": request.get_full_path(),
        "open_number": request.GET.get("open", ""),
        "first_url": with_query(request, cursor=None) if "cursor" in request.GET else "",
        "next_url": with_query(request, cursor=page.next, open=None) if page.next else "",
    }
    if POLL in request.headers:
        return render(request, "desk/list_part.html", context)
    return render(request, "desk/inbox.html", context | _opened(request))


def _opened(request: Request) -> dict[str, Any]:
    """Return what the pane shows of the case that the address opens, if it may be seen."""
    number = request.GET.get("open", "")
    if not number:
        return {}
    try:
        case = queries.case(request.actor, number)
    except NotFound:
        return {}
    return {**casepage.context(request, case, "desk"), "opened": True}


def _tabs(request: Request, tab: str) -> list[dict[str, Any]]:
    names = {"open": _("全部在办"), LATE: _("超期"), "ended": _("已办结"), "all": _("全部")}
    return [
        {
            "label": names.get(key) or states[0].label,
            "url": with_query(request, tab=key, cursor=None, open=None),
            "current": key == tab,
        }
        for key, states in TABS.items()
    ]


def _selects(by: Actor, wanted: Filters) -> list[Select]:
    return [
        Select("area", _("区域"), _("所有区域"), _areas(by, wanted.area), wanted.area),
        Select("body", _("责任单位"), _("所有单位"), _bodies(by, wanted.body), wanted.body),
        Select(
            "source",
            _("来源"),
            _("所有来源"),
            [(each.key, str(each.name)) for each in SOURCES],
            wanted.source,
        ),
    ]


def _areas(by: Actor, chosen: str) -> list[tuple[str, str]]:
    """Return the areas directly below what the reader sees, and the chosen one with those below it."""
    scope = prefixes(by, Permission.CASES_SEE)[:3]
    found = {area.code: area.name for code in scope for area in places.children(code)}
    if chosen:
        found |= {chosen: places.name(chosen)}
        found |= {area.code: f"　{area.name}" for area in places.children(chosen)}
    return sorted(found.items())


def _bodies(by: Actor, chosen: str) -> list[tuple[str, str]]:
    """Return the bodies that serve where the reader sees cases."""
    scope = prefixes(by, Permission.CASES_SEE)
    own = by.organisations
    return [
        (body.code, body.name)
        for body in orgs.bodies()
        if body.code in {chosen, *own}
        or any(body.area_code.startswith(code) or code.startswith(body.area_code) for code in scope if code)
        or ((not body.area_code or len(body.area_code) <= 6) and "" in scope)
    ][:400]
