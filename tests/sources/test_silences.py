"""An alert about an elder becomes one case without name or address, with the same history."""

import pytest

from linli.care import actions
from linli.care.events import AlertMoved
from linli.care.models import Plan
from linli.cases import queries as cases
from linli.cases.models import Case
from linli.kernel import clock, outbox
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import InvalidInput
from linli.sources import elder_alert, silences
from linli.sources.contract import Report
from tests.care.conftest import plan as plan
from tests.care.conftest import town as town
from tests.care.test_ladder import climbed, raised
from tests.care.test_ladder import staff as staff
from tests.cases import city


def test_the_case_keeps_the_same_history(plan: Plan, staff: dict[str, Account]) -> None:
    """Opened once, filed, without name or address; every step a note; closed when the alert ends."""
    alert = raised(plan)
    outbox.deliver()
    climbed(alert, 45)
    outbox.deliver()
    outbox.deliver()
    case = Case.objects.get(source="elder_alert")
    assert (case.matter_code, case.state, case.grid_code) == ("11997", "filed", city.G1)
    alert.refresh_from_db()
    assert alert.case_number == case.number
    actions.end_alert(by=city.WORKER, alert=alert, outcome="safe")
    outbox.deliver()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "告警解除：平安。陈网格")
    notes = [step.note for step in cases.history(case) if step.move == "add_note"]
    assert notes == ["询问老人：已通知：老人", "联系家人邻居：已通知：第1联系人（女儿）",
                     "联系家人邻居：已通知：第2联系人（邻居）"]  # fmt: skip
    assert city.chain_holds(case)
    assert "吴" not in str(list(case.steps.values())) + case.description


def test_heard_again_nothing_is_written_twice(plan: Plan, staff: dict[str, Account]) -> None:
    """An event that is delivered again, or late after the alert has ended and gone, changes nothing."""
    alert = raised(plan)
    for _again in range(2):
        silences.follow(AlertMoved(alert=alert.code, seq=1))
        actions.climb()
    silences.follow(AlertMoved(alert=alert.code, seq=2))
    assert [step.move for step in cases.history(Case.objects.get())] == ["report", "file", "add_note"]
    actions.end_alert(by=city.WORKER, alert=alert, outcome="away")
    for _again in range(2):
        silences.follow(AlertMoved(alert=alert.code, seq=3))
    assert Case.objects.get().steps.count() == 4
    actions.forget_alerts(clock.now().replace(year=2027), 10)
    silences.follow(AlertMoved(alert=alert.code, seq=3))
    assert Case.objects.count() == 1


def test_what_is_told_is_checked() -> None:
    """Why and where are needed; the case is urgent."""
    told = elder_alert.to_signal(Report(SYSTEM, {"text": "没有动静", "grid_code": city.G1}, "a1"))
    assert (told.signal.urgent, told.signal.public, told.signal.matter_code) == (True, False, "11997")
    with pytest.raises(InvalidInput) as fault:
        elder_alert.to_signal(Report(SYSTEM, {}, "a1"))
    assert {error.field for error in fault.value.errors} == {"text", "grid_code"}
