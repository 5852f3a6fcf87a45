"""The notices of the made-up city: some for everybody, some of a street, two of each community."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from linli.channels.models import News
from linli.cli.demo.names import Random
from linli.places.drafts import AreaDraft

FILE = Path(__file__).parents[2] / "data" / "demo" / "news.toml"
OF_A_COMMUNITY = 2
_LENGTHS = {"street": 9, "community": 12}


@dataclass(frozen=True)
class Draft:
    """One notice of the recipe."""

    level: str
    title: str
    body: str
    days_ago: int
    lasts_days: int
    weight: int = 1


def drafts(path: Path = FILE) -> list[Draft]:
    """Return the notices of the recipe."""
    return [Draft(**row) for row in tomllib.loads(path.read_text("utf-8"))["news"]]


def write(areas: Sequence[AreaDraft], until: datetime, random: Random) -> None:
    """Save the notices of the city, whose present is `until` (aware)."""
    told = drafts()
    rows = [_row(one, "", "演示市民服务中心", until) for one in told if one.level == "city"]
    for level, length in _LENGTHS.items():
        choices = [one for one in told if one.level == level]
        for area in areas:
            if len(area.code) == length:
                office = "办事处" if level == "street" else "居委会"
                rows += [
                    _row(one, area.code, f"{area.name}{office}", until) for one in _some(choices, random)
                ]
    News.objects.bulk_create(rows, batch_size=2000)


def _some(choices: Sequence[Draft], random: Random) -> Iterator[Draft]:
    weights = [one.weight for one in choices]
    shares = [weight / sum(weights) for weight in weights]
    for at in sorted(random.choice(len(choices), size=OF_A_COMMUNITY, replace=False, p=shares)):
        yield choices[int(at)]


def _row(draft: Draft, code: str, signed: str, until: datetime) -> News:
    began = (until - timedelta(days=draft.days_ago)).replace(minute=0, second=0, microsecond=0)
    return News(
        key=f"demo:{code}:{draft.title}",
        area_code=code,
        title=draft.title,
        body=draft.body.strip(),
        signed=signed,
        published_at=began,
        since=began,
        until=began + timedelta(days=draft.lasts_days),
    )
