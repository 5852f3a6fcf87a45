"""Every move by its name, and the clock: reminders, warnings, lateness, the ladder, silence."""

from datetime import datetime, timedelta

import pytest

from linli.cases import actions, book, clocks, dispatch, handling, moves, nudging, queries, timing
from linli.cases.calendar import WorkCalendar
from linli.cases.models import Case
from linli.cases.workflow import MOVES, State
from linli.kernel import clock
from linli.kernel.errors import Conflict, InvalidInput, NotFound
from tests.cases import city
from tests.cases.city import reporter_of

pytestmark = pytest.mark.usefixtures("town")
HOUR = timedelta(hours=1)
MADE_ELSEWHERE = {"report", "settle_on_spot", "split_off", "bounce", "answer_with_main", "stand_down"}
OF_THE_CLOCK = {"warn", "overdue", "help_overdue", "escalate", "remind", "lapse", "recompute", "rezone"}


def run_clock(until: datetime) -> None:
    """Let the clock look at everything that is due until then."""
    with clock.at(until):
        while actions.check_due():
            pass


def made(case: Case) -> list[str]:
    """Return the moves of the case."""
    return [step.move for step in queries.history(case)]


def test_every_row_of_the_table_has_its_verb() -> None:
    assert set(actions.VERBS) == set(MOVES) - MADE_ELSEWHERE - OF_THE_CLOCK


def test_a_move_by_its_name() -> None:
    """Needs are checked by the table; what it does not take is refused."""
    case = city.filed()
    with pytest.raises(NotFound):
        actions.act(by=city.DESK, case=case.number, move="warn", given={})
    with pytest.raises(InvalidInput) as caught:
        actions.act(by=city.DESK, case=case.number, move="suspend", given={"score": 3})
    assert {error.field for error in caught.value.errors} == {"score", "reason", "until"}
    case = actions.act(by=city.DESK, case=case.number, move="dispatch", given={"body": "", "note": "请快"})
    assert (case.state, case.body_code) == (State.HANDLING, "CLEAN1")


def test_the_desk_is_reminded_once_a_state() -> None:
    """Two working hours to file, one to dispatch, eight to verify."""
    case = city.reported()
    run_clock(city.MONDAY_9 + 2 * HOUR)
    run_clock(city.MONDAY_9 + 3 * HOUR)
    assert made(case) == ["report", "remind"]


def test_warned_late_and_escalated() -> None:
    """At 80 %, at 100 %, then rung by rung at 1.0, 1.5 and 2.0 of the limit; once each."""
    case = city.handling_case()
    run_clock(city.MONDAY_9 + timedelta(minutes=320))
    assert made(case)[3:] == ["warn"]
    run_clock(city.MONDAY_9 + 6 * HOUR)
    case.refresh_from_db()
    assert made(case)[3:] == ["warn", "overdue", "escalate"]
    assert case.overdue_at == case.missed_at == case.due_at
    run_clock(city.MONDAY_9 + timedelta(days=3))
    case.refresh_from_db()
    assert made(case)[3:] == ["warn", "overdue", "escalate", "escalate", "escalate"]
    assert [step.data["tell"] for step in queries.history(case)[-3:]] == ["street", "district", "city"]
    assert case.next_check_at is None


def test_helpers_have_a_clock_of_their_own() -> None:
    """Each late helper is named once; one that is done is not late."""
    case = city.handling_case()
    for body, hours in (("ROADS", 1), ("ESTATE", 2)):
        until = city.MONDAY_9 + hours * HOUR
        case = dispatch.add_helper(by=city.DESK, case=case, body=body, until=until)
    assert case.helper_due_at == city.MONDAY_9 + HOUR
    run_clock(city.MONDAY_9 + HOUR)
    with clock.at(city.MONDAY_9 + HOUR):
        handling.help_done(by=city.ESTATE, case=case.number, note="好了")
    run_clock(city.MONDAY_9 + 3 * HOUR)
    late = [step.data["bodies"] for step in queries.history(case) if step.move == "help_overdue"]
    assert late == [["ROADS"]]


