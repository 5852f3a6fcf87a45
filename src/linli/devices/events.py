"""What the devices tell others: one fell silent, was heard again, found a thing, sends pictures."""

from dataclasses import dataclass

from linli.kernel.outbox import Event


@dataclass(frozen=True)
class DeviceFellSilent(Event):
    """A device counts as offline.

    Args:
        device: its code.
        since: when it was last heard, ISO 8601 in UTC; with the device it names the outage.
    """

    device: str
    since: str


@dataclass(frozen=True)
class DeviceHeardAgain(Event):
    """A device that counted as offline was heard.

    Args:
        device: its code.
        since: as in the outage's `DeviceFellSilent`.
        at: when it was heard, ISO 8601 in UTC.
    """

    device: str
    since: str
    at: str


@dataclass(frozen=True)
class DeviceFound(Event):
    """A camera reports a thing that somebody should look at.

    Args:
        device: its code.
        finding: what it says it saw: a value of `rules.Finding`.
        at: when, ISO 8601 in UTC.
    """

    device: str
    finding: str
    at: str


@dataclass(frozen=True)
class DeviceSentPictures(Event):
    """A device sends pictures along with its events; they were dropped unread.

    Args:
        device: its code.
        day: the city's day on which that was seen, ISO 8601; a new one only after thirty days.
    """

    device: str
    day: str
