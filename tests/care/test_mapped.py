"""Pseudonyms in memory: a new one is known at once here, soon elsewhere; none is believed by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.care import actions, mapped, queries
from linli.care.models import Plan, Pseudonym
from tests.cases import city


def test_a_crowd_without_plans_costs_no_query(plan: Plan) -> None:
    actions.map_pseudonym(by=city.DESK, plan=plan, group="g", pseudonym="1", signal="gate")
    crowd = [f"p-{number}" for number in range(2000)]
    assert queries.plans_of("g", [*crowd, "1"]) == {"1": (plan.pk, "gate")}
    with CaptureQueriesContext(connection) as asked:
        assert queries.plans_of("g", crowd) == {}
    assert len(asked) == 0


def test_one_that_is_gone_leads_nowhere(plan: Plan) -> None:
    actions.map_pseudonym(by=city.DESK, plan=plan, group="g", pseudonym="1", signal="gate")
    index = queries.pseudonym_index("g", "1")
    assert mapped.likely([index]) == [index]
    actions.withdraw(by=city.DESK, plan=plan)
    assert mapped.likely([index]) == [index]
    assert queries.plans_of("g", ["1"]) == {}
    mapped.expire()
    assert mapped.likely([index]) == []


def test_what_another_process_mapped_is_known_soon(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one whose id is lower than the last that was read."""
    mapped.expire()
    mapped.likely([])
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(mapped, "expire", lambda: None)
        actions.map_pseudonym(by=city.DESK, plan=plan, group="g", pseudonym="1", signal="gate")
    index = queries.pseudonym_index("g", "1")
    assert mapped.likely([index]) == []
    mapped._kept[0].last = Pseudonym.objects.get().pk + 20
    mapped._kept[0].read_at -= mapped.FRESH_FOR_S + 1
    assert mapped.likely([index]) == [index]
