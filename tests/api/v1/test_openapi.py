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
from schemathesis import Case
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.api.v1.door import api

pytestmark = pytest.mark.xdist_group("openapi")
SEEN: Counter[int] = Counter()
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


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.label)
def test_every_door_answers_as_documented(door: Any, desk: dict[str, str]) -> None:
    """Bounded, and the same examples each time."""

    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=door.as_strategy())
    def ask(case: Case[Any]) -> None:
        answer = case.call_and_validate(headers=desk, checks=CHECKS)
        SEEN[answer.status_code] += 1

    ask()


def test_the_examples_reached_the_rooms_behind_the_doors() -> None:
    """Answers of every kind came back; a key that nobody knows would have tried nothing."""
    assert {200, 404, 422} <= set(SEEN), SEEN
    assert SEEN[401] == 0


def test_every_door_is_documented() -> None:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    assert {"/cases", "/cases/{number}/moves", "/areas", "/locate", "/matters", "/organisations"} <= set(
        paths
    )
    for path, doors in paths.items():
        for verb, door in doors.items():
            assert door["description"], (path, verb)
            assert "401" in {str(code) for code in door["responses"]}, (path, verb)
