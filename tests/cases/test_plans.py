"""The lists of every day walk along an index, however many cases there are, on either database."""

import copy
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model

from linli.cases import actions, moves, nearby, queries, retention
from linli.cases.inbox import Filters
from linli.cases.models import Case, Signal
from linli.cases.seals import CaseChains
from linli.cases.workflow import State
from linli.kernel import clock, crypto
from linli.kernel.actor import Actor
from linli.orgs.rules import Role
from linli.people.models import Contact
from tests import plans
from tests.cases import city

pytestmark = pytest.mark.usefixtures("town")
CITY_DESK = city.actor("市中心", Role.STREET_DESK, "")
DISTRICT_DESK = city.actor("区中心", Role.STREET_DESK, "320402")


OPEN_STATES = (State.REPORTED, State.FILED, State.HANDLING, State.HANDLED)


def crowd() -> None:
    """Let the city have so many cases that PostgreSQL's planner tells its indexes apart; SQLite's does."""
    if connection.vendor != "postgresql":
        return
    one = city.handling_case()
    Case.objects.bulk_create(_another(one, place) for place in range(2_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")


def _another(one: Case, place: int) -> Case:
    """Return a case like `one`: somewhere in twenty districts of five streets, most of them open."""
    other = copy.copy(one)
    other.pk, other._state.adding = None, True
    other.number = f"another-{place}"
    other.district_code = f"{330100 + place % 20}"
    other.street_code = f"{other.district_code}{place // 20 % 5:03}"
    other.body_code = f"BODY{place % 40}"
    other.due_at = city.MONDAY_9 + timedelta(minutes=place * 7 % 2_000)
    other.state = OPEN_STATES[place // 100 % len(OPEN_STATES)]
    if place % 49 == 0:
        other.state, other.closed_at = State.CLOSED, other.due_at
    return other


def walks(ask: Callable[[], object], *indexes: str, in_order: bool = True) -> bool:
    """Return whether no statement of `ask` reads all cases, and one of them uses each of the indexes."""
    found = plans.plans(ask, "cases_case", in_order=in_order)
    whole = [plan for plan in found if plans.reads_whole(plan, "cases_case")]
    assert not whole, whole[0]
    assert all(any(index in plan for plan in found) for index in indexes), "\n".join(found)
    return True


@pytest.mark.parametrize(
    ("by", "newest", "due"),
    [
        (CITY_DESK, "case_state", "open_case_due"),
        (DISTRICT_DESK, "case_district", "open_case_district"),
        (city.DESK, "case_street", "open_case_street"),
        (city.CLEANERS, "case_body", "open_case_body"),
    ],
)
def test_an_inbox_walks_along_its_own_index(by: Actor, newest: str, due: str) -> None:
    city.handling_case()
    crowd()
    assert walks(lambda: queries.inbox(by), newest)
    assert walks(lambda: queries.inbox(by, Filters(states=(State.CLOSED,))), newest)
    assert walks(lambda: queries.inbox(by, Filters(order="due")), due)
    assert walks(lambda: queries.overdue(by))


def test_a_search_asks_the_index_of_words() -> None:
    case = city.filed()
    found = plans.plans(lambda: queries.inbox(CITY_DESK, Filters(text=case.number)), "cases_search")
    assert found
    assert all("cases_search_tokens" in plan or "VIRTUAL TABLE INDEX" in plan for plan in found)


def test_the_clock_looks_only_at_what_is_due() -> None:
    city.filed()
    with clock.at(city.MONDAY_9 + timedelta(days=30)):
        assert walks(actions.check_due, "case_next_check")
    assert walks(lambda: CaseChains().grown(100), "case_unsealed")


def test_a_case_and_what_may_be_the_same_thing_are_found_by_an_index() -> None:
    case = city.reported()
    rules = moves.time_of(case).catalogue.rules
    assert walks(lambda: moves.by_number(case.number))
    alike = nearby.near_duplicates
    assert walks(
        lambda: alike(city.RUBBISH, *city.IN_G1, rules, clock.now()), "open_case_cell", in_order=False
    )
    assert walks(lambda: nearby.near(*city.IN_G1, 50))


def test_a_reporter_is_forgotten_without_reading_all_signals() -> None:
    reporter = Contact.objects.create(name=crypto.encrypt("王五"), created_at=clock.now())
    city.closed(reporter=reporter.pk)
    assert plans.plans(lambda: retention.forget_unnamed([reporter.pk]), "cases_signal", in_order=False)
    assert Contact.objects.filter(pk=reporter.pk).exists()
    Signal.objects.update(reporter=None)
    Case.objects.update(reporter=None)
    found = plans.plans(lambda: retention.forget_unnamed([reporter.pk]), "cases_signal", in_order=False)
    assert not Contact.objects.filter(pk=reporter.pk).exists()
    assert not [plan for plan in found if plans.reads_whole(plan, "cases_signal")]
    assert any("signal_reporter" in plan for plan in found), found


def test_what_is_like_a_case_is_found_by_an_index() -> None:
    case = city.reported()
    assert walks(lambda: list(Case.objects.filter(similar_to__in=[case.pk])), "case_similar")


UNINDEXED = {"Case.catalogue"}
"""Versions of the catalogue are never deleted."""


def _led(model: type[Model]) -> set[str]:
    """Return the columns that an index or a unique constraint of a table begins with."""
    meta = model._meta
    named = [each.fields for each in (*meta.indexes, *meta.constraints) if getattr(each, "fields", ())]
    return {fields[0].lstrip("-") for fields in named}


def test_whatever_names_another_row_is_found_from_there() -> None:
    """Else deleting that row would read the whole table."""
    bare = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("cases").get_models()
        for field in model._meta.fields
        if isinstance(field, ForeignKey)
        and not (getattr(field, "db_index", False) or field.unique or field.name in _led(model))
    }
    assert bare == UNINDEXED


def test_a_list_without_an_index_is_found_out() -> None:
    city.reported()
    (plan,) = plans.plans(lambda: list(Case.objects.filter(outcome="x")), "cases_case")
    assert plans.reads_whole(plan, "cases_case")
