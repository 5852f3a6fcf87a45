"""Copies the templates until a site holds so many cases, as a city of the demo's size would have them.

Sixty thousand cases are reported in thirteen weeks, so a million reach back four years. Of the cases one in
150 is open, at least 200. Numbers, points and hash chains are each case's own; all chains are sealed.
"""

import hashlib
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from bench.seeding import templates
from bench.seeding.shelf import Row, Shelf, open_shelf
from bench.seeding.templates import CASE, SEARCH, STEP, TABLES, Stencil, Template
from linli.cases import spots
from linli.cases.models import Case, Step
from linli.kernel import clock, seals, search
from linli.kernel.audit import FIRST, AuditEntry
from linli.kernel.seals import Head, Seal

A_SPAN = timedelta(weeks=13)
CASES_A_SPAN = 60_000
CHUNK = 5_000
_SPREAD = 0.003
_C = {name: place for place, name in enumerate(CASE)}
_S = {name: place for place, name in enumerate(STEP)}


def fill(size: int) -> None:
    """Replace the cases of the site by `size` copies of its templates."""
    shelf = open_shelf()
    shelf.begin([*TABLES, SEARCH])
    writer = _Writer(shelf)
    for stencil in _plan(templates.load(), size, shelf):
        writer.add(stencil)
    writer.flush()
    shelf.finish()
    _seal(writer.heads)


def _plan(found: Sequence[Template], size: int, shelf: Shelf) -> Iterator[Stencil]:
    """Yield one stencil for each copy, the oldest first."""
    ended = [each for each in found if each.ended]
    under_way = [each for each in found if not each.ended]
    wanted = max(size // 150, 200)
    spans = -(-(size - wanted) // CASES_A_SPAN)
    for span in range(spans):
        count = (size - wanted) // spans + ((size - wanted) % spans if span == 0 else 0)
        shares = list(zip(ended, _shares(count, len(ended)), strict=True))
        if span == spans - 1:
            shares += zip(under_way, _shares(wanted, len(under_way)), strict=True)
            shares.sort(key=lambda share: share[0].created_at)
        for template, copies in shares:
            if copies:
                yield from [templates.stencil(template, -A_SPAN * (spans - 1 - span), shelf)] * copies


def _shares(count: int, among: int) -> list[int]:
    """Return `count` dealt out evenly."""
    return [count * (place + 1) // among - count * place // among for place in range(among)]


class _Writer:
    """Writes copies, some thousand at a time, and remembers where each chain ends."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.heads: list[Head] = []
        self._random = random.Random(1)
        self._cases: list[Row] = []
        self._steps: list[Row] = []
        self._words: list[Row] = []
        self._rows: dict[str, list[Row]] = defaultdict(list)
        self._last: dict[str, int] = defaultdict(int)
        self._names = {model._meta.db_table: templates.columns(model) for model in templates.HANGING}

    def add(self, stencil: Stencil) -> None:
        """Write one copy."""
        case_id = self._id("case")
        digits = f"{case_id * 7919 % 10**7:07d}"
        number = f"{stencil.day}-{digits[:3]}-{digits[3:]}"
        case = list(stencil.case)
        case[_C["id"]], case[_C["number"]] = case_id, number
        point = self._point(case)
        case[_C["last_hash"]] = last = self._chain(stencil, case_id, number)
        self._cases.append(case)
        self.heads.append(Head(f"case:{number}", len(stencil.steps), last))
        self._words.append([case_id, self.shelf.tokens([*stencil.words, *search.tokens(number)])])
        for table, rows in stencil.rows.items():
            for row in rows:
                self._hang(table, row, case_id, point)
        if len(self._cases) >= CHUNK:
            self.flush()

    def _id(self, table: str) -> int:
        self._last[table] += 1
        return self._last[table]

    def _point(self, case: Row) -> dict[str, Any]:
        """Move a case's point a little, so that copies do not all lie on one spot."""
        if case[_C["lon"]] == self.shelf.null:
            return {}
        lon = float(case[_C["lon"]]) + self._random.uniform(-_SPREAD, _SPREAD)
        lat = float(case[_C["lat"]]) + self._random.uniform(-_SPREAD, _SPREAD)
        case[_C["lon"]], case[_C["lat"]], case[_C["cell"]] = lon, lat, spots.cell(lon, lat)
        return {"lon": lon, "lat": lat}

    def _chain(self, stencil: Stencil, case_id: int, number: str) -> str:
        """Write the steps of a copy, each with the hash of the one before, and return the last hash."""
        previous = FIRST
        for place, (row, link) in enumerate(zip(stencil.steps, stencil.links, strict=True)):
            step = list(row)
            step[_S["id"]], step[_S["case_id"]], step[_S["prev"]] = self._id("step"), case_id, previous
            if place in stencil.reporters:
                step[_S["actor"]] = f"reporter:{number}"
            previous = hashlib.sha256((previous + number.join(link)).encode()).hexdigest()
            step[_S["hash"]] = previous
            self._steps.append(step)
        return previous

    def _hang(self, table: str, row: Row, case_id: int, point: dict[str, Any]) -> None:
        found, names = list(row), self._names[table]
        own = {"id": self._id(table), "case_id": case_id, "external_id": f"seed-{case_id}", **point}
        for place, name in enumerate(names):
            if name in own:
                found[place] = own[name]
        self._rows[table].append(found)

    def flush(self) -> None:
        """Give everything to the database."""
        self.shelf.write(Case._meta.db_table, CASE, self._cases)
        self.shelf.write(Step._meta.db_table, STEP, self._steps)
        self.shelf.write(SEARCH, ["rowid" if settings.SQLITE else "id", "tokens"], self._words)
        for table, rows in self._rows.items():
            self.shelf.write(table, self._names[table], rows)
        for rows in (self._cases, self._steps, self._words, *self._rows.values()):
            rows.clear()


def _seal(heads: Sequence[Head]) -> None:
    """Seal all chains, as the clock would have."""
    Seal.objects.all().delete()
    AuditEntry.objects.update(sealed=False)
    previous = FIRST
    made = []
    for number, start in enumerate(range(0, len(heads), seals.AT_ONCE), 1):
        part = sorted(heads[start : start + seals.AT_ONCE], key=lambda head: head.stream)
        seal = Seal(
            number=number,
            at=clock.now(),
            count=len(part),
            heads=zlib.compress(seals.pack(part), 1),
            prev=previous,
        )
        seal.hash = previous = seal.computed()
        seal.signature = seals.sign(seal.hash)
        made.append(seal)
    Seal.objects.bulk_create(made, batch_size=20)
    seals.seal()
