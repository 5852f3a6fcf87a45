"""Definitions, records and errors of GeoReport, apart from the views."""

import json
from datetime import UTC, datetime

from django.test import RequestFactory
from django.utils import translation

from linli.api.open311 import definitions, faults, requests, urls
from linli.api.open311.answers import Form
from linli.cases.models import Case
from linli.kernel.errors import FieldError, InvalidInput, NotAllowed, TooMany

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def test_every_door_has_three_endings() -> None:
    for pattern in urls.urlpatterns:
        for ending in ("", ".xml", ".json"):
            assert pattern.pattern.match(
                {"discovery": "discovery", "services": "services", "service": "services/01001"}.get(
                    str(pattern.name), str(pattern.name) + ("s/x" if pattern.name != "requests" else "")
                )
                + ending
            )


def test_services_have_what_the_spec_wants() -> None:
    wanted = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
    found = list(definitions.services())
    assert all(set(service) == wanted for service in found)
    assert len({service["service_code"] for service in found}) == len(found)


def test_a_service_with_one_condition_asks_nothing() -> None:
    one = next(service for service in definitions.services() if not service["metadata"])
    assert definitions.definition(str(one["service_code"]))["attributes"] == []


def test_status_notes_keep_the_answer_for_the_reporter() -> None:
    case = Case(state="closed", outcome="已清运", closed_at=NOON)
    assert requests.status_notes(case, in_full=True) == "已结案：已清运"
    assert requests.status_notes(case, in_full=False) == "已结案"
    assert "media_url" in requests.notice(Case(number="1"), media_url=True)
    assert "media_url" not in requests.notice(Case(number="1"), media_url=False)


def test_the_notation_of_an_address() -> None:
    ask = RequestFactory()
    assert faults.form_of(ask.get("/open311/v2/services.json")) is Form.JSON
    assert (
        faults.form_of(ask.get("/open311/v2/services.xml", headers={"Accept": "application/json"}))
        is Form.XML
    )
    assert (
        faults.form_of(ask.get("/open311/v2/services", headers={"Accept": "application/json"})) is Form.JSON
    )
    assert faults.form_of(ask.get("/open311/v2/services")) is Form.XML


def test_one_error_a_field_with_the_status_as_its_code() -> None:
    request = RequestFactory().get("/open311/v2/requests.json")
    fault = InvalidInput([FieldError("lat", "a"), FieldError("long", "b")])
    answer = faults.problem(request, fault)
    assert answer.status_code == 400
    assert json.loads(answer.content) == [
        {"code": 400, "description": "lat: a"},
        {"code": 400, "description": "long: b"},
    ]
    with translation.override("en"):
        assert b"not allowed" in faults.problem(request, NotAllowed()).content
    assert faults.problem(request, TooMany(7))["Retry-After"] == "7"
