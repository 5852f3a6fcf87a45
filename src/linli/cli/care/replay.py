"""Goes through a whole history, person by person, and writes the alerts that a rule would have raised."""

import csv
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from django.utils.translation import gettext as _

from linli.care.watching import Alert, Rule, Sign, alerts
from linli.cli.care.reading import Plan, place_of
from linli.cli.care.sorting import Sorted

COLUMNS = ("person", "ask_at", "visit_at", "cleared_at", "reason")


@dataclass
class Tally:
    """What a replay went through: persons with a plan, alerts written, rows of people without one."""

    persons: int = 0
    alerts: int = 0
    unwatched: int = 0


def people(
    history: Sorted, plans: Mapping[str, Plan], tally: Tally
) -> Iterator[tuple[str, Plan, Iterator[Sign]]]:
    """Yield each person with a plan and the signs that the plan admits, in order of time."""
    for person, rows in groupby(history, attrgetter("person")):
        plan = plans.get(person)
        if plan is None:
            tally.unwatched += sum(1 for _row in rows)
            continue
        tally.persons += 1
        admitted = (row for row in rows if not plan.signals or row.signal in plan.signals)
        yield person, plan, (Sign(row.at, place_of(row.kind)) for row in admitted)


def replay(
    history: Sorted,
    plans: Mapping[str, Plan],
    target: Path,
    rule: Callable[[int], Rule],
    begin: int = 0,
) -> Tally:
    """Write the alerts of all persons to `target`, all or nothing.

    Args:
        rule: makes a fresh rule for each person, given how many signals there are: persons are independent.
        begin: alerts that were over before it are left out; what came before it teaches all the same.

    Raises:
        OSError: the file cannot be written.
    """
    tally = Tally()
    draft = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with draft.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(COLUMNS)
            for person, plan, signs in people(history, plans, tally):
                for alert in alerts(
                    signs, rule=rule(len(plan.signals)), until=history.end, leaves=plan.leaves
                ):
                    if max(alert.ask_at or 0, alert.visit_at or 0) >= begin:
                        writer.writerow((person, *_cells(alert)))
                        tally.alerts += 1
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return tally


def _cells(alert: Alert) -> tuple[str, str, str, str]:
    times = (alert.ask_at, alert.visit_at, alert.cleared_at)
    ask, visit, cleared = ("" if at is None else written(at) for at in times)
    return ask, visit, cleared, reason(alert)


def written(at: int) -> str:
    """Return a moment as the wall clock showed it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def reason(alert: Alert) -> str:
    """Return in one phrase why the alert was raised."""
    hours = f"{alert.silent / 3600:.1f}"
    if alert.reason == "published":
        return _("一整天没有通行记录")
    if alert.reason == "blind":
        return _("设备离线，看不见；上次动静在 {hours} 小时前，请打电话").format(hours=hours)
    share = max(1, round(100 * alert.chance))
    return _("已 {hours} 小时没有动静；按平日习惯，届时仍无动静的情形 100 次里约 {share} 次").format(
        hours=hours, share=share
    )
