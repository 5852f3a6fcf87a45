"""What the doors for vendors' terminals share: a pseudonym that may be kept, an event as our own."""

import hashlib
import re
from datetime import datetime

from linli.devices import forbidden, health, ingest, reading
from linli.devices.models import Device
from linli.devices.reading import Data, Event

_OTHER = re.compile(r"[^A-Za-z0-9._:\-]")


def keep(device: Device, happened: list[Event], pictured: bool = False) -> None:
    """Keep what a terminal sent, each event once; a picture was dropped and is work for its keeper."""
    if happened:
        names = "\n".join(f"{event.type} {event.id} {event.time.isoformat()}" for event in happened)
        digest = hashlib.blake2b(f"{device.pk} {names}".encode(), digest_size=32).hexdigest()
        ingest.keep(device.group, happened, digest)
    if pictured:
        health.note_pictures(device)


def passed(device: Device, at: datetime, number: str, person: str, direction: str = "") -> Event:
    """Return a pass; `number` is the terminal's own of the event, `person` its own of the person."""
    stamp = f"{number}-{at.timestamp():.0f}"[:64]
    data = Data(pseudonym=pseudonym(person), direction=direction)  # type: ignore[arg-type]
    return Event("1.0", stamp, device.code, reading.PASS, at, data)  # type: ignore[arg-type]


def alive(device: Device, at: datetime) -> Event:
    """Return that a terminal was heard."""
    return Event("1.0", f"alive-{at.timestamp():.0f}", device.code, reading.HEARTBEAT, at)  # type: ignore[arg-type]


def pseudonym(person: str) -> str:
    """Return a terminal's number of a person as a pseudonym; "" where it may not be kept."""
    plain = _OTHER.sub("", person)[:64]
    harmful = plain != person or forbidden.in_text(plain) is not None or not ingest.is_pseudonym(plain)
    return "" if harmful else plain
