"""Ninety days of reports: told by rhythm, spots and plot, saved in bulk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from linli.cases import search
from linli.cases import spots as cells
from linli.cases.clocks import Time
from linli.cases.models import Case, Signal
from linli.cases.workflow import State
from linli.cli.demo import names, rhythm, spots
from linli.cli.demo.chronicle import Chronicle
from linli.cli.demo.names import Random
from linli.cli.demo.plot import Plot
from linli.cli.demo.rhythm import Story
from linli.kernel import bulk, clock
from linli.kernel.actor import ANONYMOUS, Actor
from linli.places.drafts import AreaDraft

CHUNK = 2000
_ON_SPOT = 0.4
_NAMED = 0.7
_PUBLIC = 0.8

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Scenery:
    """Where things happen: the grids, an address in each, and the ids of the people who report."""

    grids: Sequence[AreaDraft]
    addresses: dict[str, Sequence[str]]
    reporters: Sequence[int]


@dataclass(frozen=True)
class Event:
    """One thing that was reported: when (aware), which story, in which grid, at which point (WGS-84)."""

    at: datetime
    story: Story
    grid: AreaDraft
    lon: float
    lat: float


def events(
    told: Sequence[Story],
    scenery: Scenery,
    until: datetime,
    days: int,
    count: int,
    random: Random,
    time: Time,
) -> list[Event]:
    """Return the `count` reports of the last `days` days before `until`, in order."""
    holidays = time.calendar.holidays
    drawn = rhythm.moments(random, told, clock.local(until).date(), days, count, holidays)
    which = np.array([story for _, story in drawn])
    where = spots.grids_for(told, which, scenery.grids, random)
    lons, lats = spots.points_in(where, scenery.grids, random)
    found = (
        Event(at.replace(tzinfo=clock.zone()), told[story], scenery.grids[grid], float(lon), float(lat))
        for (at, story), grid, lon, lat in zip(drawn, where, lons, lats, strict=True)
    )
    return [event for event in found if event.at <= until]


class Historian:
    """Tells events as cases and saves them, chunk by chunk."""

    def __init__(self, plot: Plot, time: Time, scenery: Scenery, until: datetime, random: Random) -> None:
        """Begin; nothing that would happen after `until` happens."""
        self.plot = plot
        self.time = time
        self.scenery = scenery
        self.until = until
        self.random = random
        self._numbers: set[str] = set()

    def write(self, told: Sequence[Event], progress: Progress) -> None:
        """Tell and save every event; `progress` hears how many of how many."""
        for start in range(0, len(told), CHUNK):
            chunk = [
                self._tell(serial, event) for serial, event in enumerate(told[start : start + CHUNK], start)
            ]
            _save(chunk)
            progress(start + len(chunk), len(told))

    def _tell(self, serial: int, event: Event) -> tuple[Chronicle, Signal]:
        random, story = self.random, event.story
        way = story.ways[self._pick(story.way_weights)]
        text = self._words(story, event.grid)
        case = self._case(event, way, text)
        told = Chronicle(case, self.time)
        walker = self.plot.cast.walker_of.get(event.grid.code)
        small = self.time.catalogue.small_thing(story.matter) is not None
        if way == "worker_report" and walker and small and random.random() < _ON_SPOT:
            case.reporter_id = None
            case.state = State.CLOSED
            told.play(iter([(event.at, lambda at: told.settle(walker, at, story.outcomes[0]))]), self.until)
        else:
            by = (walker or ANONYMOUS) if way == "worker_report" else self._reporter(way, event.grid)
            case.reporter_account_id = by.account_id if way == "worker_report" else None
            told.play(self.plot.scenes(told, story, by, event.at), self.until)
        signal = Signal(
            source=way,
            external_id=f"demo-{serial}",
            case=case,
            received_at=event.at,
            occurred_at=case.occurred_at,
            text=text,
            lon=event.lon,
            lat=event.lat,
            address=case.address,
            reporter_id=case.reporter_id,
        )
        return told, signal

    def _reporter(self, way: str, grid: AreaDraft) -> Actor:
        return self.plot.cast.desk_of[grid.code[:9]] if way == "hotline" else ANONYMOUS

    def _case(self, event: Event, way: str, text: str) -> Case:
        code, at, random = event.grid.code, event.at, self.random
        matter = self.time.catalogue.matter(event.story.matter)
        choice = self.plot.choice(event.story.matter, code)
        named = way != "worker_report" and random.random() < _NAMED
        reporters = self.scenery.reporters
        addresses = self.scenery.addresses.get(code) or [event.grid.name or ""]
        return Case(
            number=self._number(at),
            source=way,
            catalogue_id=self.time.catalogue.digest,
            matter_code=event.story.matter,
            title=matter.plain if matter else text[:40],
            description=text,
            public=random.random() < _PUBLIC,
            urgent=False,
            grid_code=code,
            street_code=code[:9],
            district_code=code[:6],
            lon=event.lon,
            lat=event.lat,
            cell=cells.cell(event.lon, event.lat),
            address=addresses[int(random.integers(len(addresses)))],
            likely_body=choice.body,
            likely_why=choice.why,
            reporter_id=reporters[int(random.integers(len(reporters)))] if named else None,
            created_at=at,
            occurred_at=at - timedelta(minutes=int(random.integers(1, 40))),
            state_since=at,
            updated_at=at,
        )

    def _number(self, at: datetime) -> str:
        while True:
            digits = f"{self.random.integers(10**7):07d}"
            number = f"{clock.local(at):%y%m%d}-{digits[:3]}-{digits[3:]}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _words(self, story: Story, grid: AreaDraft) -> str:
        text = story.texts[self.random.integers(len(story.texts))]
        building = f"{self.random.integers(1, 40)}幢"
        return text.format(road=names.road(self.random), building=building, shop=names.shop(self.random))

    def _pick(self, weights: Sequence[float]) -> int:
        edges = np.cumsum(weights)
        return int(np.searchsorted(edges, self.random.random() * edges[-1], side="right"))


@transaction.atomic
def _save(chunk: Sequence[tuple[Chronicle, Signal]]) -> None:
    bulk.insert([told.case for told, _ in chunk])
    bulk.insert([step for told, _ in chunk for step in told.steps])
    bulk.insert([task for told, _ in chunk for task in told.tasks])
    bulk.insert([rating for told, _ in chunk for rating in told.ratings])
    bulk.insert([signal for _, signal in chunk])
    for told, _ in chunk:
        search.put(told.case)
