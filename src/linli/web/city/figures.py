"""The numbers of the screen: each with its words, what it means, and the list behind it."""

from typing import Any

from django.utils.translation import gettext as _

from linli.insight import queries as insight
from linli.insight import rules
from linli.insight.queries import Reading
from linli.kernel.actor import Actor
from linli.web.city import asked
from linli.web.city.asked import Asked
from linli.web.shell.request import Request

NOW = ("open", "overdue", "at_risk", "today", "today_closed")
RATES = ("closed_7", "closed_30", "satisfied_7", "satisfied_30", "in_time_30", "reopened_30")
GAPS = ("unstaffed", "unled")


def readings(request: Request, what: Asked) -> dict[str, Reading]:
    """Return every indicator of the area, by key (one query)."""
    return {reading.indicator.key: reading for reading in insight.headline(request.actor, what.area)}


def tile(by: Actor, reading: Reading, what: Asked) -> dict[str, Any]:
    """Return one number as a page shows it to `by`."""
    indicator = reading.indicator
    bad = indicator.key == "overdue" and bool(reading.numerator)
    return {
        "key": indicator.key,
        "name": indicator.name,
        "value": words(reading),
        "of": of(reading),
        "definition": indicator.definition,
        "numerator": rules.COUNT_NAMES[indicator.numerator],
        "denominator": rules.COUNT_NAMES[indicator.denominator] if indicator.denominator else "",
        "source": indicator.source,
        "tone": "bad" if bad else "",
        "url": asked.behind(by, indicator.key, what.area),
    }


def words(reading: Reading) -> str:
    """Return the value as a reader sees it."""
    if reading.value is None:
        return "—"
    if reading.denominator is not None and rules.lists_cases(reading.indicator):
        return f"{reading.value:.0%}"
    return f"{reading.numerator:,}"


def of(reading: Reading) -> str:
    """Return out of how many; "" for a plain count."""
    if reading.denominator is None:
        return ""
    if not rules.lists_cases(reading.indicator):
        return _("共 %(all)s 个") % {"all": f"{reading.denominator:,}"}
    return f"{reading.numerator:,} / {reading.denominator:,}"


def tiles(by: Actor, found: dict[str, Reading], keys: tuple[str, ...], what: Asked) -> list[dict[str, Any]]:
    """Return some numbers, in the order of their keys."""
    return [tile(by, found[key], what) for key in keys]
