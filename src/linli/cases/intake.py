"""采集: the one place where a signal becomes a case; only `sources` call it."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases import births, book, dispatch, queries
from linli.cases.births import Birth
from linli.cases.catalogue import Catalogue, suggest
from linli.cases.cleaning import LONGEST_LINE, LONGEST_TEXT, clean
from linli.cases.clocks import Time
from linli.cases.handling import keep_pictures
from linli.cases.models import Case, Ending, Picture, Signal
from linli.cases.signal import Incoming
from linli.kernel import clock, geo, rows
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput, NotAllowed, invalid
from linli.kernel.permissions import Permission, may, prefixes
from linli.places import queries as places

OLDEST = timedelta(days=366)
LATEST = timedelta(minutes=10)
LARGEST_PAYLOAD = 16 * 1024
"""In bytes; what a source wants kept is a few codes, not a document."""
_UNKEEPABLE = re.compile(r"[\ud800-\udfff]|\\u0000")
_SURE = 0.5
_LIKE_ENOUGH = 0.6
_OPENS_WITH = 40


@dataclass(frozen=True, slots=True)
class _Checked:
    """A signal whose every field was found possible, with its place."""

    text: str
    address: str
    grid_code: str
    lon: float | None
    lat: float | None
    occurred_at: datetime


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


def _born(by: Actor, signal: Incoming, settled: bool = False, note: str = "") -> Case:
    try:
        with transaction.atomic():
            return _create(by, signal, settled, note)
    except _KnownSignalError:
        return (
            Signal.objects.select_related("case")
            .get(source=signal.source, external_id=signal.external_id)
            .case
        )


class _KnownSignalError(Exception):
    """The signal was taken in before."""


def _create(by: Actor, signal: Incoming, settled: bool, note: str) -> Case:
    now = clock.now()
    catalogue = book.in_force()
    checked = _check(by, signal, catalogue, now)
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


def _likelihoods(catalogue: Catalogue, matter: str, checked: _Checked, now: datetime) -> dict[str, object]:
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


def _title(catalogue: Catalogue, matter: str, checked: _Checked) -> str:
    named = catalogue.matter(matter) if matter else None
    first_line = checked.text.split("\n", 1)[0]
    return named.plain if named else first_line[:_OPENS_WITH] or _("待分类的反映")


def _check(by: Actor, signal: Incoming, catalogue: Catalogue, now: datetime) -> _Checked:
    faults: list[FieldError] = []
    text, address = clean(signal.text), " ".join(clean(signal.address).split())
    if len(text) > LONGEST_TEXT:
        faults.append(FieldError("text", _("最多 {most} 个字。").format(most=LONGEST_TEXT)))
    if len(address) > LONGEST_LINE:
        faults.append(FieldError("address", _("最多 {most} 个字。").format(most=LONGEST_LINE)))
    if not text and not signal.matter_code:
        faults.append(FieldError("text", _("请写一写发生了什么，或选择一个事项。")))
    faults += _matter_faults(signal, catalogue)
    faults += _payload_faults(signal)
    if not 0 < len(signal.external_id) <= LONGEST_LINE or clean(signal.external_id) != signal.external_id:
        faults.append(FieldError("external_id", _("请用 1 到 200 个普通字符。")))
    occurred_at = signal.occurred_at or now
    if occurred_at > now + LATEST:
        faults.append(FieldError("occurred_at", _("时间不能在将来。")))
    elif occurred_at < now - OLDEST:
        faults.append(FieldError("occurred_at", _("只能反映一年之内的事。")))
    grid_code, lon, lat = _place(by, signal, address, faults)
    if faults:
        raise InvalidInput(faults)
    return _Checked(text, address, grid_code, lon, lat, occurred_at)


def _matter_faults(signal: Incoming, catalogue: Catalogue) -> list[FieldError]:
    if signal.matter_code and catalogue.matter(signal.matter_code) is None:
        return [
            FieldError("matter_code", _("没有编码为 {code} 的事项。").format(code=signal.matter_code[:20]))
        ]
    if signal.condition:
        found = catalogue.condition(signal.condition)
        if found is None or found.code != signal.matter_code:
            return [FieldError("condition", _("这个立案情形不属于所选的事项。"))]
    return []


def _payload_faults(signal: Incoming) -> list[FieldError]:
    if not signal.payload:
        return []
    kept = json.dumps(dict(signal.payload), ensure_ascii=False)
    if len(kept.encode(errors="replace")) > LARGEST_PAYLOAD:
        return [FieldError("payload", _("附加内容最多 {most} KB。").format(most=LARGEST_PAYLOAD // 1024))]
    if _UNKEEPABLE.search(kept):
        return [FieldError("payload", _("附加内容里有不能保存的字符。"))]
    return []


def _place(
    by: Actor, signal: Incoming, address: str, faults: list[FieldError]
) -> tuple[str, float | None, float | None]:
    """Return the code of the area and the WGS-84 point of a signal; what is wrong goes to `faults`."""
    if (signal.lon is None) != (signal.lat is None):
        faults.append(FieldError("location", _("经度和纬度要一起给出。")))
        return "", None, None
    if signal.grid_code and not places.exists(signal.grid_code):
        faults.append(
            FieldError("grid_code", _("没有编码为 {code} 的网格。").format(code=signal.grid_code[:20]))
        )
        return "", None, None
    if signal.lon is None or signal.lat is None:
        return _place_in_words(by, signal.grid_code, address, faults)
    if not (
        isfinite(signal.lon) and isfinite(signal.lat) and abs(signal.lon) <= 180 and abs(signal.lat) <= 90
    ):
        faults.append(FieldError("location", _("这不是一个可能的位置。")))
        return "", None, None
    lon, lat = geo.to_wgs84(signal.crs, signal.lon, signal.lat)
    located = places.locate(lon, lat)
    if not located.code:
        faults.append(FieldError("location", _("这个位置不在本市范围内，请重新选择。")))
    return signal.grid_code or located.code, lon, lat


def _place_in_words(
    by: Actor, grid_code: str, address: str, faults: list[FieldError]
) -> tuple[str, float | None, float | None]:
    """Return the place of a signal without a point: as told, as the address says, or where `by` serves."""
    if grid_code:
        return grid_code, None, None
    if not address:
        faults.append(FieldError("location", _("请在地图上选一个位置，或写明地址。")))
        return "", None, None
    own = _own_area(by)
    best = next(iter(places.locate_address(address, 1, own)), None)
    if best is not None and best.likeness >= _LIKE_ENOUGH:
        return best.code, best.lon if best.building else None, best.lat if best.building else None
    if not own:
        faults.append(FieldError("location", _("没有找到这个地址，请在地图上选一个位置。")))
    return own, None, None


def _own_area(by: Actor) -> str:
    """Return the area in which `by` takes reports, when it is one; a report without a place lands there."""
    own = prefixes(by, Permission.CASES_FILE) or prefixes(by, Permission.CASES_SETTLE)
    return own[0] if len(own) == 1 else ""


def _check_settling(by: Actor, checked: _Checked, matter: str, catalogue: Catalogue) -> None:
    if not may(by, Permission.CASES_SETTLE, checked.grid_code):
        raise NotAllowed
    if not matter or catalogue.small_thing(matter) is None:
        raise invalid("matter_code", _("这个事项不能随手办结，请按普通问题上报。"))


def _keep(signal: Incoming, checked: _Checked, case: Case, now: datetime) -> None:
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
