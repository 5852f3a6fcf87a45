"""Ladders: who is called when somebody falls silent, in which order, and how long each may take; data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

FILE = "ladder.toml"


class Who(StrEnum):
    """Whom a rung calls."""

    ELDER = "elder"
    KIN = "kin"
    GRID_WORKER = "grid_worker"
    DESK = "desk"
    PROPERTY = "property"
    VOLUNTEER = "volunteer"
    POLICE = "police"
    MEDICAL = "medical"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder.

    Args:
        code: names it in the history.
        who: whom it calls.
        name, name_en: what it is called.
        minutes: until the next rung.
        visit: whether it sends somebody to the door, so that it waits for the time to visit.
        emergency: whether an emergency goes straight here.
    """

    code: str
    who: Who
    name: str
    name_en: str
    minutes: int
    visit: bool = False
    emergency: bool = False

    @property
    def lasts(self) -> timedelta:
        """How long it may take."""
        return timedelta(minutes=self.minutes)

    def named(self, language: str) -> str:
        """Return its name in a language."""
        return self.name_en if language.startswith("en") else self.name


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs that were agreed on, in their order."""

    code: str
    name: str
    name_en: str
    rungs: tuple[Rung, ...]

    @property
    def emergency(self) -> int:
        """The place of the rung for emergencies, the last one when none is marked."""
        marked = (at for at, rung in enumerate(self.rungs) if rung.emergency)
        return next(marked, len(self.rungs) - 1)


@dataclass(frozen=True, slots=True)
class Ladders:
    """All ladders of a city, and what holds for each; see the comments of the file."""

    by_code: Mapping[str, Ladder]
    calls_a_day: int
    coming: timedelta
    again: timedelta

    def of(self, code: str) -> Ladder:
        """Return the ladder `code`, the first of the file when it is no longer there."""
        return self.by_code.get(code) or next(iter(self.by_code.values()))


def read(text: str) -> Ladders:
    """Return the ladders that a file's text describes.

    Raises:
        ValueError: it is no such file; says what is wrong.
    """
    try:
        data: dict[str, Any] = tomllib.loads(text)
        found = [
            Ladder(
                code=each["code"],
                name=each["name"],
                name_en=each["name_en"],
                rungs=tuple(Rung(**{**rung, "who": Who(rung["who"])}) for rung in each["rung"]),
            )
            for each in data["ladder"]
        ]
        ladders = Ladders(
            by_code={each.code: each for each in found},
            calls_a_day=int(data["calls_a_day"]),
            coming=timedelta(minutes=data["coming_minutes"]),
            again=timedelta(minutes=data["again_minutes"]),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"{FILE}: {fault}") from fault
    if len(ladders.by_code) != len(found) or not found:
        raise ValueError(f"{FILE}: a ladder is missing or there twice")
    for ladder in found:
        if not ladder.rungs or any(rung.minutes < 1 for rung in ladder.rungs):
            raise ValueError(f"{FILE}: {ladder.code}: every rung lasts at least one minute")
    return ladders


def current() -> Ladders:
    """Return the ladders in force: the city's own file, or Linli's.

    Raises:
        ValueError: the city's file is wrong.
    """
    own = Path(settings.HOME) / "data" / "care" / FILE
    return _read_file(own, own.stat().st_mtime_ns) if own.is_file() else _ours()


@lru_cache(maxsize=4)
def _read_file(path: Path, _changed: int) -> Ladders:
    return read(path.read_text("utf-8"))


@lru_cache(maxsize=1)
def _ours() -> Ladders:
    return read((files("linli") / "data" / "care" / FILE).read_text("utf-8"))
