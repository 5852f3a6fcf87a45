"""Rules are pure: no Django, no database, no clock, no outside world."""

import ast
from collections.abc import Iterator

import pytest

from tests.guards import house

PURE = {"rules", "workflow", "deadlines"}  # and any module so named that is not a command
IMPURE_MODULES = {"django", "os", "random", "requests", "secrets", "socket", "subprocess", "time", "urllib"}
IMPURE_ROOMS = {"actions", "gateways", "handlers", "models", "queries"}
IMPURE_KERNEL = {"audit", "clock", "idempotency", "limits", "outbox", "search"}
# Words that are looked up when they are shown touch neither the database nor the clock.
WORDS = {
    "django.db.models",
    "django.db.models.IntegerChoices",
    "django.db.models.TextChoices",
    "django.utils.functional",
    "django.utils.functional.Promise",
    "django.utils.translation",
    "django.utils.translation.gettext_lazy",
    "django.utils.translation.gettext_noop",
    "django.utils.translation.ngettext_lazy",
    "django.utils.translation.pgettext_lazy",
}
CLOCKS = {"now", "today", "utcnow"}


def impurities(module: ast.Module) -> Iterator[str]:
    """Yield what a pure module must not reach for."""
    for name in set(house.imports(module)) - WORDS:
        parts = name.split(".")
        ours = parts[0] == "linli" and len(parts) > 2
        if parts[0] in IMPURE_MODULES or (
            ours and (parts[2] in IMPURE_ROOMS or (parts[1] == "kernel" and parts[2] in IMPURE_KERNEL))
        ):
            yield f"import of {name}"
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield f"a look at the clock in line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            yield f"a file opened in line {node.lineno}"


def intake_callers(files: dict[str, ast.Module]) -> list[str]:
    """Return the files outside `sources` and `cases` that reach for cases.intake."""
    allowed = ("src/linli/sources/", "src/linli/cases/")
    others = {name: module for name, module in files.items() if not name.startswith(allowed)}
    return [name for name, module in others.items() if "linli.cases.intake" in house.imports(module)]


def test_rules_are_pure() -> None:
    files = [
        name
        for name in house.python_files()
        if house.module_of(name).rsplit(".", 1)[-1] in PURE and "/management/commands/" not in name
    ]
    assert len(files) >= 2, "the guard must see the rules"
    found = {name: list(impurities(house.tree(name))) for name in files}
    assert not {name: list_ for name, list_ in found.items() if list_}


@pytest.mark.parametrize(
    "snippet",
    [
        "from django.db.models import Q",
        "from django.utils.translation import gettext",
        "from linli.kernel import clock",
        "from linli.orgs.queries import actor_of",
        "from linli.orgs import models as orgs",
        "import time",
        "import datetime\nnow = datetime.datetime.now()",
        "text = open('limits.csv').read()",
    ],
)
def test_an_impure_rule_is_found(snippet: str) -> None:
    assert list(impurities(ast.parse(snippet)))


def test_a_pure_rule_passes() -> None:
    snippet = (
        "from datetime import timedelta\nfrom linli.kernel.permissions import Permission\nDAY = timedelta(1)"
    )
    assert not list(impurities(ast.parse(snippet)))


def test_only_sources_take_signals_in() -> None:
    assert not intake_callers({name: house.tree(name) for name in house.python_files()})


def test_a_face_that_takes_signals_in_is_found() -> None:
    bad = ast.parse("from linli.cases import intake")
    assert intake_callers({"src/linli/web/views.py": bad}) == ["src/linli/web/views.py"]
    assert not intake_callers({"src/linli/sources/hotline.py": bad})
