"""INDICATORS: every number a leader sees, with what is counted, out of what, and why so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.orgs.rules import Duty

NOW: Final = 0
"""The span of figures that say how things stand at this moment."""

SPANS: Final = (1, 7, 30)
"""The spans, in local days up to and including today, over which reports are counted."""

STANDING: Final = ("open", "overdue", "at_risk")
"""What is counted of the open cases at this moment."""

COVERAGE: Final = ("grids", "unstaffed", "communities", "unled")
"""What is counted of the areas at this moment: all of a kind, and those of them that nobody covers."""

REPORTED: Final = (
    "reported",
    "filed",
    "handled",
    "in_time",
    "closed",
    "on_spot",
    "rated",
    "satisfied",
    "reopened",
)
"""What is counted of the cases reported in some days."""

COUNTS: Final = (*STANDING, *COVERAGE, *REPORTED)
"""What is counted for every area; all of it adds up from grid to city."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number a leader sees.

    Args:
        key: its name in code and in addresses.
        name: its title.
        numerator, denominator: names in COUNTS; without a denominator it is a plain count.
        span: the days it looks back; NOW is this moment.
        definition: what it says, in one sentence.
        source: where the definition comes from.
        more_is: "good", "bad" or "neither", for the colours of the map.
    """

    key: str
    name: str | Promise
    numerator: str
    denominator: str
    span: int
    definition: str | Promise
    source: str
    more_is: str


_FIELD = "GB/T 47678, GB/T 30428 (second-hand)"
_ORGS = "DB6101/T 3185 (second-hand)"
_OWN = "Linli"

_ROWS: Final = (
    Indicator("open", _("在办"), "open", "", NOW, _("此刻尚未办结的案件数。"), _FIELD, "neither"),
    Indicator(
        "overdue", _("超期"), "overdue", "", NOW, _("此刻尚未办结且工作时限已过的案件数。"), _FIELD, "bad"
    ),
    Indicator(
        "at_risk",
        _("快到期"),
        "at_risk",
        "",
        NOW,
        _("此刻尚未处置、已发过到期提醒、时限还没过的案件数；挂账的不算。"),
        _FIELD,
        "bad",
    ),
    Indicator("today", _("今日上报"), "reported", "", 1, _("今天零点以来收到的上报数。"), _FIELD, "neither"),
    Indicator(
        "today_closed",
        _("今日上报已办结"),
        "closed",
        "",
        1,
        _("今天零点以来收到的上报中，已经办结的件数。"),
        _FIELD,
        "good",
    ),
    Indicator(
        "reported_30", _("30 天上报"), "reported", "", 30, _("近 30 天收到的上报数。"), _FIELD, "neither"
    ),
    Indicator(
        "in_time_30",
        _("按期处置率"),
        "in_time",
        "handled",
        30,
        _("近 30 天上报的案件中，处置完成且未超期的，占处置完成的比例；申诉成立的不计。"),
        _FIELD,
        "good",
    ),
    Indicator(
        "closed_7",
        _("7 天结案率"),
        "closed",
        "filed",
        7,
        _("近 7 天上报并立案的案件中，已经结案的比例。"),
        _FIELD,
        "good",
    ),
    Indicator(
        "closed_30",
        _("30 天结案率"),
        "closed",
        "filed",
        30,
        _("近 30 天上报并立案的案件中，已经结案的比例。"),
        _FIELD,
        "good",
    ),
    Indicator(
        "satisfied_7",
        _("7 天满意率"),
        "satisfied",
        "rated",
        7,
        _("近 7 天上报的案件中，居民评 4 分或 5 分的，占已评价的比例。"),
        _OWN,
        "good",
    ),
    Indicator(
        "satisfied_30",
        _("30 天满意率"),
        "satisfied",
        "rated",
        30,
        _("近 30 天上报的案件中，居民评 4 分或 5 分的，占已评价的比例。"),
        _OWN,
        "good",
    ),
    Indicator(
        "reopened_30",
        _("重办率"),
        "reopened",
        "closed",
        30,
        _("近 30 天上报并已结案的案件中，报告人曾要求重新办理或再次反映的比例。"),
        _FIELD,
        "bad",
    ),
    Indicator(
        "on_spot_30",
        _("随手办结"),
        "on_spot",
        "",
        30,
        _("近 30 天由工作人员当场办好的小事；只说明省了多少流程，不用于考核个人。"),
        _OWN,
        "neither",
    ),
    Indicator(
        "unstaffed",
        _("缺专职网格员"),
        "unstaffed",
        "grids",
        NOW,
        _("此刻没有专职网格员在岗的网格，占全部网格的比例。"),
        _ORGS,
        "bad",
    ),
    Indicator(
        "unled",
        _("缺网格党组织"),
        "unled",
        "communities",
        NOW,
        _("此刻没有网格党组织的社区，占全部社区的比例。"),
        _ORGS,
        "bad",
    ),
)

INDICATORS: Final[Mapping[str, Indicator]] = {row.key: row for row in _ROWS}

COUNT_NAMES: Final[Mapping[str, str | Promise]] = {
    "open": _("在办"),
    "overdue": _("超期"),
    "at_risk": _("快到期"),
    "grids": _("网格"),
    "unstaffed": _("没有专职网格员的网格"),
    "communities": _("社区"),
    "unled": _("没有网格党组织的社区"),
    "reported": _("收到上报"),
    "filed": _("立案（含随手办结）"),
    "handled": _("处置完成"),
    "in_time": _("按期处置完成"),
    "closed": _("结案（含随手办结）"),
    "on_spot": _("随手办结"),
    "rated": _("已评价"),
    "satisfied": _("评价为满意"),
    "reopened": _("重新办理"),
}
"""What each count is called, as numerators and denominators are written out."""


@dataclass(frozen=True, slots=True)
class Net:
    """One of the three nets over a community.

    Args:
        key: its name in code.
        name: what it is called.
        sign: one letter or character for its mark on the map.
        answers: the question it answers.
        duties: the duties whose posts hold it; none for the party's net, which branches hold.
        needs: the duty without which there is a hole.
        missing: how a hole is called.
    """

    key: str
    name: str | Promise
    sign: str | Promise
    answers: str | Promise
    duties: frozenset[Duty]
    needs: Duty | None
    missing: str | Promise


_NETS: Final = (
    Net("party", _("党员网"), _("党"), _("谁来领"), frozenset(), None, _("没有网格党支部")),
    Net(
        "service",
        _("服务网"),
        _("服"),
        _("谁来办"),
        frozenset({Duty.GRID_LEAD, Duty.FULL_TIME, Duty.PART_TIME, Duty.VOLUNTEER, Duty.LIAISON}),
        Duty.FULL_TIME,
        _("没有专职网格员"),
    ),
    Net(
        "safety",
        _("安全网"),
        _("安"),
        _("谁来护"),
        frozenset({Duty.POLICE, Duty.JUDGE, Duty.PROSECUTOR, Duty.LAWYER}),
        Duty.POLICE,
        _("没有社区民警"),
    ),
)

NETS: Final[Mapping[str, Net]] = {net.key: net for net in _NETS}
"""The three nets of a community (三张网): who leads, who serves, what keeps it safe."""


def lists_cases(indicator: Indicator) -> bool:
    """Return whether it counts cases, which can be listed; otherwise it counts areas."""
    return indicator.numerator not in COVERAGE


def value(indicator: Indicator, counts: Mapping[str, int]) -> float | None:
    """Return its value for these counts: a count, or a share from 0 to 1; None when out of nothing."""
    if not indicator.denominator:
        return float(counts[indicator.numerator])
    total = counts[indicator.denominator]
    return counts[indicator.numerator] / total if total else None


def add_up(rows: Iterable[tuple[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Return the counts of every area above and including those of `rows`, keyed by code; "" is the city.

    Args:
        rows: pairs of an area code (6, 9, 12 or 15 digits, as well as the place is known) and its counts.
    """
    found: dict[str, dict[str, int]] = {}
    for code, counts in rows:
        for length in (0, 6, 9, 12, 15):
            if length > len(code):
                break
            kept = found.setdefault(code[:length], dict.fromkeys(COUNTS, 0))
            for name, count in counts.items():
                kept[name] += count
    return found
