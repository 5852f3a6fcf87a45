"""Returned, extended, suspended, split, merged, reopened and appealed: told as the engine does it."""

from datetime import datetime, timedelta

import pytest

from linli.cases import actions, dispatch, evaluation, filing, handling, intake, joining, nudging, timing
from linli.cases import verification as verify
from linli.cases.models import Appeal, Case
from linli.cli.demo import byways
from linli.cli.demo.chronicle import Chronicle
from linli.kernel import clock
from tests.cases import city
from tests.cli.demo import lives

pytestmark = pytest.mark.usefixtures("town")
WRONG, RIGHT, HELPER = ("ROADS", "甲区市政处"), ("CLEAN1", "乙街道环卫所"), ("ESTATE", "邻里物业")
Pair = tuple[Chronicle, Case]


def at(hours: float) -> datetime:
    """Return so many hours after the report."""
    return lives.START + timedelta(hours=hours)


@pytest.fixture
def pair(town: None) -> Pair:
    """A report of a broken lamp, told and lived, filed after half an hour."""
    with clock.at(lives.START):
        lived = intake.take_in(by=city.RESIDENT, signal=city.signal(matter_code=city.LAMP))
    told = lives.told(lived)
    told.report(city.RESIDENT, lives.START)
    told.file(city.DESK, at(0.5), told.time.catalogue.conditions_of(city.LAMP)[1])
    with clock.at(at(0.5)):
        condition = told.time.catalogue.conditions_of(city.LAMP)[1].id
        lived = filing.file(by=city.DESK, case=lived, condition=condition)
    return told, lived


def test_returned_then_extended_with_a_helper(pair: Pair) -> None:
    told, lived = pair
    reporter = city.reporter_of(lived)
    told.dispatch(city.DESK, at(0.6), *WRONG, [])
    byways.send_back(told, city.ROADMEN, at(0.7), "不归我管")
    told.dispatch(city.DESK, at(0.8), *RIGHT, [HELPER[0]])
    byways.ask_extension(told, city.CLEANERS, at(0.9), "下雨")
    byways.grant_extension(told, city.DESK, at(1.0))
    byways.urge(told, reporter, at(1.1), "快点")
    byways.supervise(told, city.LEADER, at(1.2), "盯住")
    told.help_done(city.ESTATE, at(1.3), "搬开了", *HELPER)
    told.done(city.CLEANERS, at(1.4), "修好了", RIGHT[1])
    told.fail(city.INSPECTOR, at(2.4), "还不亮", RIGHT[1])
    told.play(iter(()), at(3))
    with clock.at(at(0.6)):
        lived = dispatch.dispatch(by=city.DESK, case=lived, body=WRONG[0])
    with clock.at(at(0.7)):
        lived = handling.send_back(by=city.ROADMEN, case=lived, reason="不归我管")
    with clock.at(at(0.8)):
        lived = dispatch.dispatch(by=city.DESK, case=lived, body=RIGHT[0], helpers=[HELPER[0]])
    with clock.at(at(0.9)):
        lived = timing.ask_extension(by=city.CLEANERS, case=lived, reason="下雨")
    with clock.at(at(1.0)):
        lived = timing.grant_extension(by=city.DESK, case=lived)
    with clock.at(at(1.1)):
        lived = nudging.urge(by=reporter, case=lived, note="快点")
    with clock.at(at(1.2)):
        lived = nudging.supervise(by=city.LEADER, case=lived, reason="盯住")
    with clock.at(at(1.3)):
        lived = handling.help_done(by=city.ESTATE, case=lived, note="搬开了")
    with clock.at(at(1.4)):
        lived = handling.done(by=city.CLEANERS, case=lived, note="修好了")
    with clock.at(at(2.4)):
        lived = verify.verify_fail(by=city.INSPECTOR, case=lived, reason="还不亮")
    lives.same(told, lived)


