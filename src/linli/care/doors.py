"""A forgotten key: who may ask for a gate, by which two facts they are known, how long each step holds; pure.

Somebody asks; a person checks two different facts; the gate is opened once; each step has its minutes. What
was said is compared here, so whoever checks need not see what is kept of the person.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Asker(TextChoices):
    """Who wants to be let in."""

    ELDER = "elder", _("老人本人")
    KIN = "kin", _("家人邻居")


class Way(TextChoices):
    """How they asked."""

    PAGE = "page", _("在自己的网页上")
    PHONE = "phone", _("打电话")
    GATE = "gate", _("在门口")


class Fact(TextChoices):
    """By what somebody is known; two different ones are asked for."""

    PHONE = "phone", _("老人电话的后四位")
    DOOR = "door", _("老人家的门牌（室号）")
    KIN_PHONE = "kin_phone", _("一位联系人电话的后四位")
    KIN_NAME = "kin_name", _("一位联系人的姓名")
    SIGHT = "sight", _("人在面前，我认得")


class State(TextChoices):
    """Where an opening stands."""

    ASKED = "asked", _("等核对身份")
    CHECKED = "checked", _("核对好了，等开门")
    ORDERED = "ordered", _("正在开门")
    SENT = "sent", _("正在开门")
    OPENED = "opened", _("门开了")
    FAILED = "failed", _("门没有打开")
    UNKNOWN = "unknown", _("不知道开没开，请看一眼门")
    REFUSED = "refused", _("没有核对上，没有开门")
    LAPSED = "lapsed", _("过时了，没有开门")
    DROPPED = "dropped", _("不用开了")


OPEN = (State.ASKED, State.CHECKED, State.ORDERED, State.SENT)
"""While it is one of these, nothing else is asked for the same person."""
LASTS = {
    State.ASKED: timedelta(minutes=30),
    State.CHECKED: timedelta(minutes=15),
    State.ORDERED: timedelta(minutes=2),
    State.SENT: timedelta(minutes=1),
}
"""How long a step holds; nobody knows what became of a command not answered by then."""
MOST_REFUSED = 3
"""So many failed checks within a day, and somebody has to come with a key: nobody guesses on."""
REFUSED_WITHIN = timedelta(days=1)
FACTS = 2
LONGEST = 60
_FOUR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"\d+")
DIGITS = frozenset({Fact.PHONE, Fact.KIN_PHONE})


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a person by which they can be known, in clear text; never stored, never shown.

    Args:
        phone: the person's telephone.
        address: where they live.
        kin: name and telephone of each whom they named.
    """

    phone: str
    address: str
    kin: tuple[tuple[str, str], ...]


def possible(known: Known, *, by_sight: bool) -> list[Fact]:
    """Return the facts that can be asked of a person; known by sight only when it is not one's own word."""
    there = {
        Fact.PHONE: len(known.phone) >= 4,
        Fact.DOOR: bool(_NUMBER.search(known.address)),
        Fact.KIN_PHONE: any(len(phone) >= 4 for _name, phone in known.kin),
        Fact.KIN_NAME: any(name for name, _phone in known.kin),
        Fact.SIGHT: by_sight,
    }
    return [fact for fact in Fact if there[fact]]


def faults(said: Mapping[str, str], allowed: Collection[Fact]) -> Iterator[tuple[str, Text]]:
    """Yield (field, what to do) for everything that keeps answers from being compared."""
    if any(fact not in allowed for fact in said):
        yield "facts", _("这一项不能用来核对，请换一项。")
    if len(said) != FACTS:
        yield "facts", _("请正好核对两项不同的信息。")
    for fact, words in said.items():
        if fact in DIGITS and not _FOUR.fullmatch(_plain(words)):
            yield fact, _("请填对方说的四位数字。")
        elif fact == Fact.DOOR and not _NUMBER.search(words):
            yield fact, _("请填对方说的室号，如 301。")
        elif not 0 < len(words.strip()) <= LONGEST:
            yield fact, _("请填对方的回答，最长60个字。")


def wrong(said: Mapping[str, str], known: Known) -> list[str]:
    """Return which of the answers do not agree with what is kept; of `faults` there are none."""
    return [fact for fact, words in said.items() if not _agrees(Fact(fact), words, known)]


def _agrees(fact: Fact, words: str, known: Known) -> bool:
    plain = _plain(words)
    match fact:
        case Fact.PHONE:
            return len(known.phone) >= 4 and known.phone[-4:] == plain
        case Fact.DOOR:
            return _door(words) == _door(known.address) != ""
        case Fact.KIN_PHONE:
            return any(len(phone) >= 4 and phone[-4:] == plain for _name, phone in known.kin)
        case Fact.KIN_NAME:
            return any(name and _plain(name) == plain for name, _phone in known.kin)
        case Fact.SIGHT:
            return True


def _door(text: str) -> str:
    """Return the last number of an address, by which a door is called: 301 of 3号楼2单元301室."""
    numbers = _NUMBER.findall(text)
    return numbers[-1].lstrip("0") if numbers else ""


def _plain(text: str) -> str:
    return "".join(text.split())


def ends_at(state: str, since: datetime) -> datetime | None:
    """Return until when a step holds that began at `since`; None for what has ended."""
    lasts = LASTS.get(State(state))
    return since + lasts if lasts else None


def after(state: str) -> State:
    """Return what becomes of a step whose time is over: never an opening."""
    return State.UNKNOWN if state == State.SENT else State.LAPSED
