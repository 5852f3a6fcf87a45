"""When and of what people report: by hour, weekday, season and weather, drawn from a seed."""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linli.cli.demo.names import Random

_RAINY = 2.6
_DRY = 0.7
_TREND = 0.12


@dataclass(frozen=True)
class Story:
    """One thing that happens: its matter code, how often, when, where, told how and settled how."""

    matter: str
    weight: float
    hours: tuple[float, ...]
    months: tuple[float, ...]
    weekdays: tuple[float, ...]
    rain: bool
    places: tuple[str, ...]
    ways: tuple[str, ...]
    way_weights: tuple[float, ...]
    texts: tuple[str, ...]
    outcomes: tuple[str, ...]


@cache
def stories(path: Path) -> tuple[Story, ...]:
    """Read the stories of the made-up city from the TOML file at `path`."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Story(
            matter=row["matter"],
            weight=row["weight"],
            hours=tuple(data["hours"][row["hours"]]),
            months=tuple(data["seasons"][row["seasons"]]),
            weekdays=tuple(data["weekdays"][row.get("weekdays", "even")]),
            rain=row["seasons"] == "rain",
            places=tuple(row["places"]),
            ways=tuple(row["from"]),
            way_weights=tuple(row["from"].values()),
            texts=tuple(row["texts"]),
            outcomes=tuple(row["outcomes"]),
        )
        for row in data["story"]
    )


def weather(random: Random, days: int) -> NDArray[np.bool_]:
    """Return for each of `days` days whether it rains; rain comes in spells."""
    wet = np.zeros(days, dtype=bool)
    for i in range(days):
        wet[i] = random.random() < (0.6 if i and wet[i - 1] else 0.22)
    return wet


def moments(
    random: Random, told: Sequence[Story], last: date, days: int, count: int, holidays: Collection[date]
) -> list[tuple[datetime, int]]:
    """Return `count` pairs (local time without zone, index into `told`) of days up to `last`, sorted."""
    wet = weather(random, days)
    dates = [last - timedelta(days=days - 1 - i) for i in range(days)]
    share = np.array(
        [[_share(story, day, day in holidays, wet[i]) for story in told] for i, day in enumerate(dates)]
    )
    share *= np.linspace(1 - _TREND, 1 + _TREND, days)[:, None]
    drawn = random.multinomial(count, (share / share.sum()).ravel()).reshape(share.shape)
    found = [
        (datetime.combine(dates[i], datetime.min.time()) + timedelta(seconds=int(second)), j)
        for i, j in zip(*np.nonzero(drawn), strict=True)
        for second in _seconds(random, told[j], int(drawn[i, j]))
    ]
    return sorted(found)


def _share(story: Story, day: date, holiday: bool, wet: bool) -> float:
    rain = (_RAINY if wet else _DRY) if story.rain else 1.0
    weekday = story.weekdays[7 if holiday else day.weekday()]
    return story.weight * story.months[day.month - 1] * weekday * rain


def _seconds(random: Random, story: Story, count: int) -> NDArray[np.int64]:
    hours = np.array(story.hours) / sum(story.hours)
    return random.choice(24, size=count, p=hours) * 3600 + random.integers(3600, size=count)
