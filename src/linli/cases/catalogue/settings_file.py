"""Reads catalogue.toml: the version, the hours and the small numbers of the procedure."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext as _

from linli.cases.calendar import parse_hours
from linli.cases.catalogue.tables import Faults
from linli.cases.catalogue.values import LEVELS, Escalation, Level, Rules
from linli.cases.deadlines import UNITS, Unit

# name in [rules] -> smallest and largest value allowed
_WHOLE = {
    "duplicate_metres": (0, 5000),
    "duplicate_hours": (0, 720),
    "reopen_days": (0, 365),
    "rate_days": (0, 365),
    "extensions": (0, 10),
    "transfers": (0, 20),
    "suspensions": (0, 10),
    "suspension_days": (1, 3650),
    "appeals": (0, 1),
    "appeal_days": (0, 365),
    "appeal_reviewers": (1, 5),
}
_HOURS = ("file_hours", "dispatch_hours", "verify_hours")


@dataclass(frozen=True)
class Head:
    """What catalogue.toml says."""

    version: str
    source: str
    hours: tuple[str, ...]
    day_hours: float
    rules: Rules
    escalation: tuple[Escalation, ...]


def read(path: Path, faults: Faults) -> Head:
    """Return the settings of the file; what is wrong is noted and read as the smallest value."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.add(path.name, _("读不懂这个文件：{error}。").format(error=error))
        data = {}
        faults = Faults()  # the one fault says it all
    return _Reader(path.name, data, faults).head()


class _Reader:
    """Takes values out of the parsed file and notes what is wrong or unknown."""

    def __init__(self, file: str, data: dict[str, Any], faults: Faults) -> None:
        self.file, self.data, self.faults = file, data, faults

    def wrong(self, field: str, message: str) -> None:
        self.faults.add(self.file, message, field=field)

    def table(self, name: str) -> dict[str, Any]:
        value = self.data.get(name)
        if not isinstance(value, dict):
            self.wrong(name, _("缺少 [{name}] 一节。").format(name=name))
            return {}
        return value

    def text(self, table: dict[str, Any], name: str) -> str:
        value = table.get(name)
        if not isinstance(value, str) or not value.strip():
            self.wrong(name, _("应为一段文字。"))
            return ""
        return value.strip()

    def number(self, table: dict[str, Any], name: str, least: float, most: float) -> int | float:
        value = table.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            self.wrong(name, _("应为 {least} 到 {most} 之间的数字。").format(least=least, most=most))
            return least
        return value

    def unit(self, table: dict[str, Any], name: str) -> Unit:
        value = table.get(name)
        if value not in UNITS:
            self.wrong(name, _("应为 {units} 之一。").format(units=", ".join(UNITS)))
            return UNITS[-1]
        return cast("Unit", value)

    def head(self) -> Head:
        known = {"version", "source", "hours", "rules", "escalation"}
        for name in self.data.keys() - known:
            self.wrong(name, _("不认识的项，请改名或删去。"))
        hours = self.table("hours")
        return Head(
            version=self.text(self.data, "version"),
            source=self.text(self.data, "source"),
            hours=self.hours(hours),
            day_hours=float(self.number(hours, "work_day_hours", 1, 24)),
            rules=self.rules(),
            escalation=self.escalation(),
        )

    def hours(self, table: dict[str, Any]) -> tuple[str, ...]:
        value = table.get("work")
        spans = tuple(map(str, value)) if isinstance(value, list) else ()
        try:
            parse_hours(spans)
        except ValueError as error:
            self.wrong("hours.work", _("办公时间写法有误（{error}），例如 08:00-12:00。").format(error=error))
            return ("08:00-12:00", "14:00-18:00")
        return spans

    def rules(self) -> Rules:
        table = self.table("rules")
        texts = ("default_when", "default_when_en", "default_done", "default_done_en")
        limits, units = ("component_limit", "event_limit"), ("component_unit", "event_unit")
        for name in table.keys() - {*_WHOLE, *_HOURS, *texts, *limits, *units, "warn_share"}:
            self.wrong(f"rules.{name}", _("不认识的项，请改名或删去。"))
        values: dict[str, Any] = {
            name: int(self.number(table, name, low, high)) for name, (low, high) in _WHOLE.items()
        }
        values |= {name: Decimal(str(self.number(table, name, 0.01, 1000))) for name in (*_HOURS, *limits)}
        values |= {name: self.unit(table, name) for name in units}
        values |= {name: self.text(table, name) for name in texts}
        return Rules(**values, warn_share=float(self.number(table, "warn_share", 0.01, 0.99)))

    def escalation(self) -> tuple[Escalation, ...]:
        rungs = self.data.get("escalation")
        if not isinstance(rungs, list) or not all(isinstance(rung, dict) for rung in rungs):
            self.wrong("escalation", _("缺少 [[escalation]]，每一级写一节。"))
            return ()
        found = []
        for rung in rungs:
            tell = rung.get("tell")
            if tell not in LEVELS:
                self.wrong("escalation.tell", _("应为 {units} 之一。").format(units=", ".join(LEVELS)))
            share = float(self.number(rung, "share", 0.01, 100))
            found.append(Escalation(share=share, tell=cast("Level", tell)))
        if [rung.share for rung in found] != sorted({rung.share for rung in found}):
            self.wrong("escalation.share", _("各级的 share 应从小到大，不能重复。"))
        return tuple(found)
