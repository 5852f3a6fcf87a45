"""A told life beside a lived one: the same report, and what of it must be equal."""

from typing import Any

from linli.cases import book
from linli.cases import spots as cells
from linli.cases.clocks import Time
from linli.cases.models import Case, Step, Task
from linli.cli.demo.chronicle import Chronicle
from tests.cases import city

OWN = {"id", "number", "last_hash", "reporter", "reporter_account", "similar_to", "occurred_at"}
START = city.MONDAY_9


def told(like: Case) -> Chronicle:
    """Return a chronicle of a report like `like`, before anything happened."""
    catalogue = book.in_force()
    kept = ("source", "catalogue_id", "matter_code", "title", "description", "public", "grid_code", "lon")
    more = ("street_code", "district_code", "lat", "address", "likely_body", "likely_why", "created_at")
    columns: dict[str, Any] = {name: getattr(like, name) for name in (*kept, *more)}
    case = Case(number="told", occurred_at=START, state_since=START, updated_at=START, **columns)
    case.cell = cells.cell(like.lon or 0, like.lat or 0)
    return Chronicle(case, Time(catalogue, book.calendar(catalogue)))


def facts(case: Case) -> dict[str, Any]:
    """Return the columns of a case that both lives have in common."""
    return {
        field.name: getattr(case, field.attname)
        for field in Case._meta.concrete_fields
        if field.name not in OWN
    }


def step(of: Step) -> tuple[Any, ...]:
    """Return what a step says."""
    return of.seq, of.at, of.move, of.from_state, of.to_state, of.data, of.note


def task(of: Task) -> tuple[Any, ...]:
    """Return how a task stands."""
    return of.organisation_code, of.role, of.state, of.due_at, of.done_at, of.ended_why


def same(chronicle: Chronicle, lived: Case) -> None:
    """Hold a told life against the lived one: columns, steps, tasks."""
    case = Case.objects.get(pk=lived.pk)
    assert facts(chronicle.case) == facts(case)
    steps = Step.objects.filter(case=lived).order_by("seq")
    assert [step(each) for each in chronicle.steps] == [step(each) for each in steps]
    tasks = Task.objects.filter(case=lived).order_by("pk")
    assert [task(each) for each in chronicle.tasks] == [task(each) for each in tasks]
