"""Nothing is kept longer than its rule says: the rules are data, what each of them wipes is one page."""

import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from linli.kernel import audit, clock
from linli.kernel.actor import SYSTEM
from linli.kernel.sqlite import turns

log = structlog.get_logger()
Wiper = Callable[[datetime, int], int]
"""Wipes up to so many rows from before a moment and returns how many there were."""

AT_ONCE = 100
OWN_FILE = "retention.toml"


@dataclass(frozen=True)
class Sweep:
    """A wiper for what no index finds: it is looked for once a run, holding no lock, then wiped in portions.

    Attributes:
        find: returns the keys of all that is from before a moment and has something to wipe.
        wipe: wipes those of some keys that are still from before the moment, and returns how many rows.
        at_once: how many keys a transaction wipes, few enough that other writers hardly notice.
    """

    find: Callable[[datetime], Sequence[int]]
    wipe: Callable[[Sequence[int], datetime], int]
    at_once: int = 20


@dataclass(frozen=True)
class Rule:
    """How long one kind of data is kept (`days`, 0 is for ever), why, and on which law that rests."""

    what: str
    days: int
    why: str
    law: str = ""


def wipers() -> Mapping[str, Wiper | Sweep]:
    """Return what each rule wipes with: the page that the settings name (RETENTION)."""
    page: Mapping[str, Wiper | Sweep] = import_string(settings.RETENTION)
    return page


def rules() -> dict[str, Rule]:
    """Return the rules in force by what they are about: Linli's own, then those of the city.

    Raises:
        ValueError: a file names something that Linli does not keep, or says days that are no number.
    """
    found = _read((files("linli") / "data" / OWN_FILE).read_text("utf-8"), OWN_FILE)
    own = Path(settings.HOME) / "data" / OWN_FILE
    if own.is_file():
        found |= _read(own.read_text("utf-8"), str(own))
    return found


def _read(text: str, name: str) -> dict[str, Rule]:
    known = wipers()
    found: dict[str, Rule] = {}
    try:
        rows: list[dict[str, Any]] = tomllib.loads(text).get("rule", [])
        for row in rows:
            rule = Rule(**row)
            if rule.what not in known:
                raise ValueError(f"nothing is called {rule.what!r}; one of {', '.join(known)}")
            if type(rule.days) is not int or rule.days < 0:
                raise ValueError(f"{rule.what}: days must be a whole number from 0")
            found[rule.what] = rule
    except (TypeError, ValueError) as fault:
        raise ValueError(f"{name}: {fault}") from fault
    return found


def apply() -> dict[str, int]:
    """Wipe what is older than its rule allows, in small transactions, and return how much of what.

    One rule that fails does not keep the others from their work; its fault is raised at the end.
    """
    done: dict[str, int] = {}
    faults: list[Exception] = []
    for rule in rules().values():
        if not rule.days:
            continue
        before = clock.now() - timedelta(days=rule.days)
        try:
            count = _wipe(wipers()[rule.what], before)
        except Exception as fault:
            log.exception("retention.failed", what=rule.what)
            faults.append(fault)
            continue
        if count:
            done[rule.what] = count
            day = f"{clock.local(before):%Y-%m-%d}"
            audit.record(SYSTEM, "kernel:retention:wipe", f"retention:{rule.what}", count=count, before=day)
    if faults:
        raise faults[0]
    return done


def _wipe(wiper: Wiper | Sweep, before: datetime) -> int:
    if isinstance(wiper, Sweep):
        found, size = wiper.find(before), wiper.at_once
        portions = [found[at : at + size] for at in range(0, len(found), size)]
        return sum(_in_turn(partial(wiper.wipe, portion, before)) for portion in portions)
    total = count = _in_turn(partial(wiper, before, AT_ONCE))
    while count >= AT_ONCE:
        count = _in_turn(partial(wiper, before, AT_ONCE))
        total += count
    return total


def _in_turn(wipe: Callable[[], int]) -> int:
    began = time.monotonic()
    with transaction.atomic():
        count = wipe()
    turns.leave_to_others(time.monotonic() - began)
    return count
