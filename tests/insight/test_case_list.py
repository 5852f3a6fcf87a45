"""The sheet of a list: exactly its rows, cut where it must be, and said so."""

import io
from unittest.mock import patch

import pytest
from pytest_django import DjangoAssertNumQueries

from linli.cases.filters import Filters
from linli.cases.models import Case
from linli.insight.reports import case_list
from linli.kernel import tables
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from tests.cases import city


@pytest.fixture(autouse=True)
def town(db: None) -> None:
    """The engine's small city."""
    city.build()


def written(by: Actor, wanted: Filters) -> tuple[int, list[str]]:
    """Return how many rows were written, and what stands in the first column."""
    file = io.BytesIO()
    count = case_list.write(by=by, wanted=wanted, words={}, sources={}, file=file)
    return count, [row.values["编号"] for row in tables.read_bytes("x.xlsx", file.getvalue()).rows]


def test_every_row_of_the_list_and_no_other(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    made = [city.reported(lat=city.IN_G1[1] + turn / 1000) for turn in range(7)]
    city.reported(lon=city.IN_G4[0])
    with patch.object(case_list, "_AT_ONCE", 3), django_assert_max_num_queries(12):
        count, rows = written(city.DESK, Filters())
    assert (count, rows) == (7, [case.number for case in reversed(made)])


def test_a_cut_sheet_says_so() -> None:
    made: list[Case] = [city.reported(lat=city.IN_G1[1] + turn / 1000) for turn in range(3)]
    with patch.object(case_list, "MOST", 2):
        count, rows = written(city.DESK, Filters())
    assert (count, rows[:2]) == (2, [made[2].number, made[1].number])
    assert rows[2].startswith("只导出了前 2 件")


def test_an_empty_list_is_an_empty_sheet() -> None:
    assert written(city.DESK, Filters()) == (0, [])
    with pytest.raises(NotAllowed):
        written(city.WORKER, Filters())
