"""Times and clocks in words, from the reader's side. Pure: the present moment is given."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_NEAR = {
    0: gettext_lazy("今天"),
    1: gettext_lazy("明天"),
    2: gettext_lazy("后天"),
    -1: gettext_lazy("昨天"),
    -2: gettext_lazy("前天"),
}
_THIS_WEEK = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)
_NEXT_WEEK = (
    gettext_lazy("下周一"),
    gettext_lazy("下周二"),
    gettext_lazy("下周三"),
    gettext_lazy("下周四"),
    gettext_lazy("下周五"),
    gettext_lazy("下周六"),
    gettext_lazy("下周日"),
)


def day(that: date, today: date) -> str:
    """Return "今天", "周三" (this week), "下周三", else "3月5日", with the year when it is another."""
    away = (that - today).days
    if away in _NEAR:
        return str(_NEAR[away])
    weeks = ((that - timedelta(days=that.weekday())) - (today - timedelta(days=today.weekday()))).days // 7
    if weeks in (0, 1):
        return str((_NEXT_WEEK if weeks else _THIS_WEEK)[that.weekday()])
    return date_format(that, _("n月j日") if that.year == today.year else _("Y年n月j日"))


def moment(that: datetime, present: datetime) -> str:
    """Return a local time as "今天 14:20"; both arguments are in the city's time zone."""
    return f"{day(that.date(), present.date())} {that:%H:%M}"


def full(that: datetime) -> str:
    """Return a local time that is understood on any day: "2026年3月2日 14:20"."""
    return date_format(that, _("Y年n月j日 H:i"))


def ago(that: datetime, present: datetime) -> str:
    """Return how long ago it was when under an hour ("5 分钟前"), else as `moment` says."""
    minutes = int((present - that).total_seconds() // 60)
    if 0 <= minutes < 1:
        return _("刚刚")
    if 0 < minutes < 60:
        return _("%(count)d 分钟前") % {"count": minutes}
    return moment(that, present)


def distance(metres: float) -> str:
    """Return a distance as "80 米" or "1.2 公里"."""
    if metres < 1000:
        return _("%(count)d 米") % {"count": round(metres / 10) * 10}
    return _("%(count).1f 公里") % {"count": metres / 1000}