def test_suspended_refused_and_helpers_late(pair: Pair) -> None:
    """What the clock does by itself is done by the engine's clock here."""
    told, lived = pair
    until = at(24 * 10)
    told.dispatch(city.DESK, at(0.6), *RIGHT, [HELPER[0]])
    byways.suspend(told, city.DESK, at(0.7), "等配件", until)
    byways.resume(told, until)
    byways.ask_extension(told, city.CLEANERS, until, "再等等")
    byways.refuse_extension(told, city.DESK, until, "不行")
    warned, due, later = told.share(0.8), told.case.due_at, told.share(1.0)
    assert due is not None
    told.warn(warned)
    told.late(due)
    told.help_late(due)
    told.escalate(later)
    told.play(iter(()), later)
    with clock.at(at(0.6)):
        lived = dispatch.dispatch(by=city.DESK, case=lived, body=RIGHT[0], helpers=[HELPER[0]])
    with clock.at(at(0.7)):
        lived = timing.suspend(by=city.DESK, case=lived, reason="等配件", until=until)
    with clock.at(until):
        actions.check_due()
        lived = timing.ask_extension(by=city.CLEANERS, case=Case.objects.get(pk=lived.pk), reason="再等等")
        lived = timing.refuse_extension(by=city.DESK, case=lived, reason="不行")
    for moment in (warned, due, due, later):
        with clock.at(moment):
            actions.check_due()
    lives.same(told, lived)


def closed(told: Chronicle, lived: Case, since: float) -> Case:
    """Bring both lives from dispatch to closing, an hour a step."""
    told.dispatch(city.DESK, at(since), *RIGHT, [])
    told.done(city.CLEANERS, at(since + 1), "修好了", RIGHT[1])
    told.verify(city.INSPECTOR, at(since + 2))
    told.close(city.DESK, at(since + 3))
    with clock.at(at(since)):
        lived = dispatch.dispatch(by=city.DESK, case=lived, body=RIGHT[0])
    with clock.at(at(since + 1)):
        lived = handling.done(by=city.CLEANERS, case=lived, note="修好了")
    with clock.at(at(since + 2)):
        lived = verify.verify_pass(by=city.INSPECTOR, case=lived)
    with clock.at(at(since + 3)):
        return verify.close(by=city.DESK, case=lived)


def test_reopened_and_appealed(pair: Pair) -> None:
    told, lived = pair
    reporter = city.reporter_of(lived)
    lived = closed(told, lived, 1)
    byways.reopen(told, reporter, at(5), "又坏了")
    with clock.at(at(5)):
        lived = evaluation.reopen(by=reporter, case=lived, reason="又坏了")
    lived = closed(told, lived, 24 * 7)
    byways.appeal(told, city.CLEANERS, at(180), "封路")
    byways.judge(told, city.INSPECTOR, at(181), "属实", right=True)
    byways.judge(told, city.INSPECTOR_2, at(182), "属实", right=True)
    told.play(iter(()), at(182))
    with clock.at(at(180)):
        lived = evaluation.appeal(by=city.CLEANERS, case=lived, reason="封路")
    with clock.at(at(181)):
        lived = evaluation.uphold_appeal(by=city.INSPECTOR, case=lived, reason="属实")
    with clock.at(at(182)):
        lived = evaluation.uphold_appeal(by=city.INSPECTOR_2, case=lived, reason="属实")
    lives.same(told, lived)
    appeal, mine = Appeal.objects.get(), told.appeals[0]
    for name in ("organisation_code", "made_by", "made_at", "reason", "state", "reviewers", "decided_at"):
        assert getattr(mine, name) == getattr(appeal, name)


def test_split_and_merged(pair: Pair) -> None:
    """The part is a case of its own; the double ends with its main case and hears the same answer."""
    told, lived = pair
    byways.split(told, city.DESK, at(0.6), city.RUBBISH, "旁边还有垃圾")
    with clock.at(at(0.6)):
        lived = joining.split(by=city.DESK, case=lived, matter=city.RUBBISH, text="旁边还有垃圾")
        double = intake.take_in(by=city.RESIDENT, signal=city.signal(matter_code=city.LAMP))
    part = lived.parts.get()
    second = lives.told(part)
    byways.split_off(second, city.DESK, at(0.6), lived)
    second.play(iter(()), at(1))
    lives.same(second, part)
    again = lives.told(double)
    again.report(city.RESIDENT, at(0.6))
    byways.merge(again, city.DESK, at(0.7), lived)
    with clock.at(at(0.7)):
        joining.merge(by=city.DESK, case=double, other=lived.number)
    lived = closed(told, lived, 1)
    byways.answer_with_main(again, at(4), "修好了")
    again.play(iter(()), at(4))
    lives.same(again, double)
    told.play(iter(()), at(4))
    lives.same(told, lived)
