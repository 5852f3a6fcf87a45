"""The clock: each job is done when due, by one of many clocks, and its faults are kept."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from linli.kernel import clock, jobs
from linli.kernel.limits import RequestCount

broken: list[str] = []


def count(key: str) -> None:
    """Write down one run."""
    RequestCount.objects.create(key=key, window_start=RequestCount.objects.filter(key=key).count(), count=1)


def every_minute() -> None:
    """Count a run."""
    count("minute")
    if broken:
        raise RuntimeError(broken[0])


def every_hour() -> None:
    """Count a run."""
    count("hour")


DUTIES = (
    jobs.Duty("minute", timedelta(minutes=1), every_minute),
    jobs.Duty("hour", timedelta(hours=1), every_hour),
)


@pytest.fixture(autouse=True)
def _duties(settings: Settings) -> Iterator[None]:
    settings.JOBS = f"{__name__}.DUTIES"
    yield
    broken.clear()


def runs(key: str) -> int:
    """Return how often the job `key` ran."""
    return RequestCount.objects.filter(key=key).count()


@pytest.mark.django_db
def test_a_job_runs_when_it_is_due() -> None:
    assert jobs.tick() == 2
    assert jobs.tick() == 0
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert jobs.tick() == 1
    assert (runs("minute"), runs("hour")) == (2, 1)


@pytest.mark.django_db
def test_a_fault_is_kept_until_the_job_succeeds_and_stops_no_other() -> None:
    broken.append("no paper")
    assert jobs.tick() == 2
    (failed,) = jobs.failing()
    assert (failed.name, failed.failures, failed.error) == ("minute", 1, "RuntimeError: no paper")
    assert runs("hour") == 1
    broken.clear()
    with clock.at(clock.now() + timedelta(minutes=2)):
        jobs.tick()
    assert jobs.failing() == []


@pytest.mark.django_db
def test_a_job_of_a_clock_that_died_is_taken_over_after_its_time() -> None:
    jobs.tick()
    moment = clock.now() + timedelta(minutes=2)
    jobs.Job.objects.filter(name="minute").update(claimed_until=moment + timedelta(minutes=5))
    with clock.at(moment):
        assert jobs.tick() == 0
    with clock.at(moment + timedelta(minutes=6)):
        assert jobs.tick() == 1


@pytest.mark.django_db
def test_a_late_job_is_named() -> None:
    jobs.tick()
    with clock.at(clock.now() + timedelta(minutes=10)):
        assert [job.name for job in jobs.overdue()] == ["minute"]


@pytest.mark.django_db(transaction=True)
def test_many_clocks_do_a_job_once() -> None:
    start = threading.Barrier(4)

    def tick() -> None:
        start.wait()
        jobs.tick()
        connection.close()

    clocks = [threading.Thread(target=tick) for _ in range(4)]
    for each in clocks:
        each.start()
    for each in clocks:
        each.join()
    assert (runs("minute"), runs("hour")) == (1, 1)
