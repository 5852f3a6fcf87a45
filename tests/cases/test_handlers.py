"""Who is told of what: the reporter in plain words, the body at work, the desk that decides; each once."""

from datetime import timedelta

import pytest
from django.conf import settings

from linli.cases import actions as cases
from linli.cases import dispatch, evaluation, filing, handling, nudging
from linli.cases.models import Case
from linli.channels.actions import open_gateway
from linli.channels.models import Delivery, Notice
from linli.channels.rules import Kind
from linli.kernel import clock, crypto, outbox
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.orgs.models import Organisation, RoleGrant
from linli.orgs.rules import Role
from linli.people.models import Contact
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")


def account(name: str, role: Role, area: str = "", body: str = "", language: str = "zh-hans") -> Account:
    """Return an account with one role."""
    made = Account.objects.create(username=name, language=language)
    organisation = Organisation.objects.get(code=body) if body else None
    RoleGrant.objects.create(account=made, role=role, area_code=area, organisation=organisation)
    return made


def contact() -> int:
    """Return the id of a reporter."""
    return Contact.objects.create(name=crypto.encrypt("王五"), created_at=clock.now()).pk


def heard() -> None:
    """Let everything that waits be heard, at whatever time it is in the test."""
    while outbox.deliver():
        pass


def told(to: Account | int) -> list[str]:
    """Return the subjects that an account, or a contact, was told."""
    notices = Notice.objects.order_by("id")
    mine = notices.filter(contact=to) if isinstance(to, int) else notices.filter(account=to)
    return list(mine.values_list("subject", flat=True))


def test_a_reporter_hears_every_public_step_in_plain_words_and_nothing_else() -> None:
    reporter = contact()
    case = city.closed(reporter=reporter)
    evaluation.rate(by=city.reporter_of(case), case=case, score=5)
    heard()
    subjects = told(reporter)
    assert len(subjects) == 6
    assert all(subject.startswith(f"您反映的问题 {case.number}：") for subject in subjects)
    assert "乙街道环卫所" in subjects[2]
    assert "请您评价" in subjects[-1], "the reporter is not told of the own rating"
    notice = Notice.objects.filter(contact=reporter).last()
    assert notice is not None
    assert notice.link == f"{settings.PUBLIC_URL}/t/{case.number}/{crypto.link_key(case.number)}/"
    assert notice.params == {"number": case.number, "state": "已结案"}


def test_a_signed_in_reporter_is_told_in_the_own_language_but_not_of_the_own_acts() -> None:
    me = Account.objects.create(username="resident", language="en")
    case = city.filed(reporter_account=me.pk)
    heard()
    assert len(told(me)) == 2
    assert all("Your report" in subject for subject in told(me))
    nudging.urge(by=city.reporter_of(case), case=case)
    heard()
    assert len(told(me)) == 2


def test_the_body_its_group_and_the_named_worker_hear_of_their_work() -> None:
    clerk = account("clerk", Role.DEPARTMENT, body="CLEAN1")
    other = account("other", Role.DEPARTMENT, body="ROADS")
    gone = account("gone", Role.DEPARTMENT, body="CLEAN1")
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    hook = {"url": "https://robot.example/hook?key=k"}
    open_gateway(by=SYSTEM, name="环卫群", kind=Kind.WECOM, settings=hook, organisation_code="CLEAN1")
    case = city.handling_case()
    heard()
    assert told(clerk) == [f"派遣：{case.title}"]
    assert told(other) == told(gone) == []
    assert Delivery.objects.filter(gateway__name="环卫群").count() == 1
    worker = Account.objects.create(username="worker")
    handling.assign(by=city.CLEANERS, case=case, worker=worker.pk)
    heard()
    assert told(worker) == [f"指派经办人：{case.title}"]
    assert len(told(clerk)) == 1


def test_helpers_hear_that_they_are_called_in_and_late() -> None:
    helper = account("helper", Role.DEPARTMENT, body="ROADS")
    other = account("estate", Role.DEPARTMENT, body="ESTATE")
    case = dispatch.dispatch(by=city.DESK, case=city.filed(), helpers=["ESTATE"])
    until = city.MONDAY_9 + timedelta(hours=1)
    dispatch.add_helper(by=city.DESK, case=case, body="ROADS", until=until)
    with clock.at(until):
        cases.check_due()
        heard()
    assert told(other) == [f"派遣：{case.title}"]
    assert told(helper) == [f"增加协办：{case.title}", f"协办逾期：{case.title}"]


def test_the_nearest_desk_hears_what_waits_for_it() -> None:
    near = account("near", Role.STREET_DESK, "320402001")
    far = account("far", Role.STREET_DESK, "320402002")
    case = city.handling_case()
    handling.send_back(by=city.CLEANERS, case=case, reason="不归我们管")
    heard()
    assert told(near) == [f"回退：{case.title}"]
    assert told(far) == []


def test_delay_is_told_to_the_body_the_desk_and_then_the_level_above() -> None:
    clerk = account("clerk", Role.DEPARTMENT, body="CLEAN1")
    street = account("street", Role.STREET_DESK, "320402001")
    leader = account("leader", Role.CITY_LEADER)
    case = city.handling_case()
    moment = city.MONDAY_9
    for _ in range(60):
        moment += timedelta(hours=12)
        with clock.at(moment):
            cases.check_due()
            heard()
    assert Case.objects.get(pk=case.pk).escalation_level == 3
    assert [subject.split("：")[0] for subject in told(clerk)][:3] == ["派遣", "临期提醒", "逾期"]
    assert [subject.split("：")[0] for subject in told(street)] == ["逾期", "逐级督办"]
    assert [subject.split("：")[0] for subject in told(leader)] == ["逐级督办", "逐级督办"]


def test_nobody_is_told_of_what_they_did_and_nothing_twice() -> None:
    desk = account("desk", Role.STREET_DESK, "320402001")
    case = city.handling_case()
    acting = city.actor("x", Role.DEPARTMENT, "", "CLEAN1")
    own = type(acting)(id=f"account:{desk.pk}", name="x", grants=acting.grants, account_id=desk.pk)
    handling.send_back(by=own, case=case, reason="不归我们管")
    heard()
    assert told(desk) == []
    outbox.OutboxEvent.objects.update(done_at=None)
    before = Notice.objects.count()
    heard()
    assert Notice.objects.count() == before


def test_no_notice_holds_a_word_of_the_reporter() -> None:
    account("clerk", Role.DEPARTMENT, body="CLEAN1")
    account("desk", Role.STREET_DESK, "320402001")
    case = city.reported(reporter=contact(), text="我是王五13800000000，请回电", matter_code="")
    filing.file(by=city.DESK, case=case, matter=city.RUBBISH)
    dispatch.dispatch(by=city.DESK, case=case, body="CLEAN1")
    heard()
    said = str(list(Notice.objects.values_list("subject", "body", "link", "params")))
    assert Notice.objects.count() >= 5
    assert not {word for word in ("王五", "13800000000", "回电") if word in said}


def test_a_rejected_report_says_so_to_its_reporter() -> None:
    reporter = contact()
    filing.reject(by=city.DESK, case=city.reported(reporter=reporter), reason="属于物业内部事务")
    heard()
    assert "不能受理" in told(reporter)[-1]
