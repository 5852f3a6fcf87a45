"""The words in which a list of cases is asked for, the same in an address, a saved view and a file; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from linli.cases import drawn
from linli.cases.cleaning import clean
from linli.cases.filters import Filters
from linli.cases.workflow import ENDED, OPEN, State

TABS: Final[Mapping[str, tuple[State, ...]]] = {
    "open": OPEN,
    "reported": (State.REPORTED, State.CHECKING),
    "filed": (State.FILED,),
    "handling": (State.HANDLING,),
    "handled": (State.HANDLED,),
    "verified": (State.VERIFIED,),
    "overdue": (State.FILED, State.HANDLING),
    "ended": ENDED,
    "all": (*OPEN, *ENDED),
}
"""The stages in which a desk looks at its cases, each with the states that it shows."""

LATE: Final = "overdue"
ONLY: Final = ("urgent", "supervised", "suspended")
_LONGEST_CODE = 15
_LONGEST_KEY = 40
_LONGEST_TEXT = 100
_MOST_DAYS = 999


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it was asked for: its tab, its words without the empty and the unknown, and its filters."""

    tab: str
    words: Mapping[str, str]
    filters: Filters

    @property
    def narrowed(self) -> bool:
        """Whether something beside the tab and the order narrows the list."""
        return bool(self.words.keys() - {"tab", "sort"})


def ask(said: Mapping[str, str], today: datetime) -> Asked:
    """Return the list that `said` asks for; what is unknown there counts as nothing.

    Args:
        said: `tab` (of TABS), `area`, `body`, `matter`, `source` (codes), `days` (the last so many local
            days), `only` (of ONLY), `ring` (an area drawn on a map), `q` (words), `sort` ("due").
        today: the local midnight at which the present day began.
    """
    tab = said.get("tab", "")
    tab = tab if tab in TABS else "open"
    words = {"tab": tab} if tab != "open" else {}
    area = said.get("area", "")
    if area.isascii() and area.isdecimal() and len(area) <= _LONGEST_CODE:
        words["area"] = area
    words |= {name: _key(said.get(name, "")) for name in ("body", "matter", "source")}
    days = said.get("days", "")
    if days.isascii() and days.isdecimal() and 0 < int(days[:9]) <= _MOST_DAYS:
        words["days"] = str(int(days))
    only = said.get("only", "")
    ring = drawn.read(said.get("ring", ""))
    words |= {
        "only": only if only in ONLY else "",
        "ring": drawn.written(ring) if ring else "",
        "q": " ".join(said.get("q", "")[:_LONGEST_TEXT].split()),
        "sort": "due" if said.get("sort") == "due" and tab not in {LATE, "ended", "all"} else "",
    }
    words = {name: value for name, value in words.items() if value}
    return Asked(tab, words, _filters(tab, words, ring, today))


def _key(value: str) -> str:
    return value if clean(value) == value and len(value) <= _LONGEST_KEY else ""


def _filters(tab: str, words: Mapping[str, str], ring: drawn.Ring, today: datetime) -> Filters:
    days, only = words.get("days"), words.get("only")
    return Filters(
        states=TABS[tab],
        area=words.get("area", ""),
        body=words.get("body", ""),
        matter=words.get("matter", ""),
        source=words.get("source", ""),
        overdue=tab == LATE,
        since=today - timedelta(days=int(days) - 1) if days else None,
        urgent=only == "urgent",
        supervised=only == "supervised",
        suspended=only == "suspended",
        ring=ring,
        text=words.get("q", ""),
        order="due" if tab == LATE or "sort" in words else "newest",
    )
