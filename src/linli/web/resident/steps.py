"""Reporting one question a page, for those who like it slow and large; works without script.

What was answered travels in a sealed cookie of this device, so that going back and a page loaded twice lose
nothing, and nothing is kept here before it is sent.
"""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases import book, pictures
from linli.cases.catalogue import Catalogue
from linli.kernel import crypto, ids
from linli.kernel.errors import FieldError, InvalidInput, NotFound
from linli.places import queries as places
from linli.sources import listen, strangers
from linli.sources.contract import Report
from linli.web.shell import cards, choices, place
from linli.web.shell.request import Request

COOKIE = "linli_steps"
PATH = "/report/steps/"
HOLDS_S = 3600
LONGEST_TEXT, LONGEST_ADDRESS = 500, 100
STEPS = ("what", "words", "where", "phone", "send")
FIELDS = {"words": {"text"}, "where": {"address", "lon", "lat", "location"}, "phone": {"phone"}}


@dataclass(frozen=True)
class Draft:
    """What was answered so far; `key` names the report, so that it is filed once."""

    key: str = ""
    text: str = ""
    matter_code: str = ""
    lon: str = ""
    lat: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Choice:
    """Something to press: its value and its words."""

    code: str
    name: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, name: str) -> HttpResponse:
    """Ask one question, or take its answer and go on to the next."""
    if name not in STEPS:
        raise NotFound
    draft = _read(request)
    if request.method == "POST":
        return _ANSWERS[name](request, draft)
    if STEPS.index(name) > 1 and not draft.text:
        return redirect("resident:step", "what")
    if STEPS.index(name) > 2 and not (draft.address or draft.lon):
        return redirect("resident:step", "where")
    return _page(request, name, draft)


def _what(request: Request, draft: Draft) -> HttpResponse:
    """Take the matter that was pressed; its plain name is what is said, until somebody says more."""
    matter = book.in_force().matter(request.POST.get("matter", "")[:20])
    if matter is None:
        return _go("words", draft)
    return _go("where", replace(draft, matter_code=matter.code, text=choices.matter_name(matter, plain=True)))


def _words(request: Request, draft: Draft) -> HttpResponse:
    said = request.POST.get("text", "").strip()[: LONGEST_TEXT + 1]
    answered = replace(draft, text=said, matter_code="")
    faults = _faults(request, answered, "words")
    if len(said) > LONGEST_TEXT:
        faults = [_("最多写 500 个字，请写短一点。")]
    return _page(request, "words", answered, faults) if faults else _go("where", answered)


def _where(request: Request, draft: Draft) -> HttpResponse:
    said = {name: request.POST.get(name, "").strip()[:20] for name in ("lon", "lat")}
    address = request.POST.get("address", "").strip()[:LONGEST_ADDRESS]
    answered = replace(draft, **said, address=address)
    faults = _faults(request, answered, "where")
    if not faults and said["lon"] and not places.locate(float(said["lon"]), float(said["lat"])).code:
        faults = [_("这个位置不在本市，请写下地址。")]
        answered = replace(answered, lon="", lat="")
    return _page(request, "where", answered, faults) if faults else _go("phone", answered)


def _phone(request: Request, draft: Draft) -> HttpResponse:
    said = "" if "none" in request.POST else request.POST.get("phone", "").strip()[:30]
    answered = replace(draft, phone=said)
    faults = _faults(request, answered, "phone")
    return _page(request, "phone", answered, faults) if faults else _go("send", answered)


def _send(request: Request, draft: Draft) -> HttpResponse:
    """Give everything to the source; what it refuses is told where it was answered."""
    if not draft.text:
        return redirect("resident:step", "what")
    data = {name: value for name, value in asdict(draft).items() if name != "key"}
    try:
        case = listen.hear(
            "resident_report",
            by=request.actor,
            data={**data, "public": "yes" if request.POST.get("public") else ""},
            uploads=pictures.prepare([file for file in request.FILES.getlist("pictures") if file]),
            external_id=draft.key or ids.token(),
            who=strangers.stranger(request),
        )
    except InvalidInput as fault:
        name = _step_of(fault.errors)
        return _page(request, name, draft, [str(error.message) for error in fault.errors])
    answer = redirect(cards.track_url(case.number, crypto.link_key(case.number)) + "?sent=1")
    answer.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return answer


_ANSWERS = {"what": _what, "words": _words, "where": _where, "phone": _phone, "send": _send}


def _faults(request: Request, draft: Draft, name: str) -> list[str]:
    """Return what the source would refuse of the answers of one step."""
    data = {key: value for key, value in asdict(draft).items() if key != "key"}
    try:
        listen.source_of("resident_report").to_signal(Report(request.actor, data, draft.key))
    except InvalidInput as fault:
        return [str(error.message) for error in fault.errors if error.field in FIELDS[name]]
    return []


def _step_of(errors: tuple[FieldError, ...]) -> str:
    named = {error.field for error in errors}
    return next((name for name, fields_ in FIELDS.items() if named & fields_), "send")


def _page(request: Request, name: str, draft: Draft, faults: list[str] | None = None) -> HttpResponse:
    known = book.in_force()
    at = STEPS.index(name)
    page: dict[str, Any] = {
        "step": name,
        "draft": draft,
        "faults": faults or [],
        "back": STEPS[at - 1] if at else "",
        "number": max(at, 1),
        "of": len(STEPS) - 1,
    }
    if name == "what":
        topic = request.GET.get("topic", "")
        page |= {"topic": topic, "choices": _choices(known, topic)}
    if name == "where":
        page["community"] = " ".join(places.names(place.chosen(request))[-2:])
    if name == "send":
        page |= {"place": _place_words(draft), "public": "public" in request.POST}
    answer = render(request, f"resident/steps/{name}.html", page, status=422 if faults else 200)
    strangers.remember(request, answer)
    return answer


def _choices(known: Catalogue, topic: str) -> list[Choice]:
    """Return the topics, or the matters of one, in the reader's language."""
    matters = [each for each in known.matters if each.public]
    if topic:
        return [
            Choice(each.code, choices.matter_name(each, plain=True))
            for each in matters
            if each.topic == topic
        ]
    used = {each.topic for each in matters}
    return [Choice(each.code, choices.named(each)) for each in known.topics if each.code in used]


def _place_words(draft: Draft) -> str:
    if draft.address or not draft.lon:
        return draft.address
    return " ".join(places.locate(float(draft.lon), float(draft.lat)).names[-2:])


def _read(request: Request) -> Draft:
    """Return what this device answered so far; a new draft when there is none, or it is not ours."""
    try:
        kept = json.loads(crypto.decrypt(request.COOKIES.get(COOKIE, "")) or "{}")
        known = {each.name: str(kept[each.name]) for each in fields(Draft) if each.name in kept}
    except (ValueError, TypeError):
        known = {}
    return Draft(**{"key": ids.token(), **known})


def _go(name: str, draft: Draft) -> HttpResponse:
    """Lead to the next question, with the answers so far sealed in a cookie."""
    answer = redirect("resident:step", name)
    answer.set_cookie(
        COOKIE,
        crypto.encrypt(json.dumps(asdict(draft), ensure_ascii=False)),
        max_age=HOLDS_S,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer
