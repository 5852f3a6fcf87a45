"""Access events pushed by terminals that speak Hikvision's ISAPI (HTTP listening, AccessControllerEvent).

The terminal posts JSON, or multipart with the JSON in one part and a picture in another. Only the headers of
the parts and the JSON are looked at: a picture is dropped unread, and the event still counts.
"""

import re
from datetime import datetime
from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.api.callers import NotSignedIn
from linli.api.devices import terminals
from linli.api.devices.door import door
from linli.devices import groups
from linli.devices.models import Device
from linli.devices.reading import Unreadable
from linli.kernel import clock
from linli.kernel.errors import NotFound

EVENT = 5
"""The major type of events, as opposed to alarms and operations."""
PASSED = frozenset({1, 3, 38, 75})
"""Minor types: valid card, card and password, fingerprint and face recognised."""
_DIRECTIONS = {"checkIn": "in", "breakIn": "in", "checkOut": "out", "breakOut": "out"}
_BOUNDARY = re.compile(r'boundary="?([^";,]{1,70})"?', re.I)
_PICTURE = re.compile(rb"content-type:\s*image/|filename=", re.I)


class Access(msgspec.Struct, gc=False):
    """The part of an event that says who came where; whatever else the terminal says is not read."""

    major: int = msgspec.field(default=0, name="majorEventType")
    minor: int = msgspec.field(default=0, name="subEventType")
    number: int = msgspec.field(default=0, name="serialNo")
    person: Annotated[str, msgspec.Meta(max_length=64)] = msgspec.field(default="", name="employeeNoString")
    status: str = msgspec.field(default="", name="attendanceStatus")
    pictures: int = msgspec.field(default=0, name="picturesNumber")


class Notice(msgspec.Struct, gc=False):
    """One message of a terminal."""

    at: datetime = msgspec.field(name="dateTime")
    kind: str = msgspec.field(default="", name="eventType")
    access: Access = msgspec.field(default_factory=Access, name="AccessControllerEvent")


_decoder = msgspec.json.Decoder(Notice)


@require_POST
@door
def push(request: HttpRequest, code: str) -> HttpResponse:
    """Take one message of the terminal `code`, whose group's key is in the query."""
    secret = request.GET.get("key", "")
    if not secret:
        raise NotSignedIn(_("请提供设备组的密钥。"))
    group = groups.by_key(secret)
    device = Device.objects.select_related("group").filter(group=group, code=code, retired_on=None).first()
    if device is None:
        raise NotFound
    text, pictured = parts(request.body, request.headers.get("Content-Type", ""))
    try:
        notice = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise Unreadable(_("没看懂这个请求：应为门禁事件的 JSON。")) from fault
    at = notice.at if notice.at.tzinfo else notice.at.replace(tzinfo=clock.zone())
    access = notice.access
    if access.major == EVENT and access.minor in PASSED:
        direction = _DIRECTIONS.get(access.status, "")
        event = terminals.passed(device, at, f"hik{access.number}", access.person, direction)
    else:
        event = terminals.alive(device, at)
    terminals.keep(device, [event], pictured or access.pictures > 0)
    return HttpResponse(status=200)


def parts(body: bytes, content_type: str) -> tuple[memoryview, bool]:
    """Return the JSON of a message and whether a picture came along, of which only the header is seen."""
    found = _BOUNDARY.search(content_type)
    if not content_type.lower().startswith("multipart/") or found is None:
        return memoryview(body), False
    mark, text, pictured = b"--" + found[1].encode(), memoryview(b""), False
    at = body.find(mark)
    while at >= 0 and (head := body.find(b"\r\n\r\n", at)) >= 0:
        after = body.find(b"\r\n" + mark, head)
        if _PICTURE.search(body, at, head):
            pictured = True
        elif not text:
            text = memoryview(body)[head + 4 : after if after >= 0 else len(body)]
        at = after + 2 if after >= 0 else -1
    return text, pictured
