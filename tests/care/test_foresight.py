"""Both rules thought through, one of which acts."""

from typing import Any

from linli.care.foresight import Known, foresee
from linli.care.rhythm import DAY, Place, Rhythm, weekend
from linli.care.rules import HOUR, Terms

MONDAY = 20_052 * DAY
DAYS = 40


def lively() -> bytes:
    """Return the rhythm of somebody who shows every two hours from seven to nine in the evening."""
    rhythm, before = Rhythm(), None
    for day in range(DAYS):
        for hour in range(7, 22, 2):
            at = MONDAY + (day - DAYS) * DAY + hour * HOUR
            if before is not None:
                rhythm.learn(before, at, Place.HOME, is_rest=weekend)
            before = at
    return rhythm.pack()


def found(**other: Any) -> Any:
    """Return what is foreseen at half past eight on Monday about somebody last heard at seven."""
    since = MONDAY + 7 * HOUR
    known = other.pop("known", Known(since, Place.HOME, rhythm=lively()))
    settled = {"rule": "rhythm", "floor": False, "shadow": True, "is_rest": weekend, "now": since + 5400}
    terms = Terms(price=other.pop("price", 600.0))
    return foresee(known, terms, **{**settled, **other})


def test_the_rhythm_acts_and_the_published_rule_looks_on() -> None:
    seen = found()
    assert seen.own
    assert MONDAY + 9 * HOUR < seen.acting.ask_at < seen.acting.visit_at < MONDAY + 22 * HOUR
    assert (seen.by_rhythm, seen.by_published) == (seen.acting.visit_at, MONDAY + 2 * DAY)


def test_the_published_rule_acts_and_the_rhythm_looks_on() -> None:
    seen, alone = found(rule="published"), found(rule="published", shadow=False)
    assert (seen.acting.ask_at, seen.acting.visit_at) == (None, MONDAY + 2 * DAY)
    assert seen.by_rhythm < seen.by_published
    assert alone.by_rhythm is None


def test_nothing_known_is_not_the_persons_own() -> None:
    seen = found(known=Known(MONDAY + 7 * HOUR, Place.HOME))
    assert not seen.own
    assert seen.acting.visit_at > found().acting.visit_at


def test_the_floor_is_never_later_than_the_published_rule() -> None:
    """Somebody who shows once in a long while would be left longer by the rhythm."""
    rhythm = Rhythm()
    for day in range(-60, 0, 3):
        rhythm.learn(MONDAY + (day - 3) * DAY, MONDAY + day * DAY + 10 * HOUR, Place.HOME, is_rest=weekend)
    known = Known(MONDAY + 10 * HOUR, Place.HOME, rhythm=rhythm.pack())
    dear = 40_000.0
    free, floor = found(known=known, price=dear), found(known=known, price=dear, floor=True)
    assert free.acting is None or free.acting.visit_at > MONDAY + 2 * DAY
    assert floor.acting.visit_at == MONDAY + 2 * DAY
