"""What a month's counts say, in sentences."""

from django.utils.translation import gettext as _

from linli.insight.reports.month import Line, Month, share

FEW = 5
"""Areas with fewer filed cases are not named as the lowest: their shares mean little."""


WELL = 0.995
"""A closing rate that nobody needs to look at."""


def findings(of: Month) -> list[str]:
    """Return the report's sentences, what matters most first."""
    return [
        sentence
        for sentence in (
            _volume(of),
            _closing(of),
            _in_time(of),
            _satisfied(of),
            _top(of),
            _behind(of),
            *_gaps(of),
        )
        if sentence
    ]


def percent(value: float | None) -> str:
    """Return a share as a reader sees it."""
    return "—" if value is None else f"{value:.1%}"


def _volume(of: Month) -> str:
    now, before = of.counts["reported"], of.before["reported"]
    facts = {"count": f"{now:,}", "filed": f"{of.counts['filed']:,}"}
    if not before:
        return _("本月收到上报 %(count)s 件，立案 %(filed)s 件。") % facts
    change = (now - before) / before
    facts |= {"percent": f"{abs(change):.1%}", "before": f"{before:,}"}
    if now >= before:
        return (
            _("本月收到上报 %(count)s 件，比上月的 %(before)s 件多 %(percent)s；立案 %(filed)s 件。") % facts
        )
    return _("本月收到上报 %(count)s 件，比上月的 %(before)s 件少 %(percent)s；立案 %(filed)s 件。") % facts


def _closing(of: Month) -> str:
    value = share(of.counts, "closed", "filed")
    if value is None:
        return ""
    facts = {"closed": f"{of.counts['closed']:,}", "rate": percent(value)}
    facts |= {"spot": f"{of.counts['on_spot']:,}"}
    return _("已结案 %(closed)s 件，结案率 %(rate)s，其中随手办结 %(spot)s 件。") % facts


def _in_time(of: Month) -> str:
    value = share(of.counts, "in_time", "handled")
    return (
        ""
        if value is None
        else _("按期处置率 %(rate)s。") % {"rate": _beside(of, value, "in_time", "handled")}
    )


def _satisfied(of: Month) -> str:
    value = share(of.counts, "satisfied", "rated")
    if value is None:
        return _("本月的案件还没有居民评价。")
    facts = {"rated": f"{of.counts['rated']:,}", "rate": _beside(of, value, "satisfied", "rated")}
    return _("居民评价 %(rated)s 件，满意率 %(rate)s。") % facts


def _beside(of: Month, value: float, numerator: str, denominator: str) -> str:
    before = share(of.before, numerator, denominator)
    if before is None:
        return percent(value)
    return _("%(now)s（上月 %(before)s）") % {"now": percent(value), "before": percent(before)}


def _top(of: Month) -> str:
    lines = [line for line in of.classes if line.counts["reported"]][:3]
    total = of.counts["reported"]
    if not lines or not total:
        return ""
    named = "、".join(f"{line.name}（{line.counts['reported'] / total:.1%}）" for line in lines)
    return _("上报最多的是%(named)s。") % {"named": named}


def _behind(of: Month) -> str:
    """Name the area below with the lowest closing rate, among those with enough cases."""

    def rate(line: Line) -> float:
        return share(line.counts, "closed", "filed") or 0.0

    lines = [line for line in of.areas if line.counts["filed"] >= FEW]
    if len(lines) < 2:
        return ""
    lowest = min(lines, key=rate)
    if rate(lowest) >= WELL:
        return ""
    return _("结案率最低的是%(name)s（%(rate)s），请关注。") % {
        "name": lowest.name,
        "rate": percent(rate(lowest)),
    }


def _gaps(of: Month) -> list[str]:
    (unstaffed, grids), (unled, communities) = of.gaps
    found = []
    if grids:
        facts = {"gap": unstaffed, "all": f"{grids:,}"}
        found.append(
            _("目前 %(all)s 个网格中有 %(gap)d 个没有专职网格员。") % facts
            if unstaffed
            else _("目前 %(all)s 个网格都有专职网格员。") % facts
        )
    if communities:
        facts = {"gap": unled, "all": f"{communities:,}"}
        found.append(
            _("目前 %(all)s 个社区中有 %(gap)d 个没有网格党组织。") % facts
            if unled
            else _("目前 %(all)s 个社区都有网格党组织。") % facts
        )
    return found
