"""What the guards look at: the files of the house, parsed once."""

import ast
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "linli"
# What set-up and the tools make, for a copy of the project that has no git.
MADE = {".git", ".venv", ".linli", "node_modules", "vendor", "__pycache__", "dist", ".hypothesis"}
MADE |= {".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}


@cache
def tracked() -> tuple[str, ...]:
    """Return the names of the files that git keeps or would keep; without git, all but what set-up made."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    names = done.stdout.splitlines()
    if done.returncode:
        found = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [path.as_posix() for path in found if not MADE & set(path.parts)]
    return tuple(sorted({name for name in names if (ROOT / name).is_file()}))


def read(name: str) -> str:
    """Return the text of a file named from the project's root; binary files read as nothing."""
    try:
        return (ROOT / name).read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree(name: str) -> ast.Module:
    """Return a Python file, parsed."""
    return ast.parse(read(name), name)


@cache
def packages() -> tuple[str, ...]:
    """Return the packages of the house."""
    return tuple(sorted(path.parent.name for path in SOURCE.glob("*/__init__.py")))


def python_files(under: str = "src/linli/") -> Iterator[str]:
    """Yield the Python files under a folder, without migrations."""
    for name in tracked():
        if name.startswith(under) and name.endswith(".py") and "/migrations/" not in name:
            yield name


def listed(advice: str, faults: Iterable[str]) -> str:
    """Return what to do and every fault on a line of its own, for the message of a failed guard."""
    return "\n  ".join([advice, *sorted(faults)])


def module_of(name: str) -> str:
    """Return the dotted module of a file under src/."""
    return name.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(module: ast.Module) -> Iterator[str]:
    """Yield every module (and module.name) that a parsed file imports."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def floors() -> tuple[frozenset[str], ...]:
    """Return the floors of the import contract from the top down."""
    config = tomllib.loads(read("pyproject.toml"))
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(contract for contract in contracts if contract["type"] == "layers")["layers"]
    return tuple(frozenset(part.strip() for part in layer.split("|")) for layer in layers)


def floor_of(package: str) -> int:
    """Return how high a package stands; the kernel is 0."""
    levels = list(reversed(floors()))
    return next(level for level, names in enumerate(levels) if package in names)
