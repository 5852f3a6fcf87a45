"""The list that an address asks for: its words, the choices beside it, its neighbours' addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases import asking, catalogue
from linli.cases.asking import LATE, TABS, Asked
from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.places import queries as places
from linli.sources.all import SOURCES
from linli.web.shell.shelf import Shelf

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Select:
    """One choice among the filters."""

    name: str
    label: str
    all: str
    options: Options
    value: str


def require(by: Actor) -> None:
    """Pass silently when `by` sees cases somewhere.

    Raises:
        NotAllowed: it does not.
    """
    if not prefixes(by, Permission.CASES_SEE):
        raise NotAllowed


def today() -> datetime:
    """Return the local midnight at which the present day began."""
    return clock.midnight(clock.today())


def asked(query: QueryDict | Mapping[str, str]) -> Asked:
    """Return the list that an address asks for."""
    return asking.ask({name: query.get(name, "") for name in query}, today())


def address(name: str, words: Mapping[str, str], **changed: str) -> str:
    """Return the address of a list at the page `name`; an empty word is left out."""
    said = {"tab": "open", **words, **changed}
    return f"{reverse(name)}?{urlencode({key: value for key, value in said.items() if value})}"


def tabs(wanted: Asked, page: str) -> list[dict[str, Any]]:
    """Return the stages as links that keep the filters."""
    names = {"open": _("全部在办"), LATE: _("超期"), "ended": pgettext("list", "已办结"), "all": _("全部")}
    return [
        {
            "label": names.get(key) or states[0].label,
            "url": address(page, wanted.words, tab=key),
            "current": key == wanted.tab,
        }
        for key, states in TABS.items()
    ]


def selects(by: Actor, wanted: Asked, shelf: Shelf) -> tuple[list[Select], list[Select]]:
    """Return the choices beside the search, and those behind "more"."""
    words = wanted.words
    area, body, source = words.get("area", ""), words.get("body", ""), words.get("source", "")
    first = [
        Select("area", _("区域"), _("所有区域"), _areas(by, area), area),
        Select("body", _("责任单位"), _("所有单位"), _bodies(by, body, shelf), body),
    ]
    days = [(str(count), _("近 %(count)d 天") % {"count": count}) for count in (1, 7, 30, 90)]
    only = [("urgent", _("只看急件")), ("supervised", _("只看督办")), ("suspended", _("只看挂账"))]
    sources = [(each.key, str(each.name)) for each in SOURCES]
    more = [
        Select("matter", _("事项大类"), _("所有事项"), _classes(), words.get("matter", "")[:2]),
        Select("source", _("来源"), _("所有来源"), sources, source),
        Select("days", _("何时上报"), _("不限时间"), days, words.get("days", "")),
        Select("only", _("特别"), _("不限"), only, words.get("only", "")),
        Select("sort", _("排序"), _("新的在前"), [("due", _("快到期的在前"))], words.get("sort", "")),
    ]
    return first, more


def _classes() -> Options:
    return [(each.code, catalogue.said.name(each)) for each in catalogue.current().classes]


def _areas(by: Actor, chosen: str) -> Options:
    """Return the areas directly below what the reader sees, and the chosen one with those below it."""
    scope = prefixes(by, Permission.CASES_SEE)[:3]
    found = {area.code: area.name for code in scope for area in places.children(code)}
    if chosen:
        found |= {chosen: places.name(chosen)}
        found |= {area.code: f"　{area.name}" for area in places.children(chosen)}
    return sorted(found.items())


def _bodies(by: Actor, chosen: str, shelf: Shelf) -> Options:
    """Return the bodies that serve where the reader sees cases."""
    scope = prefixes(by, Permission.CASES_SEE)
    own = by.organisations
    return [
        (body.code, body.name)
        for body in shelf.bodies
        if body.code in {chosen, *own}
        or any(body.area_code.startswith(code) or code.startswith(body.area_code) for code in scope if code)
        or ((not body.area_code or len(body.area_code) <= 6) and "" in scope)
    ][:400]


def office_names(keys: Iterable[str], shelf: Shelf) -> dict[str, str]:
    """Return the names of offices ("area:320402001", "body:CLEAN1") as a reader knows them, by key."""
    return {key: _office_name(key, shelf) for key in dict.fromkeys(keys)}


def _office_name(key: str, shelf: Shelf) -> str:
    kind, _colon, code = key.partition(":")
    if kind == "body":
        return shelf.name(code)
    return (places.name(code) if code else _("全市")) if kind == "area" else ""
