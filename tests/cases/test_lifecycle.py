"""A report goes the whole way: taken in, filed, dispatched, handled, verified, closed, rated."""

from datetime import timedelta

import pytest

from linli.cases import dispatch, evaluation, filing, handling, intake, queries, verification
from linli.cases.workflow import State
from linli.kernel import clock, crypto
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def test_the_whole_way() -> None:
    """Each stage by its own person, and the reporter told in plain words."""
    case = intake.take_in(by=city.RESIDENT, signal=city.signal())
    assert (case.state, case.grid_code, case.likely_body) == (State.REPORTED, city.G1, "CLEAN1")
    filing.file(by=city.DESK, case=case.number)
    dispatch.dispatch(by=city.DESK, case=case.number)
    with clock.at(city.MONDAY_9 + timedelta(hours=1)):
        handling.done(by=city.CLEANERS, case=case.number, note="已清运")
        verification.verify_pass(by=city.INSPECTOR, case=case.number)
        verification.close(by=city.DESK, case=case.number)
        evaluation.rate(by=city.reporter_of(case), case=case.number, score=5, note="快")
    case.refresh_from_db()
    assert (case.state, case.ending, case.score, case.outcome) == (State.CLOSED, "settled", 5, "已清运")
    assert case.missed_at is None
    told = queries.public_steps(queries.public_case(case.number, crypto.link_key(case.number)))
    assert [step.move for step in told] == [
        "report",
        "file",
        "dispatch",
        "done",
        "verify_pass",
        "close",
        "rate",
    ]
    assert "乙街道环卫所" in told[2].text
    assert "11月23日" in told[2].text
    assert told[5].note == "已清运"
