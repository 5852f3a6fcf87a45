"""The catalogue as a whole: its look-ups, its JSON and its digest, so that a case can keep its rules."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Self

import msgspec

from linli.cases.catalogue.values import (
    Condition,
    Escalation,
    Matter,
    MatterClass,
    OldCode,
    Responsibility,
    Rules,
    SmallThing,
    Topic,
    Trade,
    Word,
)


@dataclass(frozen=True)
class Catalogue:
    """All rules of one version; equal content has the same `digest`."""

    version: str
    source: str
    hours: tuple[str, ...]
    day_hours: float
    rules: Rules
    escalation: tuple[Escalation, ...]
    classes: tuple[MatterClass, ...]
    topics: tuple[Topic, ...]
    trades: tuple[Trade, ...]
    matters: tuple[Matter, ...]
    conditions: tuple[Condition, ...]
    old_codes: tuple[OldCode, ...]
    responsibilities: tuple[Responsibility, ...]
    small_things: tuple[SmallThing, ...]
    words: tuple[Word, ...]

    @cached_property
    def _matters(self) -> dict[str, Matter]:
        return {matter.code: matter for matter in self.matters}

    @cached_property
    def _conditions(self) -> dict[str, list[Condition]]:
        found = defaultdict(list)
        for condition in self.conditions:
            found[condition.code].append(condition)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Condition]:
        return {condition.id: condition for condition in self.conditions}

    @cached_property
    def _old(self) -> dict[tuple[str, str], OldCode]:
        return {(old.list, old.code): old for old in self.old_codes}

    @cached_property
    def _small(self) -> dict[str, SmallThing]:
        return {small.matter: small for small in self.small_things}

    def matter(self, code: str) -> Matter | None:
        """Return the matter of a five-digit code, or of an eleven-digit one (the county before it)."""
        return self._matters.get(code[6:] if len(code) == 11 else code)

    def conditions_of(self, code: str) -> tuple[Condition, ...]:
        """Return the matter's conditions, the one to assume first; never empty for a known matter."""
        if rows := self._conditions.get(code):
            return tuple(rows)
        matter = self._matters.get(code)
        return (self._default(matter),) if matter else ()

    def condition(self, id: str) -> Condition | None:
        """Return one condition by its id."""
        if found := self._by_id.get(id):
            return found
        code, dash, number = id.partition("-")
        matter = self._matters.get(code)
        return self._default(matter) if matter and dash and number == "0" else None

    def _default(self, matter: Matter) -> Condition:
        rules = self.rules
        part = matter.is_component
        return Condition(
            id=f"{matter.code}-0",
            code=matter.code,
            when=rules.default_when,
            when_en=rules.default_when_en,
            done=rules.default_done,
            done_en=rules.default_done_en,
            limit=rules.component_limit if part else rules.event_limit,
            unit=rules.component_unit if part else rules.event_unit,
        )

    def old_code(self, code: str, list: Literal["event", "component"] = "event") -> OldCode | None:
        """Return what an old code such as "01-10" (also 0110 or 01010) is today."""
        digits = code.replace("-", "")
        return self._old.get((list, f"{digits[:2]}-{int(digits[2:]):02d}")) if digits.isdecimal() else None

    def small_thing(self, code: str) -> SmallThing | None:
        """Return how the matter may be settled on the spot, or None when it may not."""
        return self._small.get(code)

    def responsible(self, code: str, area_code: str = "") -> Responsibility | None:
        """Return whose work the matter is in the area: the longest matter code, then area, wins."""
        fitting = [
            r for r in self.responsibilities if code.startswith(r.match) and area_code.startswith(r.area)
        ]
        return max(fitting, key=lambda r: (len(r.match), len(r.area)), default=None)

    def to_json(self) -> str:
        """Return the whole catalogue as canonical JSON, for keeping a version."""
        return msgspec.json.encode(self, order="sorted").decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Return the catalogue that `to_json` wrote.

        Raises:
            msgspec.ValidationError: the text is not a catalogue.
        """
        return msgspec.json.decode(text, type=cls)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()
