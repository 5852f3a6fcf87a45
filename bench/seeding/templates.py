"""The cases that are copied: read once from a freshly built demo city, with all that hangs on them."""

import pickle
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, JSONField, Model

from bench.seeding.shelf import Row, Shelf, moment, shifted, shifted_json
from linli.cases.models import Case, Rating, Signal, Step, Task
from linli.cases.search import INDEX
from linli.kernel import audit, search

HANGING: tuple[type[Model], ...] = (Signal, Task, Rating)
_ALL: tuple[type[Model], ...] = (Case, Step, *HANGING)
TABLES = [model._meta.db_table for model in _ALL]
SEARCH = INDEX.table
ENDED = frozenset({"closed", "rejected"})


def columns(model: type[Model]) -> list[str]:
    """Return the columns of a table."""
    return [str(field.column) for field in model._meta.local_concrete_fields]


CASE, STEP = columns(Case), columns(Step)
_C = {name: place for place, name in enumerate(CASE)}
_S = {name: place for place, name in enumerate(STEP)}


@dataclass(slots=True)
class Template:
    """One case as the database spells it: its row, its steps, its words, and the rows of other tables."""

    case: Row
    steps: list[Row] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def number(self) -> str:
        """Its tracking number."""
        return str(self.case[_C["number"]])

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.case[_C["state"]] in ENDED

    @property
    def created_at(self) -> str:
        """When it was reported."""
        return str(self.case[_C["created_at"]])


@dataclass(slots=True)
class Stencil:
    """A template moved in time, ready to be copied: what differs from copy to copy is left open.

    `links` are the texts that the chain covers, cut where the case's number stands in them; `actors` are the
    steps whose actor is the reporter.
    """

    case: Row
    day: str
    steps: list[Row]
    links: list[list[str]]
    reporters: list[int]
    words: list[str]
    rows: dict[str, list[Row]]


def path() -> Path:
    """Return where the templates of this site are kept."""
    return Path(settings.HOME) / "templates.pickle"


def gather(shelf: Shelf) -> None:
    """Read every case of the site but merged ones, and keep them beside it."""
    by_id: dict[Any, Template] = {row[0]: Template(row) for row in shelf.read(Case._meta.db_table, CASE)}
    for row in sorted(shelf.read(Step._meta.db_table, STEP), key=lambda row: int(row[_S["seq"]])):
        by_id[row[_S["case_id"]]].steps.append(row)
    for model in HANGING:
        names = columns(model)
        place = names.index("case_id")
        for row in shelf.read(model._meta.db_table, names):
            by_id[row[place]].rows[model._meta.db_table].append(row)
    for row_id, line in shelf.read(SEARCH, ["rowid" if settings.SQLITE else "id", "tokens"]):
        by_id[row_id].words = shelf.words(line)
    kept = [each for each in by_id.values() if each.case[_C["state"]] != "merged"]
    for each in kept:
        own = set(search.tokens(each.number))
        each.words = [word for word in each.words if word not in own]
    kept.sort(key=lambda each: each.created_at)
    path().write_bytes(pickle.dumps(kept))


def load() -> list[Template]:
    """Return the templates, the oldest first."""
    kept: list[Template] = pickle.loads(path().read_bytes())
    return kept


def moved(model: type[Model], row: Row, by: timedelta, shelf: Shelf) -> Row:
    """Return a row with every moment in it moved."""
    found = list(row)
    for place, each in enumerate(model._meta.local_concrete_fields):
        if found[place] == shelf.null:
            continue
        if isinstance(each, DateTimeField):
            found[place] = shifted(found[place], by)
        elif isinstance(each, JSONField):
            found[place] = shelf.as_json(shifted_json(shelf.from_json(found[place]), by))
    return found


def stencil(template: Template, by: timedelta, shelf: Shelf) -> Stencil:
    """Return the template moved by some time."""
    case = moved(Case, template.case, by, shelf)
    for name in ("merged_into_id", "similar_to_id", "split_from_id"):
        case[_C[name]] = shelf.null
    case[_C["sealed_seq"]] = case[_C["step_count"]]
    steps = [moved(Step, row, by, shelf) for row in template.steps]
    number = template.number
    local = moment(case[_C["created_at"]]) + timedelta(hours=8)
    return Stencil(
        case=case,
        day=f"{local:%y%m%d}",
        steps=steps,
        links=[_covered(row, number, shelf).split(number) for row in steps],
        reporters=[i for i, row in enumerate(steps) if row[_S["actor"]] == f"reporter:{number}"],
        words=template.words,
        rows={
            model._meta.db_table: [
                moved(model, row, by, shelf) for row in template.rows[model._meta.db_table]
            ]
            for model in HANGING
        },
    )


def _covered(row: Row, number: str, shelf: Shelf) -> str:
    """Return the text that the hash of a step covers, as `Step.content` and `audit.canonical` spell it."""
    step = Step(
        seq=int(row[_S["seq"]]),
        at=_utc(row[_S["at"]]),
        actor=row[_S["actor"]],
        move=row[_S["move"]],
        from_state=row[_S["from_state"]],
        to_state=row[_S["to_state"]],
        data=shelf.from_json(row[_S["data"]]),
        note_digest=row[_S["note_digest"]],
    )
    return audit.canonical(step.content(number)).decode()


def _utc(text: str) -> Any:
    found = moment(text)
    return found if found.tzinfo else moment(text + "+00:00")
