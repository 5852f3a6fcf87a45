"""Writes GeoReport answers as XML or JSON: the same data, the spec's element names, its errors."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import msgspec
from django.http import HttpResponse

Value = str | int | float | bool | datetime | None | Mapping[str, "Value"] | list["Value"]
Record = Mapping[str, Value]

_ITEM = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
_ILLEGAL = {
    code: None
    for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    if chr(code) not in "\t\n"
}


class Form(StrEnum):
    """The two notations of the spec; the value is the ending of the address."""

    XML = "xml"
    JSON = "json"


CONTENT_TYPES = {Form.XML: "text/xml; charset=utf-8", Form.JSON: "application/json; charset=utf-8"}


def moment(value: datetime) -> str:
    """Return an aware moment in the W3C form of the spec, in UTC to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def listing(form: Form, root: str, records: Iterable[Record], status: int = 200) -> HttpResponse:
    """Answer with a list: a JSON array, or the element `root` around one element a record."""
    rows: list[Value] = list(records)
    return _answer(form, root, rows, status)


def single(form: Form, root: str, record: Record) -> HttpResponse:
    """Answer with one record: a JSON object, or the element `root`."""
    return _answer(form, root, record, 200)


def errors(form: Form, status: int, descriptions: Iterable[str]) -> HttpResponse:
    """Answer with the spec's errors: for each, its code (the HTTP status) and what is wrong in words."""
    return listing(form, "errors", ({"code": status, "description": text} for text in descriptions), status)


def _answer(form: Form, root: str, data: Value, status: int) -> HttpResponse:
    body = msgspec.json.encode(_plain(data)) if form is Form.JSON else _xml(root, data)
    return HttpResponse(body, status=status, content_type=CONTENT_TYPES[form])


def _plain(data: Value) -> object:
    """Return `data` with moments spelt out and without what UTF-8 or XML cannot carry."""
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    if isinstance(data, datetime):
        return moment(data)
    return data.replace("\r\n", "\n").translate(_ILLEGAL) if isinstance(data, str) else data


def _xml(root: str, data: Value) -> bytes:
    out = StringIO()
    writer = XMLGenerator(out, "utf-8", short_empty_elements=True)
    writer.startDocument()
    _element(writer, root, data)
    writer.endDocument()
    return out.getvalue().encode()


def _element(writer: XMLGenerator, name: str, data: Value) -> None:
    writer.startElement(name, AttributesImpl({}))
    if isinstance(data, Mapping):
        for key, value in data.items():
            _element(writer, key, value)
    elif isinstance(data, list):
        for value in data:
            _element(writer, _ITEM[name], value)
    elif data is not None:
        writer.characters(_text(data))
    writer.endElement(name)


def _text(data: str | int | float | bool | datetime) -> str:
    if isinstance(data, bool):
        return "true" if data else "false"
    return str(_plain(data))
