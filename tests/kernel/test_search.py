"""Tokens of Chinese and other words, and an index that finds the newest rows that hold all of them."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.state import ProjectState

from linli.kernel import search


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("垃圾桶", ["垃圾", "圾桶", "桶"]),
        ("3号楼Ａ座", ["3", "号楼", "楼", "a", "座"]),
        ("261123-123-4567", ["261123", "123", "4567", "2611231234567"]),
        ("𠮷野家", ["𠮷野", "野家", "家"]),
        ("👍 !! _", []),
        ("Hello, HELLO", ["hello"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert search.tokens(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("垃圾桶", [("垃圾", False), ("圾桶", False)]),
        ("桶", [("桶", True)]),
        ("12 abc", [("12", False), ("abc", True)]),
        ("abc 垃圾", [("abc", False), ("垃圾", False)]),
        ("261123-123-4567", [("2611231234567", True)]),
        ("261123-123-45 垃圾桶", [("26112312345", False), ("垃圾", False), ("圾桶", False)]),
        ("3-12-401", [("3", False), ("12", False), ("401", True)]),
        ("'\" & | *", []),
    ],
)
def test_terms(query: str, expected: list[tuple[str, bool]]) -> None:
    assert search.terms(query) == expected


@pytest.fixture
def index(transactional_db: None) -> Iterator[search.Index]:
    """A fresh index."""
    make = search.CreateIndex("words_under_test")
    with connection.schema_editor(atomic=False) as editor:
        make.database_forwards("kernel", editor, ProjectState(), ProjectState())
    yield search.Index("words_under_test")
    with connection.schema_editor(atomic=False) as editor:
        make.database_backwards("kernel", editor, ProjectState(), ProjectState())


def test_the_newest_that_hold_all(index: search.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when there are more hits than are sorted at once."""
    for row in range(1, 21):
        area = "_a1" if row % 2 else "_a2"
        index.put(row, [*search.tokens("垃圾桶满了", f"{row}号楼"), area])
    index.put(5, [*search.tokens("井盖"), "_a1"])
    index.remove(19)
    for few in (search.FEW_HITS, 3):
        monkeypatch.setattr(search, "FEW_HITS", few)
        assert index.newest(search.terms("垃圾"), limit=3) == [20, 18, 17]
        assert index.newest(search.terms("垃圾"), ["_a1"], limit=3) == [17, 15, 13]
        assert index.newest(search.terms("垃圾"), ["_a1"], before=13, limit=9) == [11, 9, 7, 3, 1]
    assert index.newest(search.terms("垃圾桶 7号楼")) == [7]
    assert index.newest(search.terms("桶满")) == index.newest(search.terms("桶"))
    assert index.newest(search.terms("井盖")) == [5]
    assert index.newest(search.terms("!!")) == []


def test_many_at_once_are_found_as_one_by_one(index: search.Index) -> None:
    """A row that is there already is renewed."""
    index.put(2, search.tokens("井盖"))
    index.put_all([])
    index.put_all((row, [*search.tokens("垃圾桶满了"), "_a1"]) for row in range(1, 4))
    assert index.newest(search.terms("垃圾桶"), ["_a1"]) == [3, 2, 1]
    assert index.newest(search.terms("井盖")) == []
