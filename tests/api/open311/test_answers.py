"""Open311 answers: one data, two notations, always well formed."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from linli.api.open311 import answers
from linli.api.open311.answers import Form

CST = timezone(timedelta(hours=8))


def parsed(content: bytes) -> Any:
    return xmltodict.parse(content, strip_whitespace=False)  # type: ignore[no-untyped-call]


def test_both_notations_say_the_same() -> None:
    records: list[answers.Record] = [
        {"service_code": "06010", "metadata": True, "lat": 31.78, "media_url": None, "values": [{"key": "a"}]}
    ]
    xml = parsed(answers.listing(Form.XML, "services", records).content)
    assert xml["services"]["service"] == {
        "service_code": "06010",
        "metadata": "true",
        "lat": "31.78",
        "media_url": None,
        "values": {"value": {"key": "a"}},
    }
    assert json.loads(answers.listing(Form.JSON, "services", records).content) == records


def test_content_types_and_declaration() -> None:
    xml = answers.listing(Form.XML, "services", [])
    assert xml["Content-Type"] == "text/xml; charset=utf-8"
    assert xml.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert answers.listing(Form.JSON, "services", [])["Content-Type"] == "application/json; charset=utf-8"


def test_moments_are_utc_to_the_second() -> None:
    assert answers.moment(datetime(2026, 11, 24, 8, 30, 15, 999, tzinfo=CST)) == "2026-11-24T00:30:15Z"


def test_errors_follow_the_spec() -> None:
    answer = answers.errors(Form.JSON, 403, ["api_key was not provided"])
    assert answer.status_code == 403
    assert json.loads(answer.content) == [{"code": 403, "description": "api_key was not provided"}]
    xml = parsed(answers.errors(Form.XML, 400, ["a", "b"]).content)
    assert xml["errors"]["error"][1] == {"code": "400", "description": "b"}


@given(st.text(alphabet=st.characters(codec=None)))
def test_any_text_stays_well_formed_and_harmless(text: str) -> None:
    for nasty in (text, f"</description><script>{text}]]>&\x00\x0b\ud800𠮷"):
        xml = parsed(answers.listing(Form.XML, "service_requests", [{"description": nasty}]).content)
        spelt = json.loads(answers.listing(Form.JSON, "service_requests", [{"description": nasty}]).content)
        kept = spelt[0]["description"]
        assert (xml["service_requests"]["request"]["description"] or "") == kept
