"""采集: the one place where a signal becomes a case; only `sources` call it."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases import births, book, dispatch, moves, queries, reading
from linli.cases.births import Birth
from linli.cases.catalogue import Catalogue, suggest
from linli.cases.cleaning import LONGEST_TEXT, clean
from linli.cases.clocks import Time
from linli.cases.handling import keep_pictures
from linli.cases.models import Case, Ending, Picture, Signal, Step
from linli.cases.moves import Act, Change
from linli.cases.reading import Checked
from linli.cases.signal import Incoming
from linli.kernel import clock, rows
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, invalid
from linli.kernel.permissions import Permission, may

_SURE = 0.5
_OPENS_WITH = 40


@births.redrawing
def take_in(*, by: Actor, signal: Incoming) -> Case:
    """Make a case of a signal, or return the case that the same signal made before.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    return _born(by, signal)


@births.redrawing
def settle_on_spot(*, by: Actor, signal: Incoming, note: str = "") -> Case:
    """Record a small thing that a worker found and put right at once (随手办结); no picture is needed.

    Raises:
        InvalidInput: naming every field that is wrong; the matter must be one that may be settled so.
        NotAllowed: `by` does not serve there.
    """
    return _born(by, signal, settled=True, note=note)


def join(*, by: Actor, signal: Incoming, number: str) -> Case:
    """Add a signal to the open case that it is about, as a note of its history; the same one is added once.

    Raises:
        NotFound: there is no case `number` that `by` may know of.
        NotAllowed: `by` may add nothing to it.
        Conflict: the case has ended; says how.
        InvalidInput: naming every field that is wrong.
    """
    try:
        with transaction.atomic():
            return _join(by, signal, number)
    except _KnownSignalError:
        return _known(signal)


def _join(by: Actor, signal: Incoming, number: str) -> Case:
    now, found = clock.now(), moves.find(by, number)
    about = replace(signal, matter_code="", condition="", text=signal.text or found.title)
    checked = reading.check(by, about, book.in_force(), now)

    def keep(case: Case, step: Step) -> None:
        keep_pictures(case, step, Picture.Kind.REPORT, signal.pictures)

    case = moves.apply(
        "add_note",
        found,
        by=by,
        rule=lambda turn: Change(data={"source": signal.source}, then=keep),
        note=clean(signal.text) or _("又有人看到了同一件事。"),
        act=Act(key=signal.external_id),
    )
    _keep(signal, checked, case, now)
    return case


def _known(signal: Incoming) -> Case:
    """Return the case of a signal that was taken in before."""
    kept = Signal.objects.select_related("case")
    return kept.get(source=signal.source, external_id=signal.external_id).case


def _born(by: Actor, signal: Incoming, settled: bool = False, note: str = "") -> Case:
    try:
        with transaction.atomic():
            return _create(by, signal, settled, note)
    except _KnownSignalError:
        return _known(signal)


class _KnownSignalError(Exception):
    """The signal was taken in before."""


def _create(by: Actor, signal: Incoming, settled: bool, note: str) -> Case:
    now = clock.now()
    catalogue = book.in_force()
    checked = reading.check(by, signal, catalogue, now)
    matter = signal.matter_code or guess(catalogue, checked.text)
    columns = {
        "matter_code": matter,
        "condition": signal.condition,
        "description": checked.text,
        "address": checked.address,
        "urgent": signal.urgent,
        "public": signal.public,
        "reporter_id": signal.reporter,
        "reporter_account_id": signal.reporter_account,
    }
    if settled:
        _check_settling(by, checked, matter, catalogue)
        columns |= {
            "filed_at": now,
            "handled_at": now,
            "closed_at": now,
            "ending": Ending.ON_SPOT,
            "outcome": clean(note)[:LONGEST_TEXT],
        }
    elif matter:
        columns |= _likelihoods(catalogue, matter, checked, now)
    case, step = births.create(
        Birth(
            source=signal.source,
            title=_title(catalogue, matter, checked),
            grid_code=checked.grid_code,
            occurred_at=checked.occurred_at,
            lon=checked.lon,
            lat=checked.lat,
            columns=columns,
        ),
        move="settle_on_spot" if settled else "report",
        by=by,
        now=now,
        time=Time(catalogue, book.calendar(catalogue)),
        data={"source": signal.source, "matter": matter},
        note=clean(note) if settled else "",
    )
    _keep(signal, checked, case, now)
    keep_pictures(case, step, Picture.Kind.REPORT, signal.pictures)
    return case


def _likelihoods(catalogue: Catalogue, matter: str, checked: Checked, now: datetime) -> dict[str, object]:
    """Return the likely body and the open case that may be the same thing."""
    choice = dispatch.likely(catalogue, matter, checked.grid_code)
    found: dict[str, object] = {"likely_body": choice.body, "likely_why": choice.why}
    if checked.lon is not None and checked.lat is not None:
        same = queries.near_duplicates(matter, checked.lon, checked.lat, catalogue.rules, now)
        found["similar_to_id"] = same[0][1] if same else None
    return found


def guess(catalogue: Catalogue, text: str) -> str:
    """Return the code of the matter that `text` most likely means, or "" when it is anybody's guess."""
    found = suggest(catalogue, text, 1) if text else []
    return found[0].code if found and found[0].score >= _SURE else ""


def _title(catalogue: Catalogue, matter: str, checked: Checked) -> str:
    named = catalogue.matter(matter) if matter else None
    first_line = checked.text.split("\n", 1)[0]
    return named.plain if named else first_line[:_OPENS_WITH] or _("待分类的反映")


def _check_settling(by: Actor, checked: Checked, matter: str, catalogue: Catalogue) -> None:
    if not may(by, Permission.CASES_SETTLE, checked.grid_code):
        raise NotAllowed
    if not matter or catalogue.small_thing(matter) is None:
        raise invalid("matter_code", _("这个事项不能随手办结，请按普通问题上报。"))


def _keep(signal: Incoming, checked: Checked, case: Case, now: datetime) -> None:
    """Write the signal as it came in (one query).

    Raises:
        _KnownSignalError: there is one already; the transaction must not go on.
    """
    row = Signal(
        source=signal.source,
        external_id=signal.external_id,
        case=case,
        received_at=now,
        occurred_at=checked.occurred_at,
        text=checked.text,
        matter_code=signal.matter_code,
        lon=checked.lon,
        lat=checked.lat,
        address=checked.address,
        reporter_id=signal.reporter,
        payload=dict(signal.payload),
    )
    try:
        rows.insert(row)
    except IntegrityError as fault:
        if "external_id" in str(fault):
            raise _KnownSignalError from fault
        raise