def test_more_time_is_missed_anew_but_the_fact_stays() -> None:
    """A granted extension warns again; `missed_at` keeps what was."""
    case = city.handling_case()
    timing.ask_extension(by=city.CLEANERS, case=case.number, reason="等车")
    run_clock(city.MONDAY_9 + 6 * HOUR)
    with clock.at(city.MONDAY_9 + 7 * HOUR):
        case = timing.grant_extension(by=city.DESK, case=case.number)
    assert (case.overdue_at, case.warned_at) == (None, None)
    assert case.missed_at is not None


def test_a_suspension_ends_by_itself() -> None:
    case = city.handling_case()
    until = city.MONDAY_9 + timedelta(days=1)
    timing.suspend(by=city.DESK, case=case.number, reason="等材料", until=until)
    run_clock(city.MONDAY_9 + timedelta(hours=23))
    assert "resume" not in made(case)
    run_clock(until)
    case.refresh_from_db()
    assert made(case)[-1] == "resume"
    assert case.due_at == until + 6 * HOUR


def test_silence_after_closing_is_consent() -> None:
    """For a case with a reporter who did not rate; once."""
    case = city.closed(reporter_account=None)
    assert case.next_check_at is None
    Case.objects.filter(pk=case.pk).update(reporter_account=account())
    case.refresh_from_db()
    assert clocks.next_check(case, moves.time_of(case)) is not None
    Case.objects.filter(pk=case.pk).update(next_check_at=city.MONDAY_9 + timedelta(days=15))
    run_clock(city.MONDAY_9 + timedelta(days=15, seconds=1))
    run_clock(city.MONDAY_9 + timedelta(days=30))
    assert made(case)[-2:] == ["close", "lapse"]


def account() -> int:
    """Return a fresh account's id."""
    from linli.kernel.accounts import Account  # noqa: PLC0415

    return Account.objects.create(username="r1").pk


def test_one_broken_case_does_not_stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is put off, and the others are looked at."""
    broken, well = city.reported(), city.reported(matter_code=city.MANHOLE)
    real = clocks.next_check

    def failing(case: Case, time: clocks.Time) -> clocks.Check | None:
        if case.pk == broken.pk:
            raise RuntimeError("broken")
        return real(case, time)

    monkeypatch.setattr(clocks, "next_check", failing)
    with clock.at(city.MONDAY_9 + 2 * HOUR):
        assert actions.check_due() == 1
    assert made(well) == ["report", "remind"]
    broken.refresh_from_db()
    assert broken.next_check_at == city.MONDAY_9 + 3 * HOUR


def test_deadlines_follow_a_new_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provisional deadline is computed anew when the year's notice is known; others stay."""
    unknown = WorkCalendar(known_years=frozenset({2025}))
    monkeypatch.setattr(book, "calendar", lambda catalogue: unknown)
    case = city.filed()
    assert case.due_provisional
    assert actions.recompute_provisional() == 0
    monkeypatch.setattr(book, "calendar", lambda catalogue: WorkCalendar(known_years=frozenset({2026})))
    assert actions.recompute_provisional() == 1
    case.refresh_from_db()
    assert not case.due_provisional
    assert made(case)[-1] == "recompute"


def test_urged_once_a_day_by_the_reporter() -> None:
    case = city.handling_case()
    nudging.urge(by=reporter_of(case), case=case.number)
    with pytest.raises(Conflict):
        nudging.urge(by=reporter_of(case), case=case.number)
    nudging.urge(by=city.DESK, case=case.number)
    with clock.at(city.MONDAY_9 + timedelta(days=1)):
        case = nudging.urge(by=reporter_of(case), case=case.number)
    assert case.urgings == 3
    case = nudging.supervise(by=city.DESK, case=case.number, reason="群众反映强烈")
    assert case.supervised_at == city.MONDAY_9
    nudging.add_information(by=reporter_of(case), case=case.number, text="今天又满了")
    with pytest.raises(InvalidInput, match="text"):
        nudging.add_information(by=reporter_of(case), case=case.number, text=" ")
