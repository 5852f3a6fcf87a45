"""Suggestions and their reasons: words first, then the place; the catalogue's body, then the past."""

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from linli.cases import advice, queries
from linli.cases.advice import Past
from linli.cases.catalogue import Guess
from linli.cases.dispatch import Choice
from linli.orgs import queries as orgs
from tests.cases import city

NAMES = {"A": "甲所", "B": "乙所"}
SILENT = Choice("", (), "目录没有写明。")
NAMED = Choice("A", (), "目录指定甲所。")


def past(*rows: tuple[str, str, int]) -> list[Past]:
    """Return so many ended cases of each matter and body."""
    return [Past(matter, body) for matter, body, count in rows for _each in range(count)]


def test_words_count_more_than_the_place() -> None:
    guesses = [Guess("06010", 0.8, "words", ("垃圾", "满")), Guess("01001", 0.5, "name", ("井盖",))]
    first, second = advice.matters(guesses, past(("01001", "A", 5), ("06010", "A", 5)))
    assert first.code == "06010"
    assert first.reasons == ("内容里有“垃圾、满”。", "本网格最近办结的案件里，这类占 5/10。")
    assert (second.code, second.reasons[0]) == ("01001", "内容里说到“井盖”。")


def test_the_place_tells_equals_apart() -> None:
    guesses = [Guess("01001", 0.6, "similar", ("x",)), Guess("06010", 0.6, "similar", ("y",))]
    assert advice.matters(guesses, past(("06010", "A", 4)))[0].code == "06010"


def test_without_words_the_usual_is_offered_if_it_is_usual() -> None:
    (found,) = advice.matters([], past(("06010", "A", 3), ("01001", "A", 1)))
    assert found.code == "06010"
    assert found.score < 0.5
    assert advice.matters([], past(("06010", "A", 2))) == []
    assert advice.matters([], []) == []


def test_the_catalogue_names_the_body_and_the_past_agrees() -> None:
    found = advice.body(NAMED, "06010", past(("06010", "A", 2)), NAMES)
    assert found is not None
    assert (found.code, found.reasons) == (
        "A",
        ("目录指定甲所。", "本网格最近办结的同类案件，2/2 由甲所办理。"),
    )


def test_where_they_differ_that_is_said_and_not_decided() -> None:
    found = advice.body(NAMED, "06010", past(("06010", "B", 4), ("06010", "A", 1)), NAMES)
    assert found is not None
    assert found.code == "A"
    assert found.reasons[1] == "本网格最近办结的同类案件，4/5 由乙所办理。"
    seldom = advice.body(NAMED, "06010", past(("06010", "B", 1)), NAMES)
    assert seldom is not None
    assert seldom.reasons == ("目录指定甲所。",)


def test_where_the_catalogue_is_silent_the_past_speaks() -> None:
    found = advice.body(SILENT, "06010", past(("06010", "B", 4)), NAMES)
    assert found is not None
    assert found.code == "B"
    assert advice.body(SILENT, "06010", past(("06010", "B", 2)), NAMES) is None
    assert advice.body(SILENT, "06010", past(("06010", "GONE", 9)), NAMES) is None


@pytest.mark.usefixtures("town")
def test_a_report_is_advised_on(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for turn in range(3):
        city.closed(lat=city.IN_G1[1] + turn / 1000)
    case = city.reported(matter_code="", text="小区东门垃圾桶满了，没人清")
    with django_assert_max_num_queries(4):
        found = queries.advice(case, orgs.bodies())
    assert found.matters[0].reasons[0].startswith("内容里有")
    assert found.body is not None
    assert found.body.reasons
    with translation.override("en"):
        english = queries.advice(case, orgs.bodies()).body
    assert english is not None
    assert "乙街道环卫所" in english.reasons[0]
    assert "垃圾" not in english.reasons[0]
    assert queries.advice(city.reported(matter_code="", text="@@@"), orgs.bodies()).body is not None
