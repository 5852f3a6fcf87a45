"""Every fault becomes an answer in the form and the language of who asks, never a traceback."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from linli.kernel.errors import LinliError, NotFound, TooMany, invalid
from linli.wiring import faults

FAULTS: list[LinliError] = [invalid("lon", "不对"), NotFound(), TooMany(30), faults.Broken()]


def middleware(path: str, fault: Exception) -> HttpResponse | None:
    machine = faults.FaultMiddleware(lambda request: HttpResponse())
    return machine.process_exception(RequestFactory().get(path), fault)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/open311/v2/requests.xml", "text/xml"),
        ("/open311/v2/requests.json", "application/json"),
        ("/api/v1/cases", "application/json"),
    ],
)
@pytest.mark.parametrize("fault", FAULTS)
def test_machines_get_their_notation(path: str, kind: str, fault: LinliError) -> None:
    answer = middleware(path, fault)
    assert answer is not None
    assert answer["Content-Type"].startswith(kind)
    assert answer.status_code >= 400
    assert b"Traceback" not in answer.content


def test_too_many_says_when() -> None:
    for path in ("/open311/v2/requests.xml", "/api/v1/cases"):
        answer = middleware(path, TooMany(30))
        assert answer is not None
        assert (answer.status_code, answer["Retry-After"]) == (429, "30")


def test_the_language_is_the_readers() -> None:
    with translation.override("en"):
        answer = middleware("/api/v1/cases", NotFound())
    assert answer is not None
    assert b"Not found" in answer.content


def test_what_is_not_ours_is_left_to_django() -> None:
    assert middleware("/api/v1/cases", RuntimeError()) is None


def ask(path: str) -> HttpRequest:
    return RequestFactory().get(path)


def test_the_last_resorts() -> None:
    assert faults.broken(ask("/api/v1/x")).status_code == 500
    assert faults.bad_request(ask("/api/v1/x")).status_code == 400
    assert faults.bad_request(ask("/api/v1/x"), RequestDataTooBig()).status_code == 413
    assert faults.denied(ask("/api/v1/x")).status_code == 403
    assert faults.stale_form(ask("/open311/v2/x.xml")).status_code == 403
    assert faults.not_found(ask("/open311/v2/x.xml"))["Content-Type"].startswith("text/xml")


@pytest.mark.django_db
def test_an_address_that_leads_nowhere(client: Client) -> None:
    assert client.get("/api/nowhere").json()["code"] == "not_found"
    assert client.get("/open311/v2/nowhere.json").json()[0]["code"] == 404
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert page["Content-Type"].startswith("text/html")
