"""Reads CloudEvents 1.0: one event, a batch, or one event a line; each event by itself, good or refused.

Events that follow the form exactly are decoded all at once; only when some do not is each looked at alone.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.devices import forbidden
from linli.devices.forbidden import Forbidden
from linli.kernel.errors import LinliError, Text

MOST_EVENTS = 10_000
LARGEST = 8 * 2**20
"""Bytes of a body: what comes in one request or one message."""
PASS, SIGN, HEARTBEAT, FINDING = "linli.pass", "linli.sign", "linli.heartbeat", "linli.finding"


class Form(StrEnum):
    """How events are written in a body."""

    ONE = "application/cloudevents+json"
    BATCH = "application/cloudevents-batch+json"
    LINES = "application/x-ndjson"


class Unreadable(LinliError):
    """The body is no list of events at all."""

    status = 400
    code = "malformed"


class Data(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """What an event says.

    `direction` is that of a pass; `pseudonym` stands for a person and means nothing outside the gate's own
    list; `signal` is by what somebody showed that they are well, unless the device's kind says so; `finding`
    is what a camera saw, of things and not of persons.
    """

    pseudonym: Annotated[str, msgspec.Meta(max_length=64)] = ""
    direction: Literal["in", "out", ""] = ""
    signal: Literal["gate", "motion", "water", "electricity", "button", ""] = ""
    finding: Literal["smoke", "fall", "ebike_in_lift", "fire_lane", "thrown_object", ""] = ""


_NOTHING = Data()


class Event(msgspec.Struct, forbid_unknown_fields=True, frozen=True, gc=False):
    """One CloudEvent; `source` is the code of the device, or a URI that ends with it."""

    specversion: Literal["1.0"]
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    source: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    type: Literal["linli.pass", "linli.sign", "linli.heartbeat", "linli.finding"]
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    data: Data = _NOTHING
    subject: Annotated[str, msgspec.Meta(max_length=200)] = ""
    datacontenttype: Literal["application/json"] = "application/json"


@dataclass(frozen=True, slots=True)
class Bad:
    """An event that is not taken: why, in which field, and which it was as far as that may be told."""

    reason: str
    field: str = ""
    source: str = ""
    event_id: str = ""


REASONS: dict[str, Text] = {
    Forbidden.PICTURE: _("带有图片：本平台不接收人脸照片，整条事件没有保存；请在设备上关闭抓拍上传。"),
    Forbidden.TEMPLATE: _("带有人脸、指纹等特征数据：本平台不接收，整条事件没有保存。"),
    Forbidden.IDENTITY_NUMBER: _("带有身份证号：本平台不接收，整条事件没有保存；请改用化名。"),
    "malformed": _("不是有效的 CloudEvents 1.0 事件，请看所指字段。"),
    "not_a_pseudonym": _("化名只能用字母、数字、点、短横、下划线和冒号，不能是电话号码。"),
    "unknown_device": _("这个设备组里没有这台设备，或它已停用。"),
    "another_device": _("冒用了别的设备的编码：用设备自己的账号只能报它自己的事件。"),
    "not_a_finding": _("只有摄像机、智能摄像机和无人机能报告发现，要写明发现了什么，不能带化名。"),
    "too_late": _("事件发生在30天以前，不再接收。"),
    "impossible_time": _("事件时间比现在晚一天以上，请校准设备时钟。"),
}
"""Every reason for which an event is not taken, in words."""

_event = msgspec.json.Decoder(Event)
_batch = msgspec.json.Decoder(list[Event])
_raws = msgspec.json.Decoder(list[msgspec.Raw])
_any = msgspec.json.Decoder()
_KNOWN, _KNOWN_DATA = Event.__struct_fields__, Data.__struct_fields__


def read(body: bytes, form: Form) -> list[Event | Bad]:
    """Return the events of a body in their order, each read or refused by itself.

    Raises:
        Unreadable: the body as a whole is no JSON, no list, or has more than 10,000 events.
    """
    closely = forbidden.may_hold_identity_number(body)
    if form is Form.BATCH and not closely:
        try:
            return _few(list[Event | Bad](_batch.decode(body)))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass  # some event is not of the form: each is looked at alone
    return [_one(raw, closely) for raw in _few(_parts(body, form))]


def form_of(body: bytes) -> Form:
    """Return in which form a body seems to be written, where nobody says so."""
    text = body.strip()
    if text.startswith(b"["):
        return Form.BATCH
    lines = [line.strip() for line in text.splitlines()]
    each_one = all(line.startswith(b"{") and line.endswith(b"}") for line in lines if line)
    return Form.LINES if each_one else Form.ONE


def code_of(source: str) -> str:
    """Return the code of the device that a source names: itself, or the last part of a URI."""
    return re.split("[/:]", source)[-1]


def shown(event: Event) -> tuple[str, str]:
    """Return source and id of an event as they may be kept."""
    source, event_id = (
        text if len(text) <= 64 and text.isascii() and text.isprintable() else ""
        for text in (event.source, event.id)
    )
    return source, event_id


def _few(events: list[Any]) -> list[Any]:
    if len(events) > MOST_EVENTS:
        raise Unreadable(_("一次最多 10000 条事件，请分批发送。"))
    return events


def _parts(body: bytes, form: Form) -> list[bytes | msgspec.Raw]:
    if form is Form.LINES:
        return [line for line in body.splitlines() if line.strip()]
    if form is Form.ONE:
        return [body]
    try:
        return list(_raws.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Unreadable(_("没看懂这个请求：应为 CloudEvents 事件的 JSON 数组。")) from fault


def _one(raw: bytes | msgspec.Raw, closely: bool) -> Event | Bad:
    if not closely:
        try:
            return _event.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass  # looked at without a form below
    try:
        thing = _any.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Bad("malformed")
    found = forbidden.scan(thing)
    name = _named(thing)
    if found is not None:
        plain = found.field.isprintable() and forbidden.in_text(found.field) is None
        return Bad(found.what.value, found.field[:60] if plain else "", *name)
    try:
        return msgspec.convert(_known(thing), Event)
    except msgspec.ValidationError as fault:
        _said, where, field = str(fault).rpartition(" - at `$.")
        return Bad("malformed", field.rstrip("`")[:60] if where else "", *name)


def _known(thing: Any) -> Any:
    """Return an event without what we do not read: extensions of CloudEvents, further data."""
    if not isinstance(thing, dict):
        return thing
    kept = {key: value for key, value in thing.items() if key in _KNOWN and value is not None}
    data = kept.get("data")
    if isinstance(data, dict):
        kept["data"] = {key: value for key, value in data.items() if key in _KNOWN_DATA and value is not None}
    return kept


def _named(thing: Any) -> tuple[str, str]:
    """Return source and id of an event that is not taken, where they are short, plain and harmless."""
    found = [thing.get(key, "") for key in ("source", "id")] if isinstance(thing, dict) else ["", ""]
    source, event_id = (_harmless(each) for each in found)
    return source, event_id


def _harmless(value: Any) -> str:
    fits = isinstance(value, str) and len(value) <= 64 and value.isascii() and value.isprintable()
    return value if fits and forbidden.in_text(value) is None else ""
