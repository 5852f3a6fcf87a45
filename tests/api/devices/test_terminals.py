"""Vendors' terminals push as they are built: samples of our own making, with and without pictures."""

import json
from typing import Any

import pytest
from django.test import Client

from linli.api.devices import hikvision, terminals
from linli.cases.models import Case
from linli.devices import groups, ingest, tallying
from linli.devices.models import Batch, Device, DeviceState, Group, HourlyCount
from linli.kernel import clock, outbox
from linli.kernel.actor import SYSTEM
from tests.devices.test_ingest import Watching, watch, watching

__all__ = ["watch"]
JPEG = b"\xff\xd8\xff\xe0" + b"\r\n--almost" * 2000
PUSH = "/api/devices/hikvision/G-1"


@pytest.fixture
def key(group: Group, gate: Device) -> str:
    """The group's key."""
    return groups.give_key(by=SYSTEM, group=group)[0]


def notice(number: int = 7, minor: int = 75, **said: Any) -> bytes:
    """Return what a terminal says of an access."""
    access = {"majorEventType": 5, "subEventType": minor, "serialNo": number, "doorNo": 1, "name": "张三"}
    access |= {"employeeNoString": "p-elder", "attendanceStatus": "checkOut", "currentVerifyMode": "face"}
    head = {"ipAddress": "10.0.0.8", "dateTime": clock.local(clock.now()).isoformat(timespec="seconds")}
    head |= {"eventType": "AccessControllerEvent", "eventState": "active"}
    return json.dumps({**head, "AccessControllerEvent": access | said}, ensure_ascii=False).encode()


def multipart(text: bytes, picture: bytes = JPEG) -> dict[str, Any]:
    """Return the arguments of a post with the JSON in one part and a picture in another."""
    body = (
        b'--MIME_boundary\r\nContent-Disposition: form-data; name="event_log"\r\n'
        b"Content-Type: application/json\r\n\r\n" + text + b"\r\n--MIME_boundary\r\n"
        b'Content-Disposition: form-data; name="Picture"; filename="Picture.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + picture + b"\r\n--MIME_boundary--\r\n"
    )
    return {"data": body, "content_type": "multipart/form-data; boundary=MIME_boundary"}


def count(device: Device) -> int:
    """Return how many events of a device were counted."""
    tallying.fold_all()
    return sum(HourlyCount.objects.filter(device=device).values_list("count", flat=True))


def test_an_access_over_isapi(key: str, gate: Device, watch: Watching) -> None:
    """It is a sign of life with its direction, once however often it is pushed; names are not read."""
    said = notice()
    for _ in range(2):
        answer = Client().post(f"{PUSH}?key={key}", said, content_type="application/json")
        assert answer.status_code == 200
    assert [(sign.pseudonym, sign.kind, sign.signal) for sign in watch.heard] == [("p-elder", "out", "gate")]
    assert count(gate) == 1
    assert not Case.objects.exists()


def test_a_picture_is_dropped_and_becomes_work(key: str, gate: Device, watch: Watching) -> None:
    """The event counts; the keeper has one task however many pictures came; nothing of them is anywhere."""
    for number in range(3):
        answer = Client().post(f"{PUSH}?key={key}", **multipart(notice(number)))
        assert answer.status_code == 200
    outbox.deliver()
    assert len(watch.heard) == 3
    assert count(gate) == 3
    assert Case.objects.get().body_code == "ESTATE"
    kept = repr(list(Batch.objects.values())) + repr(list(HourlyCount.objects.values()))
    assert "xff" + chr(92) + "xd8" not in kept
    assert "张三" not in kept


def test_what_is_no_pass_says_that_the_terminal_lives(key: str, gate: Device) -> None:
    for body in (notice(minor=76), b'{"dateTime": "2026-11-24T08:00:00", "eventType": "heartBeat"}'):
        answer = Client().post(f"{PUSH}?key={key}", body, content_type="application/json")
        assert answer.status_code == 200
    assert count(gate) == 0
    assert DeviceState.objects.get(device=gate).last_at is not None


def test_who_may_push(key: str, gate: Device) -> None:
    for path, status in (
        (PUSH, 401),
        (f"{PUSH}?key=linli_x", 403),
        (f"/api/devices/hikvision/G-9?key={key}", 404),
    ):
        assert Client().post(path, notice(), content_type="application/json").status_code == status
    assert Client().post(f"{PUSH}?key={key}", b"<xml/>", content_type="application/xml").status_code == 400


def test_parts_in_any_order_and_cut_short() -> None:
    whole = multipart(b'{"a": 1}')
    text, pictured = hikvision.parts(whole["data"], whole["content_type"])
    assert (bytes(text), pictured) == (b'{"a": 1}', True)
    one, two = whole["data"].split(b"\r\n--MIME_boundary\r\n", 1)
    turned = b"--MIME_boundary\r\n" + two.replace(b"--MIME_boundary--", one)
    assert hikvision.parts(turned, whole["content_type"])[1]
    assert hikvision.parts(b"--MIME_boundary\r\nx", whole["content_type"]) == (memoryview(b""), False)


@pytest.mark.parametrize(
    ("person", "kept"),
    [("12", "12"), ("11010519491231002X", ""), ("13812345678", ""), ("张三", ""), ("", ""), ("a-1", "a-1")],
)
def test_a_terminals_number_of_a_person(person: str, kept: str) -> None:
    assert terminals.pseudonym(person) == kept


def test_the_push_protocol_of_zkteco(gate: Device, watch: Watching, settings: Any) -> None:
    """It is told to send events alone; attendance lines and rtlog are passes; photographs are dropped."""
    query = "/iclock/cdata?SN=SN001"
    assert Client().get(f"{query}&options=all").status_code == 404, "shut unless it is opened"
    settings.ICLOCK = True
    options = Client().get(f"{query}&options=all&pushver=2.4.1").content.decode()
    assert options.startswith("GET OPTION FROM: SN001\n")
    assert "TransFlag=TransData AttLog\n" in options
    now = f"{clock.local(clock.now()):%Y-%m-%d %H:%M:%S}"
    lines = f"p-elder\t{now}\t1\t15\t0\t0\t0\n12\t{now}\t0\t1\t0\nbroken\n"
    for _ in range(2):
        answer = Client().post(f"{query}&table=ATTLOG&Stamp=1", lines, content_type="text/plain")
        assert answer.content == b"OK: 3"
    live = (
        f"time={now}\tpin=p-elder\tcardno=0\teventaddr=1\tevent=3\tinoutstatus=0\tverifytype=15\tindex=21\n"
    )
    live += f"time={now}\tpin=0\tevent=200\tinoutstatus=2\tindex=22\n"
    assert Client().post(f"{query}&table=rtlog", live, content_type="text/plain").content == b"OK: 2"
    assert [(sign.pseudonym, sign.kind) for sign in watch.heard] == [("p-elder", "out"), ("p-elder", "in")]
    assert count(gate) == 3
    photo = b"PIN=20261124-1.jpg\nSN=SN001\nsize=9\nCMD=uploadphoto\x00" + JPEG
    for table in ("ATTPHOTO", "OPERLOG"):
        answer = Client().post(f"{query}&table={table}", photo, content_type="application/octet-stream")
        assert answer.content == b"OK"
    outbox.deliver()
    assert Case.objects.count() == 1
    assert Client().get("/iclock/getrequest?SN=SN001").content == b"OK"
    assert Client().get("/iclock/getrequest?SN=nobody").status_code == 404
    assert ingest.is_pseudonym("p-elder")
    assert watching is watch
