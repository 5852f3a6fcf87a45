"""CloudEvents: each event by itself, what is forbidden found by name, by value and by check digit."""

import base64
import json
from typing import Any, get_args, get_type_hints

import pytest

from linli.devices import forbidden, reading
from linli.devices.forbidden import Forbidden
from linli.devices.reading import Bad, Data, Event, Form
from linli.devices.rules import Finding, Signal
from tests.devices.conftest import event

IDENTITY = "11010519491231002X"
JPEG = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(600)).decode()


def read(*events: Any, form: Form = Form.BATCH) -> list[Event | Bad]:
    """Read events as a body."""
    if form is Form.LINES:
        return reading.read("\n".join(json.dumps(one) for one in events).encode(), form)
    return reading.read(json.dumps(events if form is Form.BATCH else events[0]).encode(), form)


def reasons(found: list[Event | Bad]) -> list[str]:
    """Return the reasons, "" for an event that is good."""
    return [one.reason if isinstance(one, Bad) else "" for one in found]


@pytest.mark.parametrize("form", list(Form))
def test_a_good_event_in_every_form(form: Form) -> None:
    (found,) = read(event("a"), form=form)
    assert isinstance(found, Event)
    assert (found.id, found.source, found.data.pseudonym, found.data.direction) == ("a", "G-1", "p-77", "in")


def test_extensions_are_allowed_and_not_read() -> None:
    """CloudEvents lets anybody add attributes; further data are dropped."""
    (found,) = read(event("a", traceparent="00-ab", dataschema=None, data={"battery": 80}))
    assert isinstance(found, Event)


@pytest.mark.parametrize("form", [Form.BATCH, Form.LINES])
def test_one_bad_event_spoils_no_other(form: Form) -> None:
    """Malformed, of another version, without a time zone: each is refused alone, with its field."""
    broken = event("b", specversion="0.3")
    found = read(event("a"), broken, 7, event("c", time="2026-11-23T09:00:00"), event("d"), form=form)
    assert reasons(found) == ["", "malformed", "malformed", "malformed", ""]
    assert [one.field for one in found if isinstance(one, Bad)] == ["specversion", "", "time"]
    assert isinstance(found[1], Bad)
    assert found[1].event_id == "b"


def test_a_line_that_is_no_json_spoils_no_other() -> None:
    body = b'{"specversion": \n' + json.dumps(event("a")).encode() + b"\n\xff\xfe\n\n"
    assert reasons(reading.read(body, Form.LINES)) == ["malformed", "", "malformed"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"null", b"\xff"])
def test_what_is_no_list_is_refused_whole(body: bytes) -> None:
    with pytest.raises(reading.Unreadable):
        reading.read(body, Form.BATCH)


def test_too_many_events() -> None:
    with pytest.raises(reading.Unreadable):
        reading.read(b"[" + b",".join([b"1"] * 10_001) + b"]", Form.BATCH)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"data": {"facePicture": "x"}}, "picture"),
        ({"data": {"pic_url": "http://10.0.0.1/1.jpg"}}, "picture"),
        ({"data": {"x": JPEG}}, "picture"),
        ({"data": {"x": "data:image/png;base64,AAAA"}}, "picture"),
        ({"data_base64": JPEG}, "picture"),
        ({"data": {"faceFeature": "AbCd"}}, "template"),
        ({"data": {"x": {"y": [0.1] * 128}}}, "template"),
        ({"data": {"x": "Q" * 400}}, "template"),
        ({"data": {"idCardNo": "123"}}, "identity_number"),
        ({"data": {"pseudonym": IDENTITY}}, "identity_number"),
        ({"data": {"x": f"持卡人 {IDENTITY.lower()}"}}, "identity_number"),
        ({"subject": IDENTITY}, "identity_number"),
        ({"id": IDENTITY}, "identity_number"),
    ],
)
def test_what_no_device_may_send(said: dict[str, Any], reason: str) -> None:
    """The whole event is refused; nothing of what it held is in what is kept, the others pass."""
    bad, good = read(event("a", **said), event("b"))
    assert isinstance(bad, Bad)
    assert bad.reason == reason
    assert isinstance(good, Event)
    kept = repr(bad)
    assert IDENTITY not in kept.upper()
    assert JPEG[:20] not in kept


def test_an_escaped_identity_number_is_found() -> None:
    body = json.dumps([event("a", data={"pseudonym": IDENTITY})]).replace("1101", "\\u00311\\u00301").encode()
    assert reasons(reading.read(body, Form.BATCH)) == ["identity_number"]


def test_an_identity_number_as_a_fields_name_is_not_kept() -> None:
    (bad,) = read(event("a", data={IDENTITY: "data:image/png;base64,"}))
    assert isinstance(bad, Bad)
    assert (bad.reason, bad.field) == ("picture", "")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("surface", None),
        ("interface", None),
        ("topic", None),
        ("direction", None),
        ("pseudonym", None),
        ("temperature", None),
        ("FacePic", Forbidden.PICTURE),
        ("background-image", Forbidden.PICTURE),
        ("抓拍图", Forbidden.PICTURE),
        ("fingerPrint", Forbidden.TEMPLATE),
        ("bio_template", Forbidden.TEMPLATE),
        ("IDNumber", Forbidden.IDENTITY_NUMBER),
        ("身份证号", Forbidden.IDENTITY_NUMBER),
    ],
)
def test_names(name: str, found: Forbidden | None) -> None:
    assert forbidden.named(name) is found


def test_numbers_that_are_no_identity_numbers_pass() -> None:
    """Eighteen digits whose check digit does not agree, and empty fields, harm nobody."""
    assert forbidden.in_text("110105194912310021") is None
    assert forbidden.in_text("x" + IDENTITY) is None
    assert forbidden.scan({"facePicture": "", "data": {"images": []}}) is None
    (found,) = read(event("110105194912310021"))
    assert isinstance(found, Event)


@pytest.mark.parametrize(("field", "known"), [("finding", Finding), ("signal", Signal)])
def test_the_words_of_an_event_are_those_of_the_rules(
    field: str, known: type[Finding] | type[Signal]
) -> None:
    """They stand in the form as plain texts."""
    assert set(get_args(get_type_hints(Data)[field])) == {*known, ""}
