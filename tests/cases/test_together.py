"""Many at once: one wins, the others hear what happened, nothing is done twice; on both databases."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

import pytest
from django.db import connection

from linli.cases import actions, dispatch, handling, intake, queries
from linli.cases.models import Case, Signal, Step, Task
from linli.cases.moves import Act
from linli.kernel import clock
from linli.kernel.errors import Conflict, LinliError
from linli.places import atlas
from tests.cases import city
from tests.cases.city import chain_holds

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture(autouse=True)
def real_town() -> Iterator[None]:
    """The city, committed, at Monday 09:00."""
    city.build()
    with clock.at(city.MONDAY_9):
        yield
    atlas.expire()


def at_once(work: Callable[[int], object]) -> list[object]:
    """Let `work` be done by several threads, each on a connection of its own; faults are answers."""

    def one(place: int) -> object:
        try:
            return work(place)
        except LinliError as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        jobs = [pool.submit(copy_context().run, one, place) for place in range(MANY)]
        return [job.result(timeout=60) for job in jobs]


def test_one_of_many_dispatches() -> None:
    """The others are told who did it; there is one task and one step."""
    case = city.filed()
    answers = at_once(lambda place: dispatch.dispatch(by=city.DESK, case=case.number))
    assert Counter(type(answer) for answer in answers) == {Case: 1, Conflict: MANY - 1}
    assert all("李受理" in str(answer) for answer in answers if isinstance(answer, Conflict))
    assert Task.objects.filter(case=case).count() == 1
    assert [step.move for step in queries.history(case)] == ["report", "file", "dispatch"]
    assert chain_holds(case)


def test_a_stale_copy_never_wins() -> None:
    """All act on what they read before the first of them wrote."""
    case = city.handling_case()
    copies = [Case.objects.get(pk=case.pk) for _place in range(MANY)]
    answers = at_once(
        lambda place: handling.send_back(by=city.CLEANERS, case=copies[place], reason=f"第{place}次")
    )
    assert Counter(type(answer) for answer in answers) == {Case: 1, Conflict: MANY - 1}
    assert Case.objects.get(pk=case.pk).returns == 1
    assert chain_holds(case)


def test_one_act_sent_by_many_retries_counts_once() -> None:
    case = city.handling_case()
    answers = at_once(
        lambda place: handling.done(by=city.CLEANERS, case=case.number, note="好了", act=Act(key="k"))
    )
    assert all(isinstance(answer, Case) for answer in answers), answers
    assert Step.objects.filter(case=case, move="done").count() == 1


def test_one_signal_sent_by_many_is_one_case() -> None:
    signal = city.signal(external_id="same")
    answers = at_once(lambda place: intake.take_in(by=city.RESIDENT, signal=signal))
    assert {answer.pk for answer in answers if isinstance(answer, Case)} == {Case.objects.get().pk}
    assert len([answer for answer in answers if isinstance(answer, Case)]) == MANY
    assert (Signal.objects.count(), Step.objects.count()) == (1, 1)


def test_many_clocks_do_nothing_twice() -> None:
    cases = [city.reported(lat=city.IN_G1[1] + place / 10_000) for place in range(8)]
    with clock.at(city.MONDAY_9 + timedelta(hours=2)):
        moved = at_once(lambda place: actions.check_due())
    assert sum(answer for answer in moved if isinstance(answer, int)) == len(cases)
    assert Step.objects.filter(move="remind").count() == len(cases)
    assert all(chain_holds(case) for case in cases)
