"""What is not described is not finished: settings, events, sources and permissions have their line."""

import ast
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from linli.kernel.permissions import Permission
from tests.guards import house

READERS = {"text", "flag", "number", "secret", "get", "getenv"}
VARIABLE = re.compile(r"LINLI_[A-Z0-9_]+|PORT")


def variables_read(module: ast.Module) -> Iterator[str]:
    """Yield the environment variables that a file reads."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            value = node.args[0].value
            if called in READERS and isinstance(value, str) and VARIABLE.fullmatch(value):
                yield value
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            value = node.slice.value
            if isinstance(value, str) and VARIABLE.fullmatch(value):
                yield value


def undescribed(names: Iterable[str], page: str) -> set[str]:
    """Return the names that a page does not mention in code type."""
    return {name for name in names if f"`{name}`" not in page}


def event_classes(module: ast.Module) -> set[str]:
    """Return the classes of an events.py."""
    classes = {node.name for node in module.body if isinstance(node, ast.ClassDef)}
    return {name for name in classes if not name.startswith("_")}


def unheard(events: Iterable[str], handlers: str, page: str) -> set[str]:
    """Return the events that wiring/handlers.py does not list and docs/flow.md does not explain."""
    return {name for name in undescribed(events, page) if not re.search(rf"\b{name}\b", handlers)}


def sources(page: ast.Module) -> set[str]:
    """Return the ways in that sources/all.py lists."""
    found = {name.removeprefix("linli.sources.") for name in house.imports(page) if name != "linli.sources"}
    return {name for name in found if "." not in name} - {"contract"}


def test_every_setting_is_described() -> None:
    read = {name for file in house.python_files() for name in variables_read(house.tree(file))}
    assert {"LINLI_HOME", "LINLI_DATABASE_URL"} <= read, "the guard must see the settings"
    assert not undescribed(read, house.read("docs/settings.md")), "describe it in docs/settings.md"


def test_every_described_setting_is_read() -> None:
    files = [name for folder in ("src/linli/", "tests/", "tools/") for name in house.python_files(folder)]
    read = {name for file in files for name in variables_read(house.tree(file))}
    described = set(re.findall(r"^\| `(LINLI_[A-Z0-9_]+)`", house.read("docs/settings.md"), re.M))
    assert not described - read, "docs/settings.md describes a setting that nothing reads"


def test_a_read_variable_is_seen_in_every_form() -> None:
    snippet = "env.text('LINLI_A'); os.environ['LINLI_B']; os.environ.get('LINLI_C', ''); env.text('HOME')"
    assert set(variables_read(ast.parse(snippet))) == {"LINLI_A", "LINLI_B", "LINLI_C"}
    assert undescribed(["LINLI_A", "LINLI_B"], "| `LINLI_A` | ... |") == {"LINLI_B"}


def test_every_event_is_heard_or_explained() -> None:
    files = [name for name in house.python_files() if name.endswith("/events.py")]
    events = {event for name in files for event in event_classes(house.tree(name))}
    page = house.read("docs/flow.md") if "docs/flow.md" in house.tracked() else ""
    found = unheard(events, house.read("src/linli/wiring/handlers.py"), page)
    assert not found, house.listed(
        "list it in wiring/handlers.py, or say in docs/flow.md who it is for", found
    )


def test_an_unheard_event_is_found() -> None:
    events = event_classes(ast.parse("class CaseMoved(Event):\n    case: int\nclass _Base: ..."))
    assert unheard(events, "HANDLERS = {}", "") == {"CaseMoved"}
    assert not unheard(events, "HANDLERS = {cases.CaseMoved: [tell]}", "")
    assert not unheard(events, "HANDLERS = {}", "`CaseMoved` is for connected systems.")


def test_every_way_in_has_its_page() -> None:
    page = "src/linli/sources/all.py"
    found = sources(house.tree(page)) if page in house.tracked() else set()
    pages = {f"docs/sources/{name}.md" for name in found}
    assert not pages - set(house.tracked())


def test_a_way_in_is_recognised() -> None:
    page = "from linli.sources import contract, hotline\nfrom linli.sources.contract import Source"
    assert sources(ast.parse(page)) == {"hotline"}


def test_every_permission_is_described() -> None:
    assert not undescribed((permission.value for permission in Permission), house.read("docs/permissions.md"))


def test_an_undescribed_permission_is_found() -> None:
    assert undescribed(["cases:case:see"], "`cases:case:file`") == {"cases:case:see"}


def dependencies(config: dict[str, list[str]]) -> set[str]:
    """Return the names of everything that the project may install."""
    lines = [line for group in config.values() for line in group]
    return {re.split(r"[\[<>=~! ;]", line, maxsplit=1)[0].lower() for line in lines}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(house.read("pyproject.toml"))["project"]
    names = dependencies({"runtime": project["dependencies"], **project["optional-dependencies"]})
    assert not undescribed(names, house.read("docs/adr/0002-dependencies.md"))


def test_an_unreasoned_dependency_is_found() -> None:
    names = dependencies({"runtime": ["Django~=5.2.0", "left-pad[all]>=1"], "dev": ["ruff"]})
    assert undescribed(names, "`django` and `ruff`") == {"left-pad"}


def broken_links(name: str, text: str, files: Iterable[str]) -> list[str]:
    """Return the relative links of a page that lead to no file of the project."""
    known = {*files, *(str(parent) for file in files for parent in PurePosixPath(file).parents)}
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", text)
    targets = {link: posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) for link in links}
    return [f"{name}: {link}" for link, target in targets.items() if target not in known]


def test_every_link_leads_somewhere() -> None:
    pages = [name for name in house.tracked() if name.endswith(".md")]
    found = [link for name in pages for link in broken_links(name, house.read(name), house.tracked())]
    assert not found, house.listed("mend the link, or add the page", found)


def test_a_broken_link_is_found() -> None:
    text = "[flow](docs/flow.md#states) [why](docs/) [site](https://example.org) ![lost](docs/lost.png)"
    assert broken_links("README.md", text, ["docs/flow.md"]) == ["README.md: docs/lost.png"]
