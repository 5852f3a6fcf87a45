"""Reports come when people are awake, and as many as asked for."""

from collections import Counter
from datetime import date

import numpy as np
import shapely

from linli.cases.catalogue import load
from linli.cli.demo import build, names, rhythm, spots
from linli.places.drafts import AreaDraft

TOLD = rhythm.stories(build.STORIES)


def test_every_story_is_a_matter_of_the_catalogue_told_and_settled() -> None:
    catalogue = load()
    for story in TOLD:
        assert catalogue.matter(story.matter) is not None
        assert story.texts
        assert story.outcomes
        assert len(story.hours) == 24
        assert len(story.months) == 12


def test_the_same_seed_gives_the_same_ninety_days() -> None:
    drawn = [
        rhythm.moments(np.random.default_rng(7), TOLD, date(2026, 11, 23), 90, 5000, {date(2026, 10, 1)})
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
    moments = [at for at, _ in drawn[0]]
    assert len(moments) == 5000
    assert moments == sorted(moments)
    assert (moments[0].date(), moments[-1].date()) >= (date(2026, 8, 26), date(2026, 11, 22))
    hours = Counter(at.hour for at in moments)
    assert hours[8] > 4 * hours[3]


def test_points_lie_in_their_grids() -> None:
    boxes = [shapely.MultiPolygon([shapely.box(i, 0, i + 1, 1)]) for i in range(4)]
    grids = [AreaDraft(f"{i:015d}", urban_rural="111", boundary=box) for i, box in enumerate(boxes)]
    random = np.random.default_rng(1)
    which = np.zeros(200, dtype=np.int64)
    chosen = spots.grids_for(TOLD, which, grids, random)
    lons, lats = spots.points_in(chosen, grids, random)
    assert all(
        boxes[grid].covers(shapely.Point(lon, lat)) for grid, lon, lat in zip(chosen, lons, lats, strict=True)
    )


def test_names() -> None:
    random = np.random.default_rng(3)
    assert all(2 <= len(names.person(random)) <= 5 for _ in range(500))
    assert names.road(random)
    assert names.shop(random)
    assert len({names.mobile(serial) for serial in range(1000)}) == 1000
