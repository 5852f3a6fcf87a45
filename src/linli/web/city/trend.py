"""Categories over time: a small line for each class of matter, and the sentence that they say."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.cases.catalogue import current, said
from linli.insight import queries as insight
from linli.insight import tallies
from linli.kernel import clock
from linli.web.city.asked import Asked
from linli.web.shell.request import Request

WEEKS = 13
SHOWN = 6


@dataclass(frozen=True)
class Line:
    """One class of matter: its name and how many were reported in each week."""

    code: str
    name: str
    counts: list[int]

    @property
    def total(self) -> int:
        """How many in all weeks."""
        return sum(self.counts)


def class_name(code: str) -> str:
    """Return what a class of matter is called in the reader's language."""
    for each in current().classes:
        if each.code == code:
            return said.name(each)
    return _("未定事项")


def trend(request: Request, what: Asked) -> dict[str, Any]:
    """Return the weeks, the lines of the largest classes, and the sentence above them."""
    starts = tallies.starts_back(tallies.Period.WEEK, clock.today(), WEEKS)
    counts: dict[str, dict[date, int]] = defaultdict(dict)
    for row in insight.trend(request.actor, what.area, WEEKS):
        counts[row.class_code][row.starts] = row.counts["reported"]
    lines = [
        Line(code, class_name(code), [weeks.get(start, 0) for start in starts])
        for code, weeks in counts.items()
    ]
    lines.sort(key=lambda line: (-line.total, line.code))
    shown = lines[:SHOWN]
    return {
        "lines": shown,
        "rows": [
            {
                "week": _("%(month)d月%(day)d日") % {"month": start.month, "day": start.day},
                "counts": [line.counts[at] for line in shown],
            }
            for at, start in enumerate(starts)
        ],
        "title": sentence(lines),
    }


def sentence(lines: list[Line]) -> str:
    """Return what the lines say of the last four whole weeks, beside the four before them."""
    if not lines:
        return _("近三个月还没有上报")
    recent = {line.code: sum(line.counts[-5:-1]) for line in lines}
    top = max(lines, key=lambda line: recent[line.code])
    now, before = recent[top.code], sum(top.counts[-9:-5])
    if not now:
        return _("近四周没有上报")
    if not before:
        return _("近四周%(name)s最多，%(count)d 件") % {"name": top.name, "count": now}
    change = round((now - before) / before * 100)
    facts = {"name": top.name, "count": now, "percent": abs(change)}
    if abs(change) < 3:
        return _("近四周%(name)s最多，%(count)d 件，与前四周持平") % facts
    if change > 0:
        return _("近四周%(name)s最多，%(count)d 件，比前四周多 %(percent)d%%") % facts
    return _("近四周%(name)s最多，%(count)d 件，比前四周少 %(percent)d%%") % facts
