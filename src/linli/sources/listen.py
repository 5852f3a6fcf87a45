"""The door behind every source: is it allowed, is it too much, what was said, and then one case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from linli.cases import intake, pictures
from linli.cases.models import Case
from linli.cases.pictures import Prepared, Stored
from linli.kernel import ids, limits
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import NotAllowed, NotFound
from linli.kernel.permissions import prefixes
from linli.people import actions as people
from linli.sources import strangers
from linli.sources.all import BY_KEY
from linli.sources.contract import Report, Source, Told
from linli.sources.strangers import Stranger

RESIDENT_REPORTS_AN_HOUR = 30
_HOUR = 3600


def hear(
    key: str,
    *,
    by: Actor,
    data: Mapping[str, Any],
    uploads: Sequence[Prepared] = (),
    external_id: str = "",
    who: Stranger | None = None,
) -> Case:
    """Take in what was said through the source `key` and return its case.

    Args:
        key: the source.
        by: who brings it in.
        data: what was typed or sent, unchecked.
        uploads: pictures that `pictures.prepare` found good.
        external_id: the sender's own id; the same one twice is answered with the first case.
        who: the stranger, when `by` has no account; counted against the anonymous limits.

    Raises:
        NotFound: there is no such source.
        NotAllowed: `by` may not use it.
        InvalidInput: something said is wrong; names every fault.
        TooMany: too many reports from one address, device or resident within the hour.
        Conflict: the case that it was said to be has ended.
    """
    source = source_of(key)
    allow(source, by)
    told = source.to_signal(Report(by, data, external_id or ids.token()))
    with pictures.storing(uploads) as stored, transaction.atomic():
        _slow(source, by, who, told.device)
        return take(told, by=by, stored=stored)


def source_of(key: str) -> Source:
    """Return the source `key`.

    Raises:
        NotFound: there is none.
    """
    if key not in BY_KEY:
        raise NotFound
    return BY_KEY[key]


def allow(source: Source, by: Actor) -> None:
    """Pass when `by` may use `source` anywhere.

    Raises:
        NotAllowed: they may not.
    """
    if source.permission is not None and not prefixes(by, source.permission):
        raise NotAllowed


def _slow(source: Source, by: Actor, who: Stranger | None, device: str) -> None:
    if device:
        strangers.slow_device(f"{by.id}:{device}", source.key)
    if who is not None and by.account_id is None:
        strangers.slow(who, source.key)
    elif source.permission is None and by.account_id is not None:
        limits.take(f"{source.key}:account:{by.account_id}", RESIDENT_REPORTS_AN_HOUR, _HOUR)


def take(told: Told, *, by: Actor, stored: Sequence[Stored] = ()) -> Case:
    """Remember who reported, and give the signal to the engine, in the transaction of the caller."""
    signal = replace(told.signal, pictures=tuple(stored))
    if told.phone or told.email:
        contact = people.remember_contact(
            by=by if signal.reporter_account else ANONYMOUS,
            name=told.name,
            phone=told.phone,
            email=told.email,
            language=by.language,
        )
        signal = replace(signal, reporter=contact.pk if contact else None)
    if told.joins:
        return intake.join(by=by, signal=signal, number=told.joins)
    if told.settled:
        return intake.settle_on_spot(by=by, signal=signal)
    return intake.take_in(by=by, signal=signal)
