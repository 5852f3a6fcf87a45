"""A case as a card or a line shows it: in official terms for those who work, plainly for residents."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.cases import lateness
from linli.cases.models import Case
from linli.kernel import geo
from linli.places import queries as places
from linli.web.shell import choices, clockwords
from linli.web.shell.clockwords import ClockWords
from linli.web.shell.shelf import Shelf

Point = tuple[float, float]
_ANY_NUMBER = "000000-000-0000"
_FIRST_WORDS = 60


@dataclass(frozen=True)
class Card:
    """What is shown of one case in a list."""

    number: str
    title: str
    state: str
    paused: bool
    edge: str
    clock: ClockWords
    at: datetime
    place: str
    address: str
    matter: str
    body: str
    url: str
    pane: str = ""
    urgent: bool = False
    supervised: bool = False
    metres: float | None = None
    thumb: str = ""


def edge(case: Case, words: ClockWords) -> str:
    """Return the colour class of a card's edge: late, soon, running, or over."""
    return words.tone or ("" if case.is_open else "over")


def place(code: str) -> str:
    """Return the last two names of an area: "桃园社区 第三网格"."""
    return " ".join(places.names(code)[-2:])


def address(case: Case) -> str:
    """Return where it is in words: the address, or how the description begins; for those who work on it."""
    return case.address or case.description[:_FIRST_WORDS]


def matter(case: Case, shelf: Shelf, *, plain: bool = False) -> str:
    """Return the matter's name in the reader's language, by the catalogue that `case` was filed under."""
    return choices.matter_name(shelf.matter(case), plain=plain)


def title(case: Case, shelf: Shelf) -> str:
    """Return the title of `case` in the reader's language, where it is a matter's name."""
    if get_language() == "en":
        return matter(case, shelf, plain=True) or case.title
    return case.title


def public_title(case: Case, shelf: Shelf) -> str:
    """Return what everybody may read as the title of `case`: its matter, never the reporter's words."""
    return matter(case, shelf, plain=True) or _("身边的一件事")


def desk_card(
    case: Case, now: datetime, shelf: Shelf, url: str, pane: str = "", here: Point | None = None
) -> Card:
    """Return the card of `case` for those who work on it; `here` is where the reader stands (lon, lat)."""
    words = clockwords.of(case, now, shelf)
    return Card(
        number=case.number,
        title=title(case, shelf),
        state=case.state,
        paused=case.is_suspended,
        edge=edge(case, words),
        clock=words,
        at=case.created_at,
        place=place(case.grid_code),
        address=address(case),
        matter=matter(case, shelf) or _("未定事项"),
        body=shelf.name(case.body_code),
        url=url,
        pane=pane,
        urgent=case.urgent,
        supervised=case.supervised_at is not None,
        metres=_away(case, here),
    )


def public_card(case: Case, now: datetime, shelf: Shelf, here: Point | None = None) -> Card:
    """Return the card of `case` for everybody: no words of the reporter, no exact address."""
    words = clockwords.of(case, now, shelf)
    return Card(
        number=case.number,
        title=public_title(case, shelf),
        state=case.state,
        paused=case.is_suspended,
        edge="over" if not case.is_open else words.tone,
        clock=words,
        at=case.created_at,
        place=place(case.grid_code),
        address="",
        matter="",
        body=shelf.name(case.body_code),
        url=track_url(case.number),
        metres=_away(case, here),
    )


def tone(case: Case, now: datetime) -> str:
    """Return how the point of `case` looks on a map."""
    if not case.is_open:
        return "closed"
    return "overdue" if lateness.is_late(case, now) else "open"


def _away(case: Case, here: Point | None) -> float | None:
    if here is None or case.lon is None or case.lat is None:
        return None
    return float(geo.haversine_m(here[0], here[1], case.lon, case.lat))


def point_feature(
    case: Case, name: str, url: str, words: str, now: datetime, decimals: int = 6
) -> dict[str, object]:
    """Return `case` as a GeoJSON point for our maps; four decimals are ten metres."""
    at = [round(case.lon or 0.0, decimals), round(case.lat or 0.0, decimals)]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": at},
        "properties": {"title": name, "url": url, "words": words, "tone": tone(case, now)},
    }


def addresses(page: str) -> Callable[[str], str]:
    """Return what gives the address of the page `page` of a case by its number; worked out once for a list.

    A number is of digits and dashes, which stand in an address as they are.
    """
    before, after = reverse(page, args=[_ANY_NUMBER]).split(_ANY_NUMBER)
    return lambda number: f"{before}{number}{after}"


def track_url(number: str, key: str = "") -> str:
    """Return the address of the residents' page of a case; with the secret `key`, the reporter's own."""
    if key:
        return reverse("resident:own", args=[number, key])
    return reverse("resident:track", args=[number])
