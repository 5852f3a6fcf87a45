"""How a city watches: which rule acts, whether both look, the alarm budget; data."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from linli.care.rhythm import IsRest, weekend
from linli.cases import catalogue, notices
from linli.kernel import clock

log = structlog.get_logger()
FILE = "watch.toml"
RULES = ("rhythm", "published")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a city has settled; see the comments of the file.

    Args:
        rule: which of the two rules acts.
        floor: whether the rhythm acts no later than the published rule would.
        shadow: whether the other rule looks too, and is only counted.
        holidays: whether rest days are those of the city's calendar, not only weekends.
        budget: false visits a person-month that a district can bear.
        answered: the share of questions answered in time, until enough were asked.
        sampled: how many people of a district the night goes through again.
    """

    rule: str
    floor: bool
    shadow: bool
    holidays: bool
    budget: float
    answered: float
    sampled: int


def read(text: str) -> Policy:
    """Return the policy that a file's text describes.

    Raises:
        ValueError: it is no such file; says what is wrong.
    """
    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ValueError(f"{FILE}: {fault}") from fault
    if faults := sorted({each.name for each in fields(Policy)} ^ data.keys()):
        raise ValueError(f"{FILE}: missing or unknown: {', '.join(faults)}")
    policy = Policy(**data)
    switches = (policy.floor, policy.shadow, policy.holidays)
    if policy.rule not in RULES:
        raise ValueError(f"{FILE}: rule is one of {', '.join(RULES)}")
    if not all(isinstance(each, bool) for each in switches):
        raise ValueError(f"{FILE}: floor, shadow and holidays are true or false")
    if not (policy.budget > 0 and 0 <= policy.answered <= 1 and policy.sampled > 0):
        raise ValueError(f"{FILE}: budget and sampled are more than 0, answered is from 0 to 1")
    return policy


def current() -> Policy:
    """Return the policy in force: the city's own file, or Linli's where it is missing or wrong.

    A slip in a file must not keep signs of life from being heard; `checked` and the doctor tell of it.
    """
    own = _own()
    return _read_file(own, own.stat().st_mtime_ns) if own.is_file() else _ours()


def checked() -> Policy:
    """Return the policy as the files have it.

    Raises:
        ValueError: the city's file is wrong; says what.
    """
    return read(_own().read_text("utf-8")) if _own().is_file() else _ours()


def _own() -> Path:
    return Path(settings.HOME) / "data" / "care" / FILE


def rest_days(policy: Policy) -> IsRest:
    """Return what says whether a day, counted from 1970-01-01, is a rest day."""
    return by_calendar() if policy.holidays else weekend


def by_calendar() -> IsRest:
    """Return what says whether a day, counted from 1970-01-01, is a rest day of the city's calendar."""
    return _by_calendar(clock.today())


@lru_cache(maxsize=2)
def _by_calendar(_today: date) -> IsRest:
    known = catalogue.current()
    calendar = notices.current(known.hours, known.day_hours, settings.TIME_ZONE)
    first = date(1970, 1, 1).toordinal()
    return lru_cache(maxsize=None)(lambda day: not calendar.is_workday(date.fromordinal(first + day)))


@lru_cache(maxsize=4)
def _read_file(path: Path, _changed: int) -> Policy:
    try:
        return read(path.read_text("utf-8"))
    except ValueError as fault:
        log.error("care.policy_wrong", fault=str(fault))
        return _ours()


@lru_cache(maxsize=1)
def _ours() -> Policy:
    return read((files("linli") / "data" / "care" / FILE).read_text("utf-8"))
