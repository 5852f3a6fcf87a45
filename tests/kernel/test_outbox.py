"""The outbox: heard once by each handler, retried, given up visibly, and shared by many workers."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from linli.kernel import clock, outbox
from linli.kernel.actor import SYSTEM
from linli.kernel.limits import RequestCount
from linli.kernel.outbox import OutboxEvent
from tests import plans


@dataclass(frozen=True)
class Happened(outbox.Event):
    """Something happened."""

    what: str


@dataclass(frozen=True)
class Unheard(outbox.Event):
    """Nobody listens to this."""

    what: str


class Fault(Exception):
    """A handler's bad day."""


broken: set[str] = set()


def note(who: str, event: Happened) -> None:
    """Write down that `who` heard the event; a second time would raise."""
    RequestCount.objects.create(key=f"{who}:{event.what}", window_start=0, count=1)
    if who in broken:
        raise Fault(f"{who} is broken")


def first(event: Happened) -> None:
    """Hear it first."""
    note("first", event)


def second(event: Happened) -> None:
    """Hear it second."""
    note("second", event)


PAGE: outbox.Page = {Happened: (first, second), Unheard: ()}


@pytest.fixture(autouse=True)
def _page(settings: Settings) -> Iterator[None]:
    settings.OUTBOX_HANDLERS = f"{__name__}.PAGE"
    broken.clear()
    yield
    broken.clear()


def heard() -> list[str]:
    """Return who heard what."""
    return sorted(RequestCount.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_each_handler_hears_an_event_once() -> None:
    outbox.publish(Happened("flood"), Unheard("silence"))
    assert outbox.backlog().waiting == 1
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    assert heard() == ["first:flood", "second:flood"]
    assert outbox.backlog() == outbox.Backlog(waiting=0, lag_s=0.0, dead=0)


@pytest.mark.django_db
def test_what_is_rolled_back_is_never_heard() -> None:
    def change_nothing() -> None:
        with transaction.atomic():
            outbox.publish(Happened("flood"))
            raise Fault

    with pytest.raises(Fault):
        change_nothing()
    assert outbox.deliver() == 0


@pytest.mark.django_db
def test_a_broken_handler_keeps_no_other_from_its_part_and_leaves_no_trace_of_its_own() -> None:
    broken.add("first")
    outbox.publish(Happened("flood"))
    outbox.deliver()
    assert heard() == ["second:flood"]
    event = OutboxEvent.objects.get()
    assert (event.attempts, event.error) == (1, "Fault: first is broken")
    assert outbox.deliver() == 0, "it waits before the next try"
    broken.clear()
    with clock.at(clock.now() + timedelta(seconds=5)):
        assert outbox.deliver() == 1
    assert heard() == ["first:flood", "second:flood"]


@pytest.mark.django_db
def test_waits_grow_to_an_hour_and_end_in_a_dead_letter_that_can_be_revived() -> None:
    broken.add("second")
    outbox.publish(Happened("flood"))
    moment, waits = clock.now(), []
    for _ in range(outbox.GIVE_UP_AFTER):
        with clock.at(moment):
            assert outbox.deliver() == 1
        following = OutboxEvent.objects.get().next_at
        waits.append(following - moment)
        moment = following
    assert waits[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert waits[-1] == timedelta(hours=1)
    with clock.at(moment):
        assert outbox.deliver() == 0
        assert outbox.backlog() == outbox.Backlog(waiting=0, lag_s=0.0, dead=1)
        broken.clear()
        assert outbox.revive(by=SYSTEM, events=[OutboxEvent.objects.get().pk], reason="mended") == 1
        assert outbox.deliver() == 1
    assert heard() == ["first:flood", "second:flood"]


@pytest.mark.django_db
def test_an_event_whose_handlers_are_gone_is_kept_and_said() -> None:
    OutboxEvent.objects.create(name="old.Gone", payload={}, created_at=clock.now(), next_at=clock.now())
    outbox.deliver()
    assert "no handler" in OutboxEvent.objects.get().error


@pytest.mark.django_db
def test_the_lag_is_the_age_of_the_oldest_waiting_event() -> None:
    outbox.publish(Happened("flood"))
    with clock.at(clock.now() + timedelta(seconds=90)):
        assert 89 < outbox.backlog().lag_s < 91


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_events_and_do_none_twice() -> None:
    outbox.publish(*(Happened(str(number)) for number in range(120)))
    faults: list[Exception] = []

    def work() -> None:
        try:
            while outbox.deliver(10):
                pass
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    while outbox.deliver():
        pass
    assert not faults
    assert len(heard()) == 240
    assert not OutboxEvent.objects.filter(done_at=None).exists()
    assert not OutboxEvent.objects.exclude(attempts=0).exists()


@pytest.mark.django_db
def test_the_worker_looks_only_at_what_waits() -> None:
    outbox.publish(Happened("flood"))
    found = plans.plans(outbox.deliver, "kernel_outboxevent")
    assert found
    assert not any(plans.reads_whole(plan, "kernel_outboxevent") for plan in found), found
    assert sum("outbox_waiting" in plan for plan in found) >= 2, found
