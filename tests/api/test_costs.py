"""What a report costs the database; a query more must be meant."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.kernel.actor import ANONYMOUS
from linli.sources import listen
from linli.sources.strangers import Stranger
from tests.api import city

LON, LAT = city.INSIDE


def count(queries: CaptureQueriesContext) -> int:
    """Return how many statements ask or write; the test's outer savepoint is a transaction in real life."""
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def test_filing_over_open311_takes_at_most_fifteen_queries(client: Client, open311_key: str) -> None:
    sent = {"api_key": open311_key, "service_code": "06010", "lat": LAT, "long": LON, "description": "垃圾"}
    client.post("/open311/v2/requests.json", sent)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(
            "/open311/v2/requests.json", {**sent, "client_token": "t", "phone": "13800138000"}
        )
    assert answer.status_code == 201
    assert count(queries) <= 15


def test_filing_over_json_takes_at_most_fifteen_queries(client: Client, desk: dict[str, str]) -> None:
    sent = {"text": "垃圾", "matter_code": "06010", "lon": LON, "lat": LAT}

    def post(once: str) -> int:
        headers = {**desk, "Idempotency-Key": once}
        answer = client.post("/api/v1/cases", sent, content_type="application/json", headers=headers)
        return answer.status_code

    assert post("a") == 201
    with CaptureQueriesContext(connection) as queries:
        assert post("b") == 201
    assert count(queries) <= 15


@pytest.mark.usefixtures("the_city")
def test_a_residents_report_is_one_transaction() -> None:
    data = {"text": "垃圾", "matter_code": "06010", "lon": LON, "lat": LAT}
    listen.hear("resident_report", by=ANONYMOUS, data=data)
    with CaptureQueriesContext(connection) as queries:
        listen.hear("resident_report", by=ANONYMOUS, data=data, who=Stranger("a" * 32, "d" * 32))
    assert count(queries) <= 12
