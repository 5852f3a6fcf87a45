"""Signs of life, and the protocol by which whoever watches over people hears them.

Devices know no people: a pseudonym means something only to a hearer, and only for those who agreed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Sign:
    """That somebody was there.

    Args:
        group: code of the group that the device is in.
        device: code of the device.
        pseudonym: for whom it stands is known to the hearer alone.
        at: when (aware); the moment of receipt where the device's clock was ahead.
        kind: in, out, or sign where there is no direction.
        signal: by what: gate, motion, water, electricity, button.
        event_id: what the device calls the event; with the device it is unique.
    """

    group: str
    device: str
    pseudonym: str
    at: datetime
    kind: str
    signal: str
    event_id: str


class Hearer(Protocol):
    """Somebody who watches over people."""

    def watched(self, group: str, pseudonyms: Collection[str]) -> Collection[str]:
        """Return those of the group's `pseudonyms` that stand for people under a plan with valid consent."""

    def hear(self, signs: Sequence[Sign]) -> None:
        """Learn of signs, in any order, in the transaction that keeps the batch.

        One that a device sends again comes again, with the moment that it had: by that it is known. Those of
        people whom it does not watch are passed over.
        """


def hearers() -> Sequence[Hearer]:
    """Return all who hear: the page that the settings name (SIGN_HEARERS)."""
    page: Sequence[Hearer] = import_string(settings.SIGN_HEARERS)
    return page
