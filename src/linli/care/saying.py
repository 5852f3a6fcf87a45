"""The one sentence why somebody should ask and go: said to a worker at the door, in each language."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from linli.care.rhythm import Place
from linli.care.rules import Due

_ODDS = ((0.01, 100), (0.02, 50), (0.05, 20))
"""No finer than was measured: what was foretold at 5 in 100 came to 4 in 100, at 2 to 1½."""


def in_all_languages(say: Callable[[], str]) -> dict[str, str]:
    """Return by language what `say` says in it."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = say()
    return said


def reason(
    due: Due, *, last: datetime, at: datetime, place: Place, own: bool, live: bool, by_habit: bool
) -> str:
    """Return why, in the language in force.

    Args:
        due: what was planned.
        last: the last sign (local).
        at: the moment to which the chance belongs (local).
        place: where the person was after it.
        own: whether the rhythm is the person's own.
        live: whether the devices by which they are heard are known to live.
        by_habit: whether it is due by the rhythm, not by the published rule.
    """
    when = _when(last, at)
    if place is Place.AWAY:
        first = _("{when}出门后没有动静").format(when=when)
    else:
        first = _("{when}后没有动静").format(when=when)
    why = _habit(due, at, own) if by_habit else _("已有一整天没有动静")
    if live:
        text = _("{first}，{why}，设备在线，请先电话，没人接再上门。")
    else:
        text = _("{first}，{why}，请先电话，没人接再上门。")
    return text.format(first=first, why=why)


def _habit(due: Due, at: datetime, own: bool) -> str:
    """Return how unusual it is; numbers only where they are strong and the habits are the person's own."""
    odds = next((of for most, of in _ODDS if due.chance <= most), None)
    if odds is None or not own:
        return _("比平时久") if own else _("比大家通常的作息久")
    text = _("按近几周的习惯，{of}次这样的时候有{times}次到{clock}前已有动静")
    return text.format(of=odds, times=odds - 1, clock=f"{at:%H:%M}")


def blind() -> str:
    """Return what the desk is told of somebody whom no device has seen for days, in the language in force."""
    return _("门禁或感应设备离线已四天，看不到这位老人的情况，请打电话问候一声。")


def _when(last: datetime, at: datetime) -> str:
    days = (at.date() - last.date()) // timedelta(days=1)
    clock = f"{last:%H:%M}"
    if days == 0:
        return _("今天{clock}").format(clock=clock)
    if days == 1:
        return _("昨天{clock}").format(clock=clock)
    return _("{month}月{day}日{clock}").format(month=last.month, day=last.day, clock=clock)
