"""The OpenAPI document is true: whatever is sent, the answers are as documented, never a fault of ours."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.api.v1.door import api
from linli.wiring.wsgi import application

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_door_answers_as_documented(case: Case[Any], desk: dict[str, str]) -> None:
    """Bounded, and the same examples each time."""
    case.call_and_validate(headers=desk, checks=CHECKS)


def test_every_door_is_documented() -> None:
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    assert {"/cases", "/cases/{number}/moves", "/areas", "/locate", "/matters", "/organisations"} <= set(
        paths
    )
    for path, doors in paths.items():
        for verb, door in doors.items():
            assert door["description"], (path, verb)
            assert "401" in {str(code) for code in door["responses"]}, (path, verb)
