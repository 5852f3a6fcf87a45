"""My community: its news, its public matters, who serves there, and whom to call."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import queries as cases
from linli.channels import queries as channels
from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.orgs import queries as orgs
from linli.places import queries as places
from linli.web.resident.near import here as point_of
from linli.web.shell import cards, place
from linli.web.shell.place import COMMUNITY
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

CASES, NEWS, GUESSES = 10, 20, 8


@dataclass(frozen=True)
class Choice:
    """An area to go into, or a community to choose."""

    code: str
    name: str
    path: str
    final: bool


@require_safe
def choose(request: Request) -> HttpResponse:
    """Lead to one's own community, or help to choose it: by name, by place, or from the list."""
    query = " ".join(request.GET.get("q", "").split())[:60]
    at = point_of(request.GET)
    if at and (located := places.locate(*at)) and len(located.code) >= COMMUNITY:
        return redirect("resident:community", located.code[:COMMUNITY])
    if not (query or "in" in request.GET or "change" in request.GET) and (code := place.chosen(request)):
        return redirect("resident:community", code)
    within = request.GET.get("in", "")
    within = within if within and places.exists(within) else ""
    page = {
        "query": query,
        "found": _found(query) if query else [],
        "outside": at is not None,
        "within": " ".join(places.names(within)),
        "areas": [] if query else _below(within),
    }
    return render(request, "resident/choose.html", page)


@require_safe
def community(request: Request, code: str) -> HttpResponse:
    """Show a community's news, matters, servants and telephone.

    Raises:
        NotFound: there is no such community.
    """
    if not place.is_community(code):
        raise NotFound
    now, shelf = clock.now(), Shelf()
    page = {
        "code": code,
        "name": places.name(code),
        "path": " ".join(places.names(code)[:-1]),
        "mine": place.chosen(request) == code,
        "news": channels.news_at(code)[:NEWS],
        "cases": [cards.public_card(case, now, shelf) for case in cases.public_in(code, CASES)],
        "office": orgs.office_of(code),
        "serving": _serving(code),
    }
    return render(request, "resident/community.html", page)


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the community as one's own on this device.

    Raises:
        NotFound: there is no such community.
    """
    if not place.is_community(code):
        raise NotFound
    answer = redirect("resident:community", code)
    place.remember(answer, code)
    return answer


@require_http_methods(["GET", "HEAD"])
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one notice."""
    found = channels.news(pk)
    page = {"news": found, "place": " ".join(places.names(found.area_code))}
    return render(request, "resident/news.html", page)


def _serving(code: str) -> list[str]:
    """Return who serves the community as a whole or one of its grids, as anybody may know."""
    found = orgs.serving_community(code)
    return [f"{one.duty_name} {one.name}" for one in found]


def _found(query: str) -> list[Choice]:
    """Return the communities that a text may mean, each once."""
    codes = dict.fromkeys(
        guess.code[:COMMUNITY]
        for guess in places.locate_address(query, GUESSES * 2)
        if len(guess.code) >= COMMUNITY
    )
    return [_choice(code) for code in codes][:GUESSES]


def _below(code: str) -> list[Choice]:
    return [_choice(area.code) for area in places.children(code)] if len(code) < COMMUNITY else []


def _choice(code: str) -> Choice:
    names = places.names(code)
    return Choice(code, names[-1] if names else code, " ".join(names[:-1]), len(code) == COMMUNITY)
