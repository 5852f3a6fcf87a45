"""Every page stands in tools/pages.py, so that pictures, axe and the limits look at all of them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.urls import get_resolver, resolve
from django.urls.resolvers import URLPattern

from linli.web.signin.backend import OFFICE
from tests.guards import house
from tools.pages import FINDS, PAGES, PARTS

FRONTS = ("shell:", "resident:", "worker:", "desk:", "city:", "account_", "mfa_")
FILLED = dict.fromkeys(FINDS, "1" * 15)


def named(resolver: Any, space: str = "") -> Iterator[str]:
    """Yield the full names of every address under `resolver`."""
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}"
        else:
            yield from named(each, f"{space}{each.namespace}:" if each.namespace else space)


def offices() -> set[str]:
    """Return the addresses of the office that somebody may open: lists, new rows and rows of each model."""
    verbs: dict[str, set[str]] = {}
    for rows in OFFICE.values():
        for row, allowed in rows.items():
            verbs.setdefault(row, set()).update(allowed)
    pages: set[str] = set()
    for model in admin.site._registry:
        name = f"{model._meta.app_label}.{model._meta.model_name}"
        may = verbs.get(name, set())
        label = name.replace(".", "_")
        pages |= {f"admin:{label}_changelist"} if may else set()
        pages |= {f"admin:{label}_add"} if "add" in may else set()
    return pages


def missing(listed: set[str]) -> set[str]:
    """Return the addresses of fronts that are neither listed as a page nor as a part of one."""
    fronts = {name for name in named(get_resolver()) if name.startswith(FRONTS)}
    return (fronts | offices()) - listed - PARTS


def listed() -> set[str]:
    """Return the names of the addresses in the list."""
    return {resolve(page.path.format(**FILLED).split("?")[0]).view_name for page in PAGES}


def test_every_page_is_in_the_list() -> None:
    faults = missing(listed())
    assert not faults, house.listed("add to PAGES (or PARTS) in tools/pages.py", faults)


def test_a_missing_page_is_found() -> None:
    assert missing(listed() - {"desk:inbox"}) == {"desk:inbox"}
    assert missing(listed() - {"admin:places_area_changelist"}) == {"admin:places_area_changelist"}


def test_pages_have_names_of_their_own() -> None:
    names = [page.name for page in PAGES]
    assert len(names) == len(set(names))


def test_the_office_registers_nothing_that_nobody_may_open() -> None:
    open_to_some = {model for models in OFFICE.values() for model in models}
    registered = {f"{each._meta.app_label}.{each._meta.model_name}" for each in admin.site._registry}
    assert registered == open_to_some
