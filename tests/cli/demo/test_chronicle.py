"""A life told in memory is the life the engine would have led: the same columns, steps and tasks."""

from datetime import timedelta
from typing import Any

import pytest

from linli.cases import book, dispatch, evaluation, filing, handling, intake, moves, verification
from linli.cases import spots as cells
from linli.cases.clocks import Time
from linli.cases.models import Case, Step, Task
from linli.cli.demo.chronicle import Chronicle
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")

OWN = {"id", "number", "last_hash", "reporter", "reporter_account", "similar_to", "occurred_at"}
START = city.MONDAY_9


def _told(like: Case) -> Chronicle:
    """Return a chronicle of a report like `like`, before anything happened."""
    catalogue = book.in_force()
    kept = ("source", "catalogue_id", "matter_code", "title", "description", "public", "grid_code", "lon")
    more = ("street_code", "district_code", "lat", "address", "likely_body", "likely_why", "created_at")
    columns: dict[str, Any] = {name: getattr(like, name) for name in (*kept, *more)}
    case = Case(number="told", occurred_at=START, state_since=START, updated_at=START, **columns)
    case.cell = cells.cell(like.lon or 0, like.lat or 0)
    return Chronicle(case, Time(catalogue, book.calendar(catalogue)))


def _facts(case: Case) -> dict[str, Any]:
    return {
        field.name: getattr(case, field.attname)
        for field in Case._meta.concrete_fields
        if field.name not in OWN
    }


def test_the_same_life_told_and_lived() -> None:
    with clock.at(START):
        lived = intake.take_in(by=city.RESIDENT, signal=city.signal())
    told = _told(lived)
    condition = told.time.catalogue.conditions_of(city.RUBBISH)[0]
    late = [START + timedelta(hours=hours) for hours in (1, 2, 24, 25, 26, 27, 28, 29)]
    reporter = city.reporter_of(lived)

    told.report(city.RESIDENT, START)
    told.file(city.DESK, late[0], condition)
    told.dispatch(city.DESK, late[1], "CLEAN1", "乙街道环卫所", [])
    due = told.case.due_at
    assert due is not None
    told.late(due)
    told.done(city.CLEANERS, late[2], "已清运", "乙街道环卫所")
    told.fail(city.INSPECTOR, late[3], "还有残留", "乙街道环卫所")
    told.done(city.CLEANERS, late[4], "已清运", "乙街道环卫所")
    told.verify(city.INSPECTOR, late[5])
    told.close(city.DESK, late[6])
    told.rate(reporter, late[7], 4, "还行")
    told.play(iter(()), late[7])

    number = lived.number
    with clock.at(late[0]):
        filing.file(by=city.DESK, case=number)
    with clock.at(late[1]):
        dispatch.dispatch(by=city.DESK, case=number, body="CLEAN1")
    with clock.at(due):
        moves.apply("overdue", Case.objects.get(number=number), by=SYSTEM, rule=_overdue)
    with clock.at(late[2]):
        handling.done(by=city.CLEANERS, case=number, note="已清运")
    with clock.at(late[3]):
        verification.verify_fail(by=city.INSPECTOR, case=number, reason="还有残留")
    with clock.at(late[4]):
        handling.done(by=city.CLEANERS, case=number, note="已清运")
    with clock.at(late[5]):
        verification.verify_pass(by=city.INSPECTOR, case=number)
    with clock.at(late[6]):
        verification.close(by=city.DESK, case=number)
    with clock.at(late[7]):
        evaluation.rate(by=reporter, case=number, score=4, note="还行")

    assert _facts(told.case) == _facts(Case.objects.get(number=number))
    steps = Step.objects.filter(case=lived).order_by("seq")
    assert [_step(step) for step in told.steps] == [_step(step) for step in steps]
    task = Task.objects.get(case=lived)
    assert [(t.organisation_code, t.role, t.state, t.due_at, t.done_at) for t in told.tasks] == [
        (task.organisation_code, task.role, task.state, task.due_at, task.done_at)
    ]


def _overdue(turn: moves.Turn) -> moves.Change:
    return moves.Change(set={"overdue_at": turn.case.due_at, "missed_at": turn.case.due_at})


def _step(step: Step) -> tuple[Any, ...]:
    return step.seq, step.at, step.move, step.from_state, step.to_state, step.data, step.note
