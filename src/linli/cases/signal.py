"""Signal: the one shape in which anything enters; every source makes one and gives it to `intake.take_in`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linli.cases.pictures import Stored
from linli.kernel.geo import Crs


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a source saw or heard, before anything is decided about it.

    Args:
        source: the key of the source in `sources/all.py`.
        external_id: the source's own id of this report; the same one twice is one case.
        text: what was said, at most 2000 characters.
        matter_code: the matter, when the source knows it; otherwise it is guessed from the text.
        condition: the key of the condition to file, when the source knows it.
        lon, lat: the point in degrees in `crs`, both or neither.
        address: where it is, in words.
        grid_code: the grid (or the longest known area code), when the source knows it better than the point.
        occurred_at: when it was seen (aware); None is now.
        reporter: id of the reporter's contact in `people`.
        reporter_account: id of the reporter's account.
        urgent: whether the source holds it for urgent.
        public: whether it may be shown on public maps and feeds, without the reporter.
        pictures: what `pictures.storing` gave.
        payload: what else the source wants kept; JSON of at most 16 KB, no personal data.
    """

    source: str
    external_id: str
    text: str = ""
    matter_code: str = ""
    condition: str = ""
    lon: float | None = None
    lat: float | None = None
    crs: Crs = Crs.WGS84
    address: str = ""
    grid_code: str = ""
    occurred_at: datetime | None = None
    reporter: int | None = None
    reporter_account: int | None = None
    urgent: bool = False
    public: bool = False
    pictures: Sequence[Stored] = ()
    payload: Mapping[str, Any] = field(default_factory=dict)
