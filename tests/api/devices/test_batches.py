"""POST /api/devices/events: keys, signatures, forms, and what each fault is answered with."""

import json

from linli.devices import groups, tallying
from linli.devices.models import Device, Group, HourlyCount, Refusal
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from tests.api.devices.conftest import Send
from tests.devices.conftest import event


def test_a_batch_is_taken(send: Send, gate: Device) -> None:
    """And what is not taken is told with its place, its reason and words."""
    now = clock.now()
    answer = send([event("a", now), event("b", now, data={"photo": "x"})], Accept_Language="en")
    assert answer.status_code == 200
    told = json.loads(answer.content)
    assert (told["received"], told["accepted"]) == (2, 1)
    (refused,) = told["rejected"]
    assert (refused["index"], refused["id"], refused["reason"]) == (1, "b", "picture")
    assert "picture" in refused["message"]
    tallying.fold_all()
    assert HourlyCount.objects.get(device=gate).count == 1


def test_a_line_each_and_one_alone(send: Send) -> None:
    now = clock.now()
    lines = "\n".join(json.dumps(event(name, now)) for name in "ab").encode() + b"\n{"
    told = json.loads(send(lines, "application/x-ndjson; charset=utf-8").content)
    assert (told["accepted"], told["rejected"][0]["reason"]) == (2, "malformed")
    assert send(event("c", now), "application/cloudevents+json").status_code == 200
    refused = send(event("d", now, data={"faceFeature": "AA"}), "application/cloudevents+json")
    assert refused.status_code == 422
    assert Refusal.objects.filter(reason="template").count() == 1


def test_who_may_report(send: Send, group: Group) -> None:
    """No key, a wrong key, no signature, another body's signature, an old one: each is told apart."""
    now = clock.now()
    body = [event("a", now)]
    assert send(body, Authorization="").status_code == 401
    assert send(body, Authorization="Bearer linli_nobody").status_code == 403
    for headers in (
        {"X_Linli_Signature": ""},
        {"X_Linli_Signature": "0" * 64},
        {"X_Linli_Timestamp": "1"},
        {"X_Linli_Timestamp": "soon"},
    ):
        answer = send(body, **headers)
        assert (answer.status_code, json.loads(answer.content)["code"]) == (401, "bad_signature")
    assert not HourlyCount.objects.exists()
    groups.give_key(by=SYSTEM, group=group)
    assert send(body).status_code == 403, "the key was replaced"


def test_what_is_no_batch(send: Send) -> None:
    assert send([], "text/plain").status_code == 415
    assert send(b"{").status_code == 400
    assert send(b" " * (8 * 2**20 + 1)).status_code == 413
    assert send([]).status_code == 200
