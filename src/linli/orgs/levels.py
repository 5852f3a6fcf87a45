"""The party's levels as the city names them: read from data/orgs/party_levels.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from linli.orgs.rules import Level, PartyKind

_FILE = "orgs/party_levels.toml"


@dataclass(frozen=True, slots=True)
class Levels:
    """The layering in force: the levels of each kind of party organisation, and the industries."""

    of_kind: dict[PartyKind, tuple[Level, ...]]
    industries: dict[str, tuple[str, str]]

    def find(self, kind: PartyKind, key: str) -> Level | None:
        """Return the level `key` of the organisations of `kind`, or None."""
        return next((level for level in self.of_kind[kind] if level.key == key), None)

    def every(self) -> dict[str, Level]:
        """Return all levels by key."""
        return {level.key: level for levels in self.of_kind.values() for level in levels}


def current() -> Levels:
    """Return the city's layering: its own file data/orgs/party_levels.toml in LINLI_HOME, or Linli's."""
    own = settings.HOME / "data" / _FILE
    return _read(own if own.exists() else None)


@cache
def _read(own: Path | None) -> Levels:
    text = own.read_text("utf-8") if own else (resources.files("linli") / "data" / _FILE).read_text("utf-8")
    return parse(text)


def parse(text: str) -> Levels:
    """Return the layering that `text` (TOML) describes.

    Raises:
        ValueError: the file names a scheme it does not hold, or repeats a key within one.
    """
    data = tomllib.loads(text)
    schemes = {name: _levels(name, block["levels"]) for name, block in data["schemes"].items()}
    if data["scheme"] not in schemes:
        raise ValueError(f"{_FILE}: scheme {data['scheme']!r} is not among [schemes]")
    territory = schemes[data["scheme"]]
    return Levels(
        of_kind={
            PartyKind.TERRITORY: territory,
            PartyKind.GRID: territory,
            PartyKind.UNIT: schemes["unit"],
            PartyKind.INDUSTRY: schemes["industry"],
        },
        industries={key: (row["name"], row["name_en"]) for key, row in data["industries"].items()},
    )


def _levels(scheme: str, rows: list[dict[str, str]]) -> tuple[Level, ...]:
    keys = [row["key"] for row in rows]
    if len(set(keys)) != len(keys):
        raise ValueError(f"{_FILE}: scheme {scheme!r} repeats a key")
    return tuple(
        Level(row["key"], row["name"], row["name_en"], depth) for depth, row in enumerate(rows, start=1)
    )


def name_of(level: Level) -> str:
    """Return the name of `level` in the reader's language."""
    return level.name if (get_language() or "zh").startswith("zh") else level.name_en


def industry_name(key: str) -> str:
    """Return the name of the industry `key` in the reader's language, or the key when it is unknown."""
    chinese, english = current().industries.get(key, (key, key))
    return chinese if (get_language() or "zh").startswith("zh") else english
