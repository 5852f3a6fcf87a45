"""After an emergency those whose plan was opened are told, and those they named: once, by day."""

from datetime import time, timedelta

import pytest

from linli.care import actions
from linli.care.models import Plan
from linli.channels import actions as channels
from linli.channels.models import Delivery, Notice
from linli.channels.rules import Kind
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.people.models import Contact
from tests.care.conftest import agreed
from tests.cases import city

HOUR = timedelta(hours=1)


@pytest.fixture
def opened(plan: Plan) -> Plan:
    """The plan, opened in an emergency; messages can be carried."""
    channels.open_gateway(
        by=SYSTEM, name="短信", kind=Kind.WEBHOOK, settings={"url": "http://127.0.0.1:1/", "secret": "x"}
    )
    Plan.objects.filter(pk=plan.pk).update(quiet_from=time(3), quiet_until=time(3))
    actions.break_glass(by=city.WORKER, plan=plan, reason="邻居听到呼救")
    return plan


def subjects() -> list[str]:
    """Return what was told of the opening, in the order of telling."""
    return list(Notice.objects.filter(event="care.opened").order_by("pk").values_list("subject", flat=True))


def after(hours: float) -> int:
    """Let the clock's duty run so long after now, and return how many plans it told of."""
    with clock.at(clock.now() + hours * HOUR):
        return actions.tell_opened()


def test_those_concerned_are_told_once_when_it_is_over(opened: Plan) -> None:
    """Not in the middle of it; without a name, an address or the reason, which stand on their own page."""
    assert after(0.9) == 0
    assert [after(1.1), after(2), after(5)] == [1, 1, 1]
    own, *of_kin = subjects()
    assert own.startswith("有人因紧急情况看过您的关照信息")
    assert [each.startswith("有人因紧急情况看过您家老人的关照信息") for each in of_kin] == [True, True]
    assert Delivery.objects.count() == 3
    assert not Notice.objects.filter(event="care.opened", body__contains="呼救").exists()
    assert after(24 * 4) == 0


def test_nobody_is_woken_and_the_morning_makes_up_for_it(opened: Plan) -> None:
    local = clock.local(clock.now() + 2 * HOUR)
    Plan.objects.update(quiet_from=(local - HOUR).time(), quiet_until=(local + HOUR).time())
    assert after(2) == 0
    assert after(4) == 1
    assert len(subjects()) == 3


def test_those_named_are_told_only_if_that_was_agreed_to(opened: Plan) -> None:
    alone = agreed(purposes=frozenset({"alert"}))
    actions.give_consent(by=city.DESK, plan=opened, agreement=alone, name="吴秀英")
    after(2)
    assert len(subjects()) == 1


def test_without_a_telephone_nothing_is_sent(opened: Plan) -> None:
    Contact.objects.update(phone="")
    assert after(2) == 1
    assert subjects() == []
