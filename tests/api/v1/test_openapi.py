"""The OpenAPI document is true: whatever is sent, the answers are as documented, never a fault of ours."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.api.v1.door import api
from linli.cases import models as cases

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
DOORS = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
"""Parametrized by ourselves: the tool's own items share one name, and a parallel run takes them for one."""


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Let the requests see the test's own transaction, as Django's test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


CREATING = [door for door in DOORS if "201" in {str(code) for code in door.definition.raw["responses"]}]


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("door", CREATING, ids=lambda door: door.label)
def test_what_the_document_gives_as_an_example_is_taken(door: Any, desk: dict[str, str]) -> None:
    """Every door that makes something has an example that makes it; sent again it is the same thing."""
    answers = []

    @settings(max_examples=1, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=st.one_of(*door.get_strategies_from_examples()))
    def ask(case: Case[Any]) -> None:
        for _again in range(2):
            answers.append(case.call_and_validate(headers=desk, checks=CHECKS))

    ask()
    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    made = [answer.json()["number"] for answer in answers]
    assert len(set(made)) == 1
    assert cases.Case.objects.filter(number=made[0]).count() == 1


def test_both_ways_to_make_a_case_are_tried() -> None:
    assert {door.definition.raw["operationId"] for door in CREATING} == {"create_case", "send_signal"}


def test_the_links_lead_to_doors_that_are_there() -> None:
    """A new case is followed by its number and its secret."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    doors = {door["operationId"] for ways in paths.values() for door in ways.values()}
    links = paths["/cases"]["post"]["responses"][201]["links"]
    assert {link["operationId"] for link in links.values()} == {"get_case", "get_steps", "get_moves"} <= doors


def answered(door: Any, desk: dict[str, str]) -> Counter[int]:
    """Ask at one door, bounded, by the same examples each time; return how often which answer came."""
    seen: Counter[int] = Counter()

    @settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=door.as_strategy())
    def ask(case: Case[Any]) -> None:
        answer = case.call_and_validate(headers=desk, checks=CHECKS)
        seen[answer.status_code] += 1

    ask()
    return seen


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.label)
def test_every_door_answers_as_documented(door: Any, desk: dict[str, str]) -> None:
    """A key that nobody knows would have tried nothing."""
    seen = answered(door, desk)
    assert seen
    assert seen[401] == 0


@pytest.mark.usefixtures("one_connection")
def test_the_examples_reach_the_rooms_behind_the_doors(desk: dict[str, str]) -> None:
    """Answers of every kind come back."""
    tried = [door for door in DOORS if door.definition.raw["operationId"] in {"get_case", "create_case"}]
    assert len(tried) == 2
    seen = sum((answered(door, desk) for door in (*tried, *DOORS[:2])), Counter[int]())
    assert {200, 404, 422} <= set(seen), seen


def test_every_door_is_documented() -> None:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    assert {"/cases", "/cases/{number}/moves", "/areas", "/locate", "/matters", "/organisations"} <= set(
        paths
    )
    for path, doors in paths.items():
        for verb, door in doors.items():
            assert door["description"], (path, verb)
            assert "401" in {str(code) for code in door["responses"]}, (path, verb)
