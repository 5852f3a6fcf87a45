"""延期与挂账, and how check and correction treat the clock."""

from datetime import timedelta

import pytest

from linli.cases import clocks, filing, handling, timing, verification
from linli.cases.models import Task
from linli.cases.workflow import State
from linli.kernel import clock
from linli.kernel.errors import Conflict, InvalidInput
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
HOUR = timedelta(hours=1)


def test_the_limit_runs_from_filing() -> None:
    """Rubbish has 4 working hours: from Monday 09:00 to 15:00, over the noon break."""
    case = city.filed()
    assert case.due_at == city.MONDAY_9 + 6 * HOUR
    assert (case.clock_from, case.unit) == (city.MONDAY_9, "work_hour")


def test_extended_twice_before_it_is_late() -> None:
    """Each adds one original limit; the third, the doubled and the late asking are refused."""
    case = city.handling_case()
    for _turn in range(2):
        timing.ask_extension(by=city.CLEANERS, case=case.number, reason="等车")
        with pytest.raises(Conflict):
            timing.ask_extension(by=city.CLEANERS, case=case.number, reason="等车")
        case = timing.grant_extension(by=city.DESK, case=case.number)
    assert case.extensions == 2
    assert case.due_at == city.MONDAY_9 + 30 * HOUR, "7 working hours on Monday, 5 on Tuesday"
    assert Task.objects.get(case=case).due_at == case.due_at
    with pytest.raises(Conflict):
        timing.ask_extension(by=city.CLEANERS, case=case.number, reason="等车")


def test_late_is_too_late_to_ask_but_not_to_answer() -> None:
    """What was asked in time may be granted after; what was refused is refused."""
    case = city.handling_case()
    timing.ask_extension(by=city.CLEANERS, case=case.number, reason="等车")
    with clock.at(city.MONDAY_9 + 7 * HOUR):
        timing.refuse_extension(by=city.DESK, case=case.number, reason="不用等")
        with pytest.raises(Conflict):
            timing.ask_extension(by=city.CLEANERS, case=case.number, reason="再等")
        with pytest.raises(Conflict):
            timing.grant_extension(by=city.DESK, case=case.number)


def test_suspended_once_and_resumed_by_hand() -> None:
    """The clock stands still; an earlier end gives back what was not used."""
    case = city.handling_case()
    until = city.MONDAY_9 + timedelta(days=2)
    case = timing.suspend(by=city.DESK, case=case.number, reason="等材料", until=until)
    assert case.due_at == city.MONDAY_9 + timedelta(days=2, hours=6)
    with pytest.raises(Conflict):
        handling.done(by=city.CLEANERS, case=case.number, note="好了")
    with clock.at(city.MONDAY_9 + timedelta(days=1)):
        case = timing.resume(by=city.DESK, case=case.number)
        assert case.due_at == city.MONDAY_9 + timedelta(days=1, hours=6)
        assert case.suspended_until is None
        with pytest.raises(Conflict):
            timing.suspend(by=city.DESK, case=case.number, reason="又等", until=until)
        with pytest.raises(Conflict):
            timing.resume(by=city.DESK, case=case.number)


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_suspension_ends_within_a_year(days: int) -> None:
    case = city.handling_case()
    with pytest.raises(InvalidInput, match="until"):
        timing.suspend(
            by=city.DESK, case=case.number, reason="等", until=city.MONDAY_9 + timedelta(days=days)
        )


def test_another_matter_keeps_the_paused_time() -> None:
    """A manhole has 2 urgent hours; the pause before still counts as pause."""
    case = city.handling_case()
    until = city.MONDAY_9 + 3 * HOUR
    case = timing.suspend(by=city.DESK, case=case.number, reason="等材料", until=until)
    case = filing.correct(by=city.DESK, case=case.number, matter=city.MANHOLE, reason="是井盖")
    assert (case.matter_code, case.unit) == (city.MANHOLE, "urgent_hour")
    assert case.due_at == city.MONDAY_9 + 5 * HOUR


def test_waiting_for_a_check_does_not_count() -> None:
    """The body had an hour; a check that fails a day later gives it the other three back."""
    case = city.handling_case()
    with clock.at(city.MONDAY_9 + HOUR):
        handling.done(by=city.CLEANERS, case=case.number, note="好了")
    with clock.at(city.MONDAY_9 + timedelta(days=1)):
        case = verification.verify_fail(by=city.INSPECTOR, case=case.number, reason="没清干净")
        assert (case.state, case.reworks, case.handled_at) == (State.HANDLING, 1, None)
        assert case.due_at == city.MONDAY_9 + timedelta(days=1, hours=3)
        assert Task.objects.get(case=case).state == "open"
    assert clocks.clock_of(case) is not None


def test_done_late_is_late_for_ever() -> None:
    """Even when no clock looked in between, and whatever follows."""
    case = city.handling_case()
    with clock.at(city.MONDAY_9 + 7 * HOUR):
        case = handling.done(by=city.CLEANERS, case=case.number, note="好了")
    assert case.missed_at == case.overdue_at == case.due_at
