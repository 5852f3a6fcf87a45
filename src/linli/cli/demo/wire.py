"""The demo's devices on the line: they send what happened as bought ones do, signed, over HTTP."""

import http.client
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from linli.devices import groups
from linli.devices.models import Group
from linli.kernel import clock
from linli.kernel.actor import SYSTEM

log = structlog.get_logger()
PATH = "/api/devices/events"
_PATIENCE_S = 20.0
_LOOPBACK = "127.0.0.1"


def send(group: Group, events: Sequence[dict[str, Any]]) -> int:
    """Send events to the site on this machine and return how many it took in; 0 while nobody serves it."""
    key, signing = _keys(group)
    body, stamp = json.dumps(events).encode(), str(int(clock.now().timestamp()))
    head = {
        "Content-Type": "application/cloudevents-batch+json",
        "Authorization": f"Bearer {key}",
        "X-Linli-Timestamp": stamp,
        "X-Linli-Signature": groups.signature(signing, stamp, body),
    }
    line = http.client.HTTPConnection(_LOOPBACK, settings.PORT, timeout=_PATIENCE_S)
    try:
        line.request("POST", PATH, body, head)
        answer = line.getresponse()
        told = answer.read()
    except (OSError, http.client.HTTPException) as fault:
        log.info("demo.devices_unheard", fault=str(fault))
        return 0
    finally:
        line.close()
    if answer.status != http.client.OK:
        log.warning("demo.devices_refused", status=answer.status, said=told[:200].decode(errors="replace"))
        return 0
    return int(json.loads(told)["accepted"])


def _keys(group: Group) -> tuple[str, str]:
    """Return the group's key and signing secret, kept where its owner alone reads them."""
    there = kept()
    if there.is_file():
        told = json.loads(there.read_text())
        return told["key"], told["signing"]
    key, signing = groups.give_key(by=SYSTEM, group=group)
    there.touch(mode=0o600)
    there.write_text(json.dumps({"key": key, "signing": signing}))
    return key, signing


def kept() -> Path:
    """Return where the key and the signing secret lie."""
    return Path(settings.HOME) / "demo-gates.json"
