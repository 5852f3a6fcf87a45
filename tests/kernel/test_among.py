"""Very many values by one parameter, on both databases."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import among
from linli.kernel.jobs import Job

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 1, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def jobs() -> list[Job]:
    """Three jobs, the last of which never ran."""
    return [
        Job.objects.create(name=name, next_at=AT, finished_at=at)
        for name, at in (("a", AT), ("b", AT), ("c", None))
    ]


def test_numbers_and_texts_of_any_count(jobs: list[Job]) -> None:
    """More than a statement may have parameters."""
    for column, values, wanted in (
        ("name", ["a", "c", *(f"x{number}" for number in range(300_000))], ["a", "c"]),
        ("name", [], []),
        ("name", ['" or 1=1 --'], []),
    ):
        with CaptureQueriesContext(connection) as asked:
            found = among.rows(
                f"SELECT name FROM {Job._meta.db_table} WHERE {among.among(column)} ORDER BY name",
                [among.listing(values)],
            )
        assert [name for (name,) in found] == wanted
        assert len(asked) == 1


def test_moments_come_with_their_zone(jobs: list[Job]) -> None:
    sql = f"SELECT finished_at FROM {Job._meta.db_table} WHERE finished_at >= %s AND name = %s"
    ((moment,),) = among.rows(sql, [AT, "a"])
    assert among.aware(moment) == AT
    assert among.aware(AT) == AT


def test_rows_are_written_each_with_its_own(jobs: list[Job]) -> None:
    """From a statement's values, or by one that SQLite repeats."""
    insert = (
        "INSERT INTO kernel_job (name, next_at, failures, error) {values}"
        " ON CONFLICT (name) DO UPDATE SET failures = excluded.failures"
    )
    types = ("text", "timestamptz", "integer", "text")
    among.write_each(insert, types, [("a", AT, 3, ""), ("d", AT, 4, "x"), ("e", AT, 5, "")])
    among.write_each(insert, types, [])
    found = Job.objects.order_by("name").values_list("name", "next_at", "failures")
    assert list(found) == [("a", AT, 3), ("b", AT, 0), ("c", AT, 0), ("d", AT, 4), ("e", AT, 5)]
