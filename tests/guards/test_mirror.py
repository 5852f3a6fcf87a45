"""Tests mirror the source: every module that does something is named by a test of its package."""

import ast
import re

from tests.guards import house

UNTESTED = {"__init__", "apps", "admin"}


def does_something(module: ast.Module) -> bool:
    """Return whether a file has a function or a method beyond `__str__`."""
    functions = [
        node for node in ast.walk(module) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return any(node.name != "__str__" for node in functions)


def is_covered(module: str, tests: dict[str, str]) -> bool:
    """Return whether a test file bears the module's name, imports it, or runs it as a command or a page."""
    package, room = module.split(".")[1], module.rsplit(".", 1)[-1]
    parent = module.rsplit(".", 1)[0]
    if ".management.commands." in module:
        return any(re.search(rf"""["']{room}["']""", text) for text in tests.values())
    imported = re.compile(
        rf"{re.escape(module)}\b|from {re.escape(parent)} import (?:\([^)]*|[^\n(]*)\b{re.escape(room)}\b"
    )
    near = [name for name in tests if name.startswith((f"tests/{package}/", "tests/e2e/"))]
    named = re.compile(rf"/test_(?:\w+_)?{re.escape(room)}(?:_\w+)?\.py$")
    return any(named.search(name) for name in near) or any(imported.search(text) for text in tests.values())


def test_every_module_has_its_test() -> None:
    tests = {name: house.read(name) for name in house.python_files("tests/") if "/guards/" not in name}
    found = [
        house.module_of(name)
        for name in house.python_files()
        if name.rsplit("/", 1)[-1].removesuffix(".py") not in UNTESTED and does_something(house.tree(name))
    ]
    assert not [module for module in found if module.count(".") > 1 and not is_covered(module, tests)]


def test_a_module_without_a_test_is_found() -> None:
    assert not is_covered("linli.cases.moves", {"tests/cases/test_x.py": "from linli.cases import intake"})


def test_a_covered_module_passes() -> None:
    assert is_covered("linli.cases.moves", {"tests/cases/test_moves.py": ""})
    assert is_covered("linli.cases.moves", {"tests/cases/test_x.py": "from linli.cases import intake, moves"})
    assert is_covered("linli.cli.management.commands.tick", {"tests/cli/test_x.py": 'call_command("tick")'})
