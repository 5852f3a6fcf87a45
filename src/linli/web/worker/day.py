"""What a phone takes along for the day: one's grids in outline, buildings, matters, what is known there."""

from functools import lru_cache
from typing import Any

import msgspec
from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from linli.cases import access, book, catalogue, inbox, queries
from linli.cases.inbox import Filters
from linli.cases.models import Case
from linli.cases.usual import usual_matters
from linli.cases.workflow import MOVES, State
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.places import atlas
from linli.places import queries as places
from linli.places.rules import Level
from linli.web.resident.near import here
from linli.web.shell import cards, choices, wording
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf
from linli.web.worker import device

KNOWN, BUILDINGS, COMMON = 200, 600, 10
NEAR_M = 50.0
COARSE_M = 2.0
_GRID, _COMMUNITY, _STREET = 15, 12, 9
MOST_AREAS = 4


def serves(by: Actor) -> tuple[str, ...]:
    """Return the codes of the areas where `by` works; at most four, so that a phone can carry them.

    Raises:
        NotAllowed: `by` works nowhere.
    """
    found = prefixes(by, Permission.CASES_SEE)
    if not found:
        raise NotAllowed
    return found[:MOST_AREAS]


@never_cache
@device.kept
@require_safe
def day(request: Request) -> HttpResponse:
    """Give everything a phone needs to draw one's grids and to report there without network."""
    own = serves(request.actor)
    carried = {
        "own": [code for code in own if len(code) == _GRID],
        "settles": list(prefixes(request.actor, Permission.CASES_SETTLE)),
        "areas": _outlined(atlas.current().stamp, own),
        "buildings": _buildings(own),
        "known": _known(request.actor, own),
        "words": _edition(book.in_force()),
    }
    return HttpResponse(msgspec.json.encode(carried), content_type="application/json")


@lru_cache(maxsize=512)
def _outlined(stamp: str, own: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the outlines around the areas `own`: a grid's whole community, a street's grids, and so on."""
    found: dict[str, dict[str, Any]] = {}
    for code in own:
        around = code[:_COMMUNITY] if len(code) >= _COMMUNITY else code
        level = Level.GRID if len(around) >= _STREET else Level.STREET
        for feature in places.outlines(level, around, COARSE_M)["features"]:
            facts = feature["properties"]
            found[facts["code"]] = {
                "code": facts["code"],
                "name": " ".join(places.names(facts["code"])[-2:]),
                "short": facts["name"],
                "at": [facts["lon"], facts["lat"]],
                "rings": [
                    [[round(x, 6), round(y, 6)] for x, y in ring]
                    for polygon in feature["geometry"]["coordinates"]
                    for ring in polygon[:1]
                ],
            }
    return list(found.values())


def _buildings(own: tuple[str, ...]) -> list[list[Any]]:
    small = [code for code in own if len(code) >= _COMMUNITY]
    rows = places.buildings(small, BUILDINGS) if small else []
    return [
        [each.name, each.address, round(each.lon, 6), round(each.lat or 0.0, 6)]
        for each in rows
        if each.lon is not None
    ]


def _known(by: Actor, own: tuple[str, ...]) -> list[dict[str, Any]]:
    shelf = Shelf()
    rows = inbox.inbox(by, Filters(area=own[0] if len(own) == 1 else ""), "", KNOWN).cases
    return [_fact(by, case, shelf) for case in rows if case.lon is not None]


def _fact(by: Actor, case: Case, shelf: Shelf, metres: float | None = None) -> dict[str, Any]:
    sees = access.may_see(by, case)
    return {
        "number": case.number,
        "title": cards.title(case, shelf) if sees else cards.public_title(case, shelf),
        "matter": case.matter_code,
        "at": [case.lon, case.lat],
        "state": str(State(case.state).label),
        "when": wording.ago(clock.local(case.created_at), clock.local(clock.now())),
        "place": case.address if sees else "",
        "joins": access.may_make(by, MOVES["add_note"], case),
        "sees": sees,
        "tone": cards.tone(case, clock.now()),
        **({} if metres is None else {"metres": round(metres)}),
    }


@never_cache
@require_POST
def near(request: Request) -> JsonResponse:
    """Give what is known within fifty metres of a point, the nearest first; no address holds the point."""
    serves(request.actor)
    at, shelf = here(request.POST), Shelf()
    found = queries.known_near(request.actor, *at, NEAR_M) if at else []
    return JsonResponse({"known": [_fact(request.actor, case, shelf, away) for away, case in found]})


@never_cache
@require_POST
def matters(request: Request) -> JsonResponse:
    """Give the matters that some words may mean, the likeliest first; no address holds the words."""
    serves(request.actor)
    found = choices.guessed(request.POST.get("text", ""))
    rows = [{"code": code, "name": name} for code, name, _score in found]
    return JsonResponse({"matters": rows})


@gzip_page
@never_cache
@device.kept
@require_safe
def words(request: Request) -> HttpResponse:
    """Give the words that point at matters, so that a phone without network can guess by the same rule."""
    serves(request.actor)
    known = book.in_force()
    carried = {
        "edition": _edition(known),
        "rows": [[score, code, *parts] for score, code, parts in catalogue.table(known)],
        "names": {each.code: choices.matter_name(each, plain=True) for each in known.matters},
    }
    return HttpResponse(msgspec.json.encode(carried), content_type="application/json")


def _edition(known: catalogue.Catalogue) -> str:
    """Return what differs once the words or the language in which they are answered do."""
    return f"{known.digest[:16]}-{get_language()}"


def common(by: Actor, only_small: bool = False) -> list[dict[str, str]]:
    """Return the matters for one press: what comes up around here at this hour first."""
    known, english = book.in_force(), get_language() == "en"
    small = {each.matter: each for each in known.small_things}
    codes = usual_matters(by, known, clock.now(), len(small) + COMMON if only_small else COMMON)
    if only_small:
        codes = list(dict.fromkeys([*(code for code in codes if code in small), *small]))
    return [
        {
            "code": code,
            "name": choices.matter_name(known.matter(code), plain=True),
            "done": (small[code].done_en if english else small[code].done) if only_small else "",
        }
        for code in codes
    ]
