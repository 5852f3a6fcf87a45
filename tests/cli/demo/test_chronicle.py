"""A life told in memory is the life the engine would have led: the same columns, steps and tasks."""

from datetime import timedelta

import pytest

from linli.cases import dispatch, evaluation, filing, handling, intake, moves, verification
from linli.cases.models import Case
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from tests.cases import city
from tests.cli.demo import lives

pytestmark = pytest.mark.usefixtures("town")


def test_the_same_life_told_and_lived() -> None:
    with clock.at(lives.START):
        lived = intake.take_in(by=city.RESIDENT, signal=city.signal())
    told = lives.told(lived)
    condition = told.time.catalogue.conditions_of(city.RUBBISH)[0]
    late = [lives.START + timedelta(hours=hours) for hours in (1, 2, 24, 25, 26, 27, 28, 29)]
    reporter = city.reporter_of(lived)

    told.report(city.RESIDENT, lives.START)
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

    lives.same(told, lived)


def _overdue(turn: moves.Turn) -> moves.Change:
    return moves.Change(set={"overdue_at": turn.case.due_at, "missed_at": turn.case.due_at})
