"""Watches are read and written back whole, on both databases."""

from datetime import timedelta

from django.db import transaction

from linli.care import actions
from linli.care.actions import holding
from linli.care.models import Plan, Watch
from linli.care.wallclock import wall
from linli.kernel import clock
from tests.care.test_listening import another
from tests.cases import city

NOW = city.MONDAY_9
THINK = timedelta(minutes=90)


def test_what_is_written_is_what_is_read(plan: Plan) -> None:
    """Each person's own, and what was planned is gone."""
    other = another("郑大爷")
    for each in (plan, other):
        actions.expect(plan=each, ask_at=NOW, visit_at=NOW + THINK, reason={"en": "silent"})
    with transaction.atomic():
        first, second = holding.hold([other.pk, plan.pk])
        assert (first.pk, second.pk) == (plan.pk, other.pk)
        assert (first.last_sign_at, first.rhythm, first.used) == (None, b"", {})
        first.last_sign_at = first.own_at = NOW + timedelta(microseconds=7)
        first.left_at = (NOW - THINK).astimezone(clock.zone())
        first.place, first.visits, first.last_signal = 1, 2, "gate"
        first.rhythm, first.diary, first.used = bytes(range(256)), b"\0", {"门-1": 3}
        second.last_sign_at = NOW
        holding.write([first, second], THINK)
        again = holding.hold([plan.pk, other.pk])
    assert again == [first, second]
    row = Watch.objects.get(plan=plan)
    assert (row.own_at, row.left_at, row.used) == (first.own_at, NOW - THINK, {"门-1": 3})
    assert (bytes(row.rhythm), row.place, row.visits) == (first.rhythm, 1, 2)
    for kept in Watch.objects.all():
        assert kept.next_check_at == (kept.last_sign_at or NOW) + THINK
        assert (kept.ask_at, kept.visit_at, kept.reason) == (None, None, {})
    assert wall(first.own_at, clock.zone()) == wall(NOW, clock.zone())


def test_who_is_under_no_plan_any_more_is_not_held(plan: Plan) -> None:
    actions.withdraw(by=city.DESK, plan=plan)
    with transaction.atomic():
        assert holding.hold([plan.pk, plan.pk + 1]) == []
