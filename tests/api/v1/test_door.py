"""The door of version 1: who comes in, what is said of bad requests, pages."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from linli.api.v1 import auth, door, faults, paging
from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import InvalidInput


def test_anybody_is_anonymous() -> None:
    request = RequestFactory().get("/")
    request.auth = auth.anybody(request)  # type: ignore[attr-defined]
    assert auth.caller_of(request).actor is ANONYMOUS


def test_every_kind_of_bad_value_has_its_words() -> None:
    cases: list[tuple[dict[str, Any], str]] = [
        ({"type": "missing", "loc": ("body", "data", "lon")}, "请填写"),
        ({"type": "less_than_equal", "loc": ("query", "lat"), "ctx": {"le": 90}}, "≤ 90"),
        ({"type": "enum", "loc": ("query", "crs"), "ctx": {"expected": "'wgs84'"}}, "'wgs84'"),
        ({"type": "something_new", "loc": ("query", "x"), "msg": "Huh"}, "Huh"),
    ]
    for error, words in cases:
        found = faults.field_error(error)
        assert words in str(found.message)
        assert found.field == error["loc"][-1]


def test_a_cursor_comes_back_as_it_went() -> None:
    assert paging.decode(paging.encode("320402001")) == "320402001"
    assert paging.decode("") == ""
    for wrong in ("!", "AAA", "\u00e9"):
        with pytest.raises(InvalidInput):
            paging.decode(wrong)


def test_the_document_names_the_version() -> None:
    document: Any = door.api.get_openapi_schema(path_prefix="")
    assert document["info"]["title"] == "Linli"
    assert {"BearerKey", "HeaderKey", "Session"} == set(document["components"]["securitySchemes"])


@pytest.mark.django_db
def test_an_unknown_door(client: Client) -> None:
    answer = client.get("/api/v1/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    answer = client.put("/api/v1/cases")
    assert answer.status_code == 405
