"""What a signal says, field by field: is it possible, and where is it."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from django.utils.translation import gettext as _

from linli.cases.catalogue import Catalogue
from linli.cases.cleaning import LONGEST_LINE, LONGEST_TEXT, clean
from linli.cases.signal import Incoming
from linli.kernel import geo
from linli.kernel.actor import Actor
from linli.kernel.errors import FieldError, InvalidInput
from linli.kernel.permissions import Permission, prefixes
from linli.places import queries as places

OLDEST = timedelta(days=366)
LATEST = timedelta(minutes=10)
LARGEST_PAYLOAD = 16 * 1024
"""In bytes; what a source wants kept is a few codes, not a document."""
_UNKEEPABLE = re.compile(r"[\ud800-\udfff]|\\u0000")
_LIKE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Checked:
    """A signal whose every field was found possible, with its place."""

    text: str
    address: str
    grid_code: str
    lon: float | None
    lat: float | None
    occurred_at: datetime


def check(by: Actor, signal: Incoming, catalogue: Catalogue, now: datetime) -> Checked:
    """Return what `signal` says, cleaned, with its place.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
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
    return Checked(text, address, grid_code, lon, lat, occurred_at)


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
