"""Tests mirror the source: every module that does something is named by a test of its package."""

import ast
import re

from tests.guards import house

FACES = {"web", "api", "cli"}
UNTESTED = {"__init__", "apps", "admin"}


def does_something(module: ast.Module) -> bool:
    """Return whether a file has a function or a method beyond `__str__`."""
    functions = [
        node for node in ast.walk(module) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return any(node.name != "__str__" for node in functions)


def is_covered(module: str, tests: dict[str, str]) -> bool:
    """Return whether a test bears the module's name, imports it or its room, or runs it as a command.

    What lies in a front (web.desk, api.open311, cli.demo) is covered by the tests of that front.
    """
    package, name = module.split(".")[1], module.rsplit(".", 1)[-1]
    if ".management.commands." in module:
        return any(re.search(rf"""["']{name}["']""", text) for text in tests.values())
    near = [each for each in tests if each.startswith((f"tests/{package}/", "tests/e2e/"))]
    if package in FACES and module.count(".") > 2:
        front = module.split(".")[2]
        return any(
            each.startswith((f"tests/{package}/{front}/", f"tests/{package}/test_{front}")) for each in near
        )
    named = re.compile(rf"/test_(?:\w+_)?{re.escape(name)}(?:_\w+)?\.py$")
    return any(named.search(each) for each in near) or any(
        is_imported(each, text) for each in with_its_room(module) for text in tests.values()
    )


def with_its_room(module: str) -> list[str]:
    """Return the module, and the room whose part it is: cases.actions for cases.actions.filing."""
    parts = module.split(".")
    return [module, ".".join(parts[:3])] if len(parts) > 3 else [module]


def is_imported(module: str, text: str) -> bool:
    """Return whether a file imports a module, by either form of import."""
    parent, name = module.rsplit(".", 1)
    names = rf"from {re.escape(parent)} import (?:\([^)]*|[^\n(]*)\b{re.escape(name)}\b"
    return bool(re.search(rf"{re.escape(module)}\b|{names}", text))


def test_every_module_has_its_test() -> None:
    tests = {name: house.read(name) for name in house.python_files("tests/") if "/guards/" not in name}
    found = [
        house.module_of(name)
        for name in house.python_files()
        if name.rsplit("/", 1)[-1].removesuffix(".py") not in UNTESTED and does_something(house.tree(name))
    ]
    faults = [module for module in found if module.count(".") > 1 and not is_covered(module, tests)]
    assert not faults, house.listed("no test names or imports", faults)


def test_a_module_without_a_test_is_found() -> None:
    assert not is_covered("linli.cases.moves", {"tests/cases/test_x.py": "from linli.cases import intake"})


def test_a_covered_module_passes() -> None:
    assert is_covered("linli.cases.moves", {"tests/cases/test_moves.py": ""})
    assert is_covered("linli.cases.moves", {"tests/cases/test_x.py": "from linli.cases import intake, moves"})
    assert is_covered(
        "linli.cases.actions.filing", {"tests/cases/test_x.py": "from linli.cases import actions"}
    )
    assert is_covered("linli.web.desk.inbox", {"tests/web/desk/test_pages.py": "client.get('/desk/')"})
    assert not is_covered("linli.web.desk.inbox", {"tests/web/city/test_pages.py": "client.get('/city/')"})
    assert is_covered("linli.cli.management.commands.tick", {"tests/cli/test_x.py": 'call_command("tick")'})
