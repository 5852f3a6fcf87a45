"""The words of a list: read leniently, written canonically, and the same list again."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.cases import asking
from linli.cases.workflow import OPEN, State

TODAY = datetime(2026, 11, 23, 16, tzinfo=UTC)


def test_nothing_asked_is_every_open_case() -> None:
    asked = asking.ask({}, TODAY)
    assert (asked.tab, dict(asked.words), asked.narrowed) == ("open", {}, False)
    assert asked.filters.states == OPEN


def test_every_word_is_heard_and_said_again() -> None:
    said = {
        "tab": "handling", "area": "320402", "body": "CLEAN1", "matter": "06", "source": "hotline",
        "days": "7", "only": "urgent", "ring": "119.9,31.7;119.91,31.7;119.91,31.71", "q": "  垃圾   桶 ",
        "sort": "due", "cursor": "5", "open": "x",
    }  # fmt: skip
    asked = asking.ask(said, TODAY)
    wanted = asked.filters
    assert wanted.states == (State.HANDLING,)
    assert (wanted.area, wanted.body, wanted.matter, wanted.source) == ("320402", "CLEAN1", "06", "hotline")
    assert wanted.since == TODAY - timedelta(days=6)
    assert (wanted.urgent, wanted.text, wanted.order, len(wanted.ring)) == (True, "垃圾 桶", "due", 3)
    assert asking.ask(asked.words, TODAY) == asked
    assert asked.narrowed


@pytest.mark.parametrize(
    "said",
    [
        {"tab": "nonsense"},
        {"area": "zzz"},
        {"area": "1" * 16},
        {"body": "a\x00b"},
        {"source": "x" * 41},
        {"days": "0"},
        {"days": "９"},
        {"days": "9" * 400},
        {"only": "mine"},
        {"ring": "1,2"},
        {"sort": "random"},
        {"sort": "due", "tab": "open "},
    ],
)
def test_the_unknown_counts_as_nothing(said: dict[str, str]) -> None:
    asked = asking.ask(said, TODAY)
    assert not asked.narrowed
    assert asked.tab == "open"


def test_what_is_late_comes_by_deadline() -> None:
    late = asking.ask({"tab": "overdue", "sort": "due"}, TODAY)
    assert (late.filters.overdue, late.filters.order, dict(late.words)) == (True, "due", {"tab": "overdue"})
    assert asking.ask({"tab": "ended", "sort": "due"}, TODAY).filters.order == "newest"
