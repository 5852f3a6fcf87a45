"""What the city's pages are asked for (area, indicator, level that is coloured), and their addresses."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.insight import queries as insight
from linli.insight import rules
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, NotFound
from linli.kernel.permissions import Permission, may, require
from linli.places import queries as places
from linli.places.rules import LENGTH_OF, Level, ancestor_codes
from linli.web.shell.request import Request

SHOWN = ("overdue", "at_risk", "open", "closed_30", "in_time_30", "satisfied_30", "reported_30", "unstaffed")
FINER = {0: Level.STREET, 6: Level.STREET, 9: Level.COMMUNITY, 12: Level.GRID, 15: Level.GRID}


@dataclass(frozen=True)
class Asked:
    """What a page is about.

    Attributes:
        area: the code of an area, "" for the city.
        show: the key of the indicator that colours the map.
        level: the level whose areas are coloured.
        wall: whether it hangs on a wall.
    """

    area: str
    show: str
    level: Level
    wall: bool = False

    def query(self, **changed: str | int) -> str:
        """Return the query string of this page with some words changed."""
        words = {"area": self.area, "show": self.show, "by": int(self.level), **self._wall(), **changed}
        return "?" + urlencode({key: value for key, value in words.items() if value != ""})

    def home(self, code: str) -> str:
        """Return the address of the city's page of another area, seen the same way."""
        words = {"area": code, "show": self.show, **self._wall()}
        return f"{reverse('city:home')}?{urlencode({k: v for k, v in words.items() if v != ''})}"

    def _wall(self) -> dict[str, str]:
        return {"wall": "1"} if self.wall else {}

    @property
    def indicator(self) -> rules.Indicator:
        """The indicator that colours the map."""
        return rules.INDICATORS[self.show]

    @property
    def name(self) -> str:
        """What the area is called."""
        return places.name(self.area) if self.area else _("全市")


def asked(request: Request) -> Asked:
    """Return what `request` asks for; without an area, the widest one that the reader may see.

    Raises:
        NotAllowed: the reader may see no figures, or none of that area.
        NotFound: there is no such area, indicator or level.
    """
    area = area_asked(request)
    show = request.GET.get("show", SHOWN[0])
    by = request.GET.get("by", str(int(FINER[len(area)])))
    if show not in SHOWN or by not in {str(int(each)) for each in Level}:
        raise NotFound
    level = Level(int(by))
    if LENGTH_OF[level] <= len(area):
        level = FINER[len(area)]
    return Asked(area, show, level, request.GET.get("wall") == "1")


def area_asked(request: Request) -> str:
    """Return the area that `request` asks for; without one, the widest that the reader may see.

    Raises:
        NotAllowed: the reader may see no figures, or none of that area.
        NotFound: there is no such area.
    """
    scope = insight.scope(request.actor)
    if not scope:
        raise NotAllowed
    area = request.GET.get("area", scope[0] if "" not in scope else "")
    if area and not places.exists(area):
        raise NotFound
    require(request.actor, Permission.INSIGHT_SEE, area)
    return area


def behind(by: Actor, key: str, area: str, *, whole: bool = False, wall: bool = False) -> str:
    """Return the address of the list behind an indicator's number in an area; "" if it is closed to `by`."""
    indicator = rules.INDICATORS[key]
    if rules.lists_cases(indicator) and not may(by, Permission.CASES_SEE, area):
        return ""
    words = {"area": area, "wall": "1" if wall else ""}
    if rules.lists_cases(indicator):
        words |= {"show": key, "part": "whole" if whole else ""}
        name = "city:behind"
    else:
        name = "city:coverage"
    return f"{reverse(name)}?{urlencode({k: v for k, v in words.items() if v})}"


def nets(by: Actor, area: str) -> str:
    """Return the address of the nets of the area's community; "" above communities or if closed to `by`."""
    community = area[: LENGTH_OF[Level.COMMUNITY]]
    if len(community) < LENGTH_OF[Level.COMMUNITY] or not may(by, Permission.ORGS_SEE, community):
        return ""
    return f"{reverse('city:nets')}?area={community}"


def inbox(**words: str) -> str:
    """Return the address of the desk's list that fits."""
    return f"{reverse('desk:inbox')}?{urlencode({key: value for key, value in words.items() if value})}"


def crumbs(request: Request, what: Asked) -> list[dict[str, str]]:
    """Return the way up from the area, as far as the reader may see: name and address of each area above."""
    if not what.area:
        return []
    scope = insight.scope(request.actor)
    above = [("", _("全市")), *((code, places.name(code)) for code in ancestor_codes(what.area))]
    return [
        {"name": name, "url": what.home(code)}
        for code, name in above
        if any(code.startswith(prefix) for prefix in scope)
    ]


def is_a_grid(code: str) -> bool:
    """Return whether a code is that of a grid, below which there is nothing."""
    return len(code) == LENGTH_OF[Level.GRID]
