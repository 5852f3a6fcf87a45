"""The page of jobs: every duty runs on an empty city, and no two share a name."""

import pytest

from linli.kernel import jobs
from linli.wiring.jobs import JOBS


def test_names_are_unique() -> None:
    assert len(jobs.duties()) == len(JOBS)


@pytest.mark.django_db
def test_every_job_runs_on_an_empty_city() -> None:
    assert jobs.tick() == len(JOBS)
    assert jobs.failing() == []
