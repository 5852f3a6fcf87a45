"""Every request is counted by the name of what answered it."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_pages_faults_and_strange_methods_are_counted(client: Client) -> None:
    def count(series: str) -> float:
        lines = client.get("/metrics").content.decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(series))

    series = {
        "/help/": 'linli_http_seconds_count{method="GET",status="200",view="shell:help"}',
        "/no/such/page": 'linli_http_seconds_count{method="GET",status="404",view="unknown"}',
        "/static/no/such.css": 'linli_http_seconds_count{method="GET",status="404",view="static"}',
    }
    for path, name in series.items():
        before = count(name)
        client.get(path)
        assert count(name) == before + 1, path
    before = count('linli_http_seconds_count{method="other"')
    client.generic("BREW", "/help/")
    assert count('linli_http_seconds_count{method="other"') == before + 1
