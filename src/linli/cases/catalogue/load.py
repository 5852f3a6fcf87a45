"""Reads a catalogue from its folder, checks it against the schema and names every fault at once."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar, cast

from django.utils.translation import gettext as _

from linli.cases.catalogue import oldlists, settings_file
from linli.cases.catalogue.model import Catalogue
from linli.cases.catalogue.suggest import normal
from linli.cases.catalogue.tables import Faults, Row, rows_of
from linli.cases.catalogue.values import (
    LEVELS,
    Condition,
    Confidence,
    Level,
    Matter,
    MatterClass,
    OldCode,
    Responsibility,
    SmallThing,
    Topic,
    Trade,
    Word,
)
from linli.cases.deadlines import UNITS, Unit
from linli.kernel.errors import InvalidInput

PACKAGED = Path(__file__).resolve().parents[2] / "data" / "catalogue"
FILES = (
    "catalogue.toml",
    "classes.csv",
    "topics.csv",
    "trades.csv",
    "matters.csv",
    "conditions.csv",
    "mapping.csv",
    "responsibilities.csv",
    "settle_on_spot.csv",
    "words.csv",
)
_CONDITIONS = ("file_condition", "close_condition")
Named = TypeVar("Named", MatterClass, Topic, Trade)


def load(*folders: Path) -> Catalogue:
    """Return the catalogue kept in `folders`; each file is taken from the first folder that has it.

    The packaged folder stands behind them all, so a city keeps only the files it changes.

    Raises:
        InvalidInput: holding a `Fault` for everything that is wrong.
    """
    faults = Faults()
    for folder in folders:
        if not folder.is_dir():
            faults.add(str(folder), _("没有这个目录，请检查 LINLI_CATALOGUE。"))
    chain = (*folders, PACKAGED)
    paths = {name: next((f / name for f in chain if (f / name).is_file()), PACKAGED / name) for name in FILES}
    catalogue = _Reader(paths, faults).catalogue()
    if faults:
        raise InvalidInput(faults)
    return catalogue


class _Reader:
    """Reads the files in the order in which they refer to each other."""

    def __init__(self, paths: dict[str, Path], faults: Faults) -> None:
        self.paths, self.faults = paths, faults

    def rows(self, name: str, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
        return rows_of(self.paths[name], columns, self.faults, optional)

    def catalogue(self) -> Catalogue:
        head = settings_file.read(self.paths["catalogue.toml"], self.faults)
        classes = self.named("classes.csv", MatterClass)
        oldlists.check_classes(classes, self.faults)
        topics, trades = self.named("topics.csv", Topic), self.named("trades.csv", Trade)
        matters = tuple(self.matters({c.code for c in classes}, {t.code for t in topics}))
        self.unique("matters.csv", (matter.code for matter in matters))
        codes = {matter.code for matter in matters}
        conditions = tuple(self.conditions(codes))
        self.unique("conditions.csv", (condition.id for condition in conditions))
        old_codes = tuple(self.old_codes(codes))
        self.unique("mapping.csv", (f"{old.list} {old.code}" for old in old_codes))
        responsibilities = tuple(self.responsibilities(codes, {trade.code for trade in trades}))
        self.unique("responsibilities.csv", (f"{r.match or '*'} {r.area or '*'}" for r in responsibilities))
        self.all_covered(matters, responsibilities)
        return Catalogue(
            version=head.version,
            source=head.source,
            hours=head.hours,
            day_hours=head.day_hours,
            rules=head.rules,
            escalation=head.escalation,
            classes=classes,
            topics=topics,
            trades=trades,
            matters=matters,
            conditions=conditions,
            old_codes=old_codes,
            responsibilities=responsibilities,
            small_things=tuple(self.small_things(codes)),
            words=tuple(self.words(codes)),
        )

    def unique(self, file: str, keys: Iterable[str]) -> None:
        seen: set[str] = set()
        for key in keys:
            if key.strip(" -") and key in seen:
                self.faults.add(file, _("“{key}”出现了不止一次，请只留一行。").format(key=key))
            seen.add(key)

    def all_covered(self, matters: Sequence[Matter], rows: Sequence[Responsibility]) -> None:
        everywhere = tuple(row.match for row in rows if not row.area)
        for matter in matters:
            if not matter.code.startswith(everywhere):
                message = _("事项 {code} 没有全市适用的责任行，请补一行（area 留空）。").format(
                    code=matter.code
                )
                self.faults.add("responsibilities.csv", message)

    def named(self, file: str, kind: type[Named]) -> tuple[Named, ...]:
        found = []
        for row in self.rows(file, ("code", "name", "name_en")):
            code = row.code("code", 2) if kind is MatterClass else row.text("code")
            found.append(kind(code=code, name=row.text("name"), name_en=row.text("name_en")))
        self.unique(file, (entry.code for entry in found))
        return tuple(found)

    def matters(self, classes: set[str], topics: set[str]) -> Iterator[Matter]:
        columns = ("code", "name", "name_en", "plain", "plain_en", "topic", "public")
        for row in self.rows("matters.csv", columns, ("class",)):
            code = row.code("code", 5)
            if code and code[:2] not in classes:
                row.wrong("code", _("大类 {code} 不在 classes.csv 中。").format(code=code[:2]))
            yield Matter(
                code=code,
                name=row.text("name"),
                name_en=row.text("name_en"),
                plain=row.text("plain"),
                plain_en=row.text("plain_en"),
                topic=row.known("topic", topics),
                public=row.known("public", ("0", "1")) == "1",
            )

    def conditions(self, codes: set[str]) -> Iterator[Condition]:
        columns = ("id", "code", *_CONDITIONS, *(f"{name}_en" for name in _CONDITIONS), "limit", "unit")
        for row in self.rows("conditions.csv", columns, ("name", "source_limit", "note")):
            code, id = row.code("code", 5, among=codes), row.text("id")
            if id and code and not (id.startswith(f"{code}-") and id[6:].isdecimal() and id[6:] != "0"):
                row.wrong("id", _("“{id}”应写成“{code}-序号”，序号从 1 起。").format(id=id, code=code))
            yield Condition(
                id=id,
                code=code,
                when=row.text("file_condition"),
                when_en=row.text("file_condition_en"),
                done=row.text("close_condition"),
                done_en=row.text("close_condition_en"),
                limit=row.number_above_zero("limit"),
                unit=cast("Unit", row.known("unit", UNITS) or UNITS[-1]),
                source=row.text("source_limit", needed=False),
                note=row.text("note", needed=False),
            )

    def old_codes(self, codes: set[str]) -> Iterator[OldCode]:
        columns = ("list", "old_code", "old_name", "code", "confidence")
        for row in self.rows("mapping.csv", columns, ("note",)):
            kind = row.known("list", ("event", "component"))
            old, name = row.code("old_code", 4), row.text("old_name")
            if kind == "event":
                oldlists.check_row(row, old, name)
            yield OldCode(
                code=f"{old[:2]}-{old[2:]}",
                list="component" if kind == "component" else "event",
                name=name,
                matter=row.code("code", 5, among=codes),
                confidence=cast(
                    "Confidence", row.known("confidence", ("exact", "near", "inferred", "local")) or "near"
                ),
                note=row.text("note", needed=False),
            )

    def responsibilities(self, codes: set[str], trades: set[str]) -> Iterator[Responsibility]:
        columns = ("match", "area", "trade", "level", "helpers", "organisation")
        starts = {code[:length] for code in codes for length in (2, 5)}
        for row in self.rows("responsibilities.csv", columns, ("note",)):
            match = row.text("match", needed=False)
            if match:
                match = row.code("match", 2 if len(match) <= 2 else 5, among=starts) or match
            area = row.text("area", needed=False)
            if area and not (area.isascii() and area.isdecimal() and len(area) in (6, 9, 12, 15)):
                row.wrong("area", _("“{area}”应为 6、9、12 或 15 位区划代码，全市留空。").format(area=area))
            yield Responsibility(
                match=match,
                area=area,
                trade=row.known("trade", trades),
                level=cast("Level", row.known("level", LEVELS) or LEVELS[0]),
                helpers=row.many("helpers", trades),
                organisation=row.text("organisation", needed=False),
                note=row.text("note", needed=False),
            )

    def small_things(self, codes: set[str]) -> Iterator[SmallThing]:
        for row in self.rows("settle_on_spot.csv", ("code", "done", "done_en"), ("name",)):
            yield SmallThing(
                matter=row.code("code", 5, among=codes), done=row.text("done"), done_en=row.text("done_en")
            )

    def words(self, codes: set[str]) -> Iterator[Word]:
        for row in self.rows("words.csv", ("words", "code"), ("name", "weight")):
            weight = row.number_above_zero("weight", "1")
            parts = tuple(normal(part) for part in row.text("words").replace("＋", "+").split("+"))
            if not all(parts):
                row.wrong("words", _("“+”两边都要有词，例如 井盖+没了。"))
            yield Word(parts=parts, matter=row.code("code", 5, among=codes), weight=float(weight))
