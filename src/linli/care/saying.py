"""The one sentence why somebody should ask and go: said to a worker at the door, in each language.

It is written when a silence is thought through and read later, after midnight perhaps: so the moment of the
last sign stands in it as a blank, which is filled in by the reader's own day.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.care.rhythm import Place
from linli.care.rules import Due
from linli.kernel import clock
from linli.kernel.retelling import retold

_ODDS = ((0.01, 100), (0.02, 50), (0.05, 20))
"""No finer than was measured: what was foretold at 5 in 100 came to 4 in 100, at 2 to 1½."""
_WHEN, _SINCE = "{when}", "since"
_EVENING = 18

ELDER, THEMSELVES, FAMILY = gettext_noop("老人"), gettext_noop("老人本人"), gettext_noop("家人邻居")
NAMED = gettext_noop("第{place}联系人（{relation}）")
STANDINGS = (ELDER, THEMSELVES, FAMILY, NAMED)
"""How the history of an alert names the person and those they named; see `who`."""
ANSWERING, CALLING_BACK = gettext_noop("处理没有动静的告警"), gettext_noop("忘带钥匙，打电话核对身份")
AGREED, DISAGREED = (
    gettext_noop("忘带钥匙，核对身份：核对上了"),
    gettext_noop("忘带钥匙，核对身份：没有核对上"),
)
"""Why a plan was looked into, where nobody had to write it; see `why_looked`."""


def in_all_languages(say: Callable[[], str]) -> dict[str, str]:
    """Return by language what `say` says in it."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = say()
    return said


def written(say: Callable[[], str], last: datetime) -> dict[str, str]:
    """Return what is kept of a sentence with a blank: its words by language, and the last sign (aware)."""
    return {**in_all_languages(say), _SINCE: last.isoformat()}


def told(kept: Mapping[str, str], language: str, today: datetime | None) -> str:
    """Return the sentence that `written` kept.

    Args:
        kept: by language, with the moment of the last sign.
        language: the reader's.
        today: the reader's present (local); None for a text that is itself kept, and so gives the date.
    """
    english = language.startswith("en")
    with translation.override("en" if english else "zh-hans"):
        said = kept.get("en" if english else "zh-hans") or _("一段时间没有动静，请先打电话，没人接再上门。")
        if _SINCE not in kept:
            return said
        return said.replace(_WHEN, _when(clock.local(datetime.fromisoformat(kept[_SINCE])), today))


def reason(due: Due, *, at: datetime, place: Place, own: bool, live: bool, by_habit: bool) -> str:
    """Return why, in the language in force, with a blank for the moment of the last sign.

    Args:
        due: what was planned.
        at: the moment to which the chance belongs (local).
        place: where the person was after it.
        own: whether the rhythm is the person's own.
        live: whether the devices by which they are heard are known to live.
        by_habit: whether it is due by the rhythm, not by the published rule.
    """
    first = _("{when}出门后没有动静") if place is Place.AWAY else _("{when}后没有动静")
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


def _when(last: datetime, today: datetime | None) -> str:
    days = (today.date() - last.date()) // timedelta(days=1) if today else None
    if days == 0:
        said = _("今天{clock}")
    elif days == 1:
        said = _("昨晚{clock}") if last.hour >= _EVENING else _("昨天{clock}")
    elif days == 2:
        said = _("前天{clock}")
    else:
        said = _("{month}月{day}日{clock}")
    return said.format(month=last.month, day=last.day, clock=f"{last:%H:%M}")


def who(kept: str) -> str:
    """Return in the language in force whom a step of an alert names.

    Words of ours are kept in Chinese and said in the reader's language; names of people and bodies stay.
    """
    return retold(kept, STANDINGS)


def why_looked(kept: str) -> str:
    """Return in the language in force why somebody looked; what a person wrote stays."""
    return retold(kept, (ANSWERING, CALLING_BACK, AGREED, DISAGREED))
