"""The same rooms everywhere: a module has a name that the house knows, and stays small."""

import pytest

from tests.guards import house

ROOMS = {"rules", "events", "models", "queries", "actions", "handlers", "gateways"}
NAMED_BY_DJANGO = {"src/linli/kernel/sqlite/base.py"}
ALWAYS = {"__init__", "apps", "admin"}
# Packages with rooms of their own; a new room is a decision, written down here and in docs/floors.md.
OWN_ROOMS: dict[str, set[str]] = {
    "kernel": {
        "accounts",
        "actor",
        "among",
        "apikeys",
        "audit",
        "bulk",
        "clock",
        "crypto",
        "errors",
        "geo",
        "health",
        "idempotency",
        "ids",
    }
    | {"jobs", "limits", "mvt", "outbox", "permissions", "phones", "proof", "retelling", "rows"}
    | {"papers", "rehearsal", "retention", "seals", "search", "sqlite", "tables", "timing", "uploads"},
    "places": {"addresses", "atlas", "checks", "drafts", "files", "housing", "keeping", "locator"}
    | {"shapes", "tiles", "wording"},
    "devices": {"forbidden", "groups", "health", "ingest", "reading", "register", "retention", "signs"}
    | {"digest", "listeners", "logins", "messages", "openers", "refusals", "tallying"},
    "orgs": {"access", "levels", "party", "posts", "registers", "roster"},
    "cases": {
        "signal",
        "nearby",
        "catalogue",
        "workflow",
        "deadlines",
        "calendar",
        "notices",
        "bulk",
        "moves",
        "records",
        "seals",
        "search",
    }
    | {"intake", "dispatch", "handling", "verification", "evaluation", "pictures", "wording"}
    | {
        "access",
        "births",
        "book",
        "cleaning",
        "clocks",
        "filing",
        "inbox",
        "joining",
        "nudging",
        "lateness",
        "spots",
    }
    | {"effects", "revising", "retention", "rezoning", "tasks", "timing", "reading", "relief", "usual"}
    | {"advice", "asking", "batch", "drawn", "filters", "saved", "seen", "spread", "watch"}
    | {"public"},
    "care": {"agreements", "budget", "evaluation", "hazards", "published", "registers", "rhythm", "rungs"}
    | {"diary", "foresight", "hearing", "mapped", "policy", "saying", "sight", "wallclock", "watching"}
    | {"doors", "openings"},
    "insight": {"conditions", "nets", "points", "reports", "snapshots", "tallies"},
}
# Faces and lists: any file is a front, an endpoint, a command or a way in, but never a rule.
FREE = {"web", "api", "cli", "sources", "wiring"}
LUMBER = {"base", "common", "core", "helper", "helpers", "lib", "managers", "misc", "mixins", "receivers"}
LUMBER |= {"serializers", "services", "shared", "signals", "stuff", "tools", "util", "utils"}
RULES = {"rules", "workflow", "deadlines", "models", "actions"}
LINES = {"tests/": 450, "": 300}
SIZED = (".py", ".html", ".js")


def misplaced(name: str) -> str | None:
    """Return what is wrong with the name of a file under src/linli/, or None."""
    parts = house.module_of(name).split(".")[1:] + (["__init__"] if name.endswith("__init__.py") else [])
    if len(parts) < 2:
        return None
    package, rooms = parts[0], parts[1:]
    if set(rooms) & LUMBER and name not in NAMED_BY_DJANGO:
        return f"{name}: say what it does; {', '.join(sorted(LUMBER))} hold everything and nothing"
    if package in FREE:
        ruling = set(rooms) & RULES and "commands" not in rooms
        return f"{name}: a face holds no rule and no table" if ruling else None
    known = ROOMS | ALWAYS | OWN_ROOMS.get(package, set())
    return None if rooms[0] in known else f"{name}: `{rooms[0]}` is no room of {package}"


def oversized(name: str, text: str) -> bool:
    """Return whether a file is longer than the house allows."""
    limit = next(lines for folder, lines in LINES.items() if name.startswith(folder))
    return name.endswith(SIZED) and "/migrations/" not in name and text.count("\n") > limit


def test_every_module_is_a_known_room() -> None:
    faults = [fault for name in house.python_files() if (fault := misplaced(name))]
    assert not faults, house.listed("name a known room, or add it to OWN_ROOMS and docs/floors.md", faults)


@pytest.mark.parametrize(
    "name",
    [
        "src/linli/places/importing.py",
        "src/linli/cases/helpers.py",
        "src/linli/web/shell/utils.py",
        "src/linli/web/desk/rules.py",
        "src/linli/api/models.py",
    ],
)
def test_a_strange_room_is_found(name: str) -> None:
    assert misplaced(name)


@pytest.mark.parametrize(
    "name",
    ["src/linli/places/queries.py", "src/linli/places/queries/areas.py", "src/linli/web/desk/views.py"],
)
def test_a_room_of_the_house_passes(name: str) -> None:
    assert misplaced(name) is None


def test_no_file_is_long() -> None:
    faults = [name for name in house.tracked() if oversized(name, house.read(name))]
    assert not faults, house.listed("split by what it does", faults)


def test_a_long_file_is_found() -> None:
    assert oversized("src/linli/cases/moves.py", "x = 1\n" * 301)
    assert not oversized("src/linli/cases/moves.py", "x = 1\n" * 300)
    assert not oversized("src/linli/cases/migrations/0001_initial.py", "x = 1\n" * 301)
