"""Ninety days of reports: told by rhythm, spots and plot, saved in bulk."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

import numpy as np
from django.db import transaction

from linli.cases import search
from linli.cases import spots as cells
from linli.cases.clocks import Time
from linli.cases.models import Case, Ending, Signal
from linli.cases.workflow import State
from linli.cli.demo import byways, names, rhythm, spots, turns
from linli.cli.demo.chronicle import Chronicle, Part, Scene
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

_NEAR = 0.0002
"""Degrees, about twenty metres."""

Progress = Callable[[int, int], None]
Tale = tuple[Chronicle, Signal | None]


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
            chunk: list[Tale] = []
            for serial, event in enumerate(told[start : start + CHUNK], start):
                chunk += self._tell(serial, event)
            _save(chunk)
            progress(min(start + CHUNK, len(told)), len(told))

    def _tell(self, serial: int, event: Event) -> Iterator[Tale]:
        """Yield what became of one event: its case, the parts split off, the reports merged into it."""
        random, story = self.random, event.story
        way = story.ways[self._pick(story.way_weights)]
        told, signal = self._received(f"demo-{serial}", event, way)
        case = told.case
        walker = self.plot.cast.walker_of.get(event.grid.code)
        small = self.time.catalogue.small_thing(story.matter) is not None
        if way == "worker_report" and walker and small and random.random() < _ON_SPOT:
            case.reporter_id = signal.reporter_id = None
            case.state = State.CLOSED
            told.play(iter([(event.at, lambda at: told.settle(walker, at, story.outcomes[0]))]), self.until)
            yield told, signal
            return
        by = (walker or ANONYMOUS) if way == "worker_report" else self._reporter(way, event.grid)
        case.reporter_account_id = by.account_id if way == "worker_report" else None
        told.has_doubles = self.plot.turns.happens(turns.MERGED)
        told.play(self.plot.scenes(told, story, by, event.at), self.until)
        yield told, signal
        for part in told.parts:
            yield self._part(told, part), None
        if told.has_doubles and (double := self._double(told, f"demo-{serial}-2", event)):
            yield double

    def _received(self, key: str, event: Event, way: str) -> tuple[Chronicle, Signal]:
        text = self._words(event.story, event.grid)
        case = self._case(event, way, text)
        signal = Signal(
            source=way,
            external_id=key,
            case=case,
            received_at=event.at,
            occurred_at=case.occurred_at,
            text=text,
            lon=event.lon,
            lat=event.lat,
            address=case.address,
            reporter_id=case.reporter_id,
        )
        return Chronicle(case, self.time), signal

    def _part(self, told: Chronicle, part: Part) -> Chronicle:
        """Tell the case that was split off."""
        first = told.case
        story = next(each for each in self.plot.others if each.matter == part.matter)
        matter = self.time.catalogue.matter(part.matter)
        choice = self.plot.choice(part.matter, first.grid_code)
        same = ("source", "catalogue_id", "grid_code", "street_code", "district_code", "lon", "lat", "cell")
        case = Case(
            **{name: getattr(first, name) for name in (*same, "address", "occurred_at", "reporter_id")},
            number=self._number(part.at),
            reporter_account_id=first.reporter_account_id,
            matter_code=part.matter,
            title=matter.plain if matter else part.text[:40],
            description=part.text,
            likely_body=choice.body,
            likely_why=choice.why,
            created_at=part.at,
            state_since=part.at,
            updated_at=part.at,
        )
        second = Chronicle(case, self.time)
        born = (part.at, lambda at: byways.split_off(second, part.by, at, first))
        given = second.office(part.at, self.random.uniform(0.05, 0.8))
        second.play(chain([born], self.plot.in_hand(second, story, given)), self.until)
        return second

    def _double(self, told: Chronicle, key: str, event: Event) -> Tale | None:
        """Tell a second report of the same thing, which the desk merges into the first while that is open."""
        main, random = told.case, self.random
        at = event.at + timedelta(minutes=float(random.uniform(15, 360)))
        merged = told.office(at, random.uniform(0.1, 1.5))
        ended = main.closed_at
        if merged > self.until or main.ending == Ending.REJECTED or (ended is not None and ended <= merged):
            return None
        drift = random.uniform(-_NEAR, _NEAR, 2)
        again = replace(event, at=at, lon=event.lon + float(drift[0]), lat=event.lat + float(drift[1]))
        way = "resident_report"
        double, signal = self._received(key, again, way)
        case, desk = double.case, self.plot.cast.desk_of[main.grid_code[:12]]
        case.similar_to = main
        scenes: list[Scene] = [
            (at, lambda at: double.report(ANONYMOUS, at)),
            (merged, lambda at: byways.merge(double, desk, at, main)),
        ]
        if ended is not None:
            scenes.append((ended, lambda at: byways.answer_with_main(double, at, main.outcome)))
        double.play(iter(scenes), self.until)
        return double, signal

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
def _save(chunk: Sequence[Tale]) -> None:
    """Save the cases, those that others refer to first, and what hangs on them."""
    cases = [told.case for told, _ in chunk]
    later = [case for case in cases if case.split_from or case.merged_into]
    bulk.insert([case for case in cases if not (case.split_from or case.merged_into)])
    bulk.insert(later)
    bulk.insert([step for told, _ in chunk for step in told.steps])
    bulk.insert([task for told, _ in chunk for task in told.tasks])
    bulk.insert([rating for told, _ in chunk for rating in told.ratings])
    bulk.insert([appeal for told, _ in chunk for appeal in told.appeals])
    bulk.insert([signal for _, signal in chunk if signal is not None])
    search.put_all(cases)
