"""A new case: its number is its own, its first step and its event are there."""

import pytest

from linli.cases import births
from linli.cases.models import Case
from linli.kernel import audit, ids
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def test_a_taken_number_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases never share a number; the whole transaction is done again."""
    first = city.reported()
    drawn = iter([first.number, first.number, "261123-000-0001"])
    monkeypatch.setattr(ids, "tracking_number", lambda moment: next(drawn))
    assert city.reported().number == "261123-000-0001"
    assert Case.objects.count() == 2


def test_when_every_number_is_taken_the_fault_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not an endless loop."""
    first = city.reported()
    monkeypatch.setattr(ids, "tracking_number", lambda moment: first.number)
    with pytest.raises(births.NumberTakenError):
        city.reported()
    assert Case.objects.count() == 1


def test_the_chain_begins_with_the_first_step() -> None:
    case = city.reported()
    step = case.steps.get()
    assert (step.seq, step.prev, step.hash) == (1, audit.FIRST, case.last_hash)
    assert (case.step_count, case.version) == (1, 1)
