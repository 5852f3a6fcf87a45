"""The tables of the monthly report, as rows of cells; Word and Excel print the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.insight import rules
from linli.insight.reports.month import Counts, Line, Month, share

Cell = str | int | float | None
"""A float is a share from 0 to 1."""

SHARES = (("closed", "filed"), ("in_time", "handled"), ("satisfied", "rated"), ("reopened", "closed"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title, its heads, and its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets(of: Month) -> list[Sheet]:
    """Return the report's tables, in order."""
    found = [_whole(of), _lines(_("按事项类别"), pgettext("matter", "类别"), of.classes)]
    if of.areas:
        found.append(_lines(_("按区域"), _("区域"), of.areas))
    return [*found, _bodies(of), _definitions()]


def share_names() -> tuple[str, ...]:
    """Return the names of SHARES."""
    return _("结案率"), _("按期处置率"), _("满意率"), _("重办率")


def _whole(of: Month) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (str(rules.COUNT_NAMES[name]), of.counts[name], of.before[name]) for name in rules.REPORTED
    ]
    rows += [
        (name, share(of.counts, *pair), share(of.before, *pair))
        for name, pair in zip(share_names(), SHARES, strict=True)
    ]
    return Sheet(_("总体情况"), (_("指标"), _("本月"), _("上月")), tuple(rows))


def _lines(title: str, first: str, lines: Sequence[Line]) -> Sheet:
    heads = (first, _("收到上报"), _("立案"), _("结案"), *share_names()[:3])
    return Sheet(title, heads, tuple(_row(line.name, line.counts) for line in lines))


def _row(name: str, counts: Counts) -> tuple[Cell, ...]:
    shares = tuple(share(counts, *pair) for pair in SHARES[:3])
    return (name, counts["reported"], counts["filed"], counts["closed"], *shares)


def _bodies(of: Month) -> Sheet:
    rows = tuple(
        (of.body_names.get(each.body_code, each.body_code), each.overdue, each.open) for each in of.bodies
    )
    title = _("目前超期的单位（%(at)s）") % {"at": of.made_at}
    return Sheet(title, (_("责任单位"), _("超期"), _("在办")), rows)


def _definitions() -> Sheet:
    counted = _("按上报日期归入月份；申诉成立的案件不计入按期处置率。")
    rows: list[tuple[Cell, ...]] = [(_("口径"), counted, "")]
    for name, (numerator, denominator) in zip(share_names(), SHARES, strict=True):
        rows.append((name, str(rules.COUNT_NAMES[numerator]), str(rules.COUNT_NAMES[denominator])))
    return Sheet(_("指标说明"), (_("指标"), _("分子"), _("分母")), tuple(rows))
