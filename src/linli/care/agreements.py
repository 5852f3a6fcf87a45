"""What may be agreed to, by whom and for how long; pure.

Sources, quoted second-hand: 《个人信息保护法》第十三条（紧急情况）、第十五条（撤回）、第十九条（最短时间）、
第二十六条（公共场所设备）、第二十九条（单独同意）;《民法典》第二十八条、第三十三条（成年人的监护）.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Signal(TextChoices):
    """What may count as a sign of life; each is agreed to by itself."""

    GATE = "gate", _("门禁通行")
    MOTION = "motion", _("室内感应")
    WATER = "water", _("用水")
    ELECTRICITY = "electricity", _("用电")
    BUTTON = "button", _("一键按钮")
    CALL = "call", _("接听电话")
    VISIT = "visit", _("上门探访")


class Purpose(TextChoices):
    """For what it is used; each is agreed to by itself."""

    ALERT = "alert", _("没有动静时询问和上门")
    CONTACTS = "contacts", _("联系不上时告诉家人")
    HEALTH = "health", _("急救时参考健康情况")
    KEYS = "keys", _("紧急时用留存的钥匙开门")
    DOOR = "door", _("忘带钥匙时远程开一次门")


class Giver(TextChoices):
    """Who agrees: the person; a guardian only where the law gives the person one."""

    SELF = "self", _("本人")
    GUARDIAN = "guardian", _("监护人")


class How(TextChoices):
    """How it was given."""

    PAPER = "paper", _("纸质签字")
    IN_PERSON = "in_person", _("当面口述，有人见证")
    PHONE = "phone", _("电话确认")
    ONLINE = "online", _("网页确认")


class Risk(TextChoices):
    """How often somebody calls on the person."""

    HIGH = "high", _("高风险，每周探访")
    KEY = "key", _("重点，每月探访")
    GENERAL = "general", _("一般，每季探访")


VISIT_DAYS = {Risk.HIGH: 7, Risk.KEY: 30, Risk.GENERAL: 90}
"""Days between routine visits, as some cities' rules ask (weekly, monthly, quarterly)."""
LONGEST_DAYS = 730
"""A consent lasts two years at most, then it is asked for again: Linli's own rule."""
SHORTEST_GROUND = 4
QUIET = (time(22), time(7))


@dataclass(frozen=True, slots=True)
class Agreement:
    """What somebody agreed to.

    Args:
        giver: a Giver; how: a How.
        signals, purposes: what is agreed to, each by itself.
        since, until: first and last day.
        ground: on what a guardian's right rests, e.g. the number of a court's decision; "" for the person.
    """

    giver: str
    how: str
    signals: frozenset[str]
    purposes: frozenset[str]
    since: date
    until: date
    ground: str = ""

    def holds(self, day: date) -> bool:
        """Return whether it is in force on `day`."""
        return self.since <= day <= self.until


def faults(agreement: Agreement) -> Iterator[tuple[str, Text]]:
    """Yield (field, what to do) for everything that keeps an agreement from counting."""
    if agreement.giver not in Giver.values:
        yield "giver", _("请选择由谁同意。")
    if agreement.how not in How.values:
        yield "how", _("请选择同意的方式。")
    if not agreement.signals or agreement.signals - set(Signal.values):
        yield "signals", _("请至少选择一种信号，逐项同意。")
    if agreement.purposes - set(Purpose.values) or Purpose.ALERT not in agreement.purposes:
        yield "purposes", _("请逐项选择用途；不同意“没有动静时询问和上门”就不能建关照计划。")
    if agreement.until < agreement.since:
        yield "until", _("结束日期早于开始日期。")
    elif agreement.until - agreement.since > timedelta(days=LONGEST_DAYS):
        yield "until", _("同意最长两年，到期请重新征求。")
    if agreement.giver == Giver.GUARDIAN and len(agreement.ground.strip()) < SHORTEST_GROUND:
        yield "ground", _("监护人代为同意，请写明依据，如法院判决书编号或监护证明。")


def next_visit(risk: str, last: date) -> date:
    """Return the day of the next routine visit after one on the day `last`."""
    return last + timedelta(days=VISIT_DAYS[Risk(risk)])


def in_quiet_hours(moment: time, since: time, until: time) -> bool:
    """Return whether a local time of day lies in the quiet hours, which may span midnight."""
    if since <= until:
        return since <= moment < until
    return moment >= since or moment < until


def words(codes: Iterable[str], of: type[TextChoices]) -> list[str]:
    """Return the names of `codes` in the order of the list `of`."""
    chosen = set(codes)
    return [str(each.label) for each in of if each.value in chosen]


@dataclass(frozen=True, slots=True)
class OpenedKin:
    """One to be called, in clear text; never stored."""

    name: str
    phone: str
    relation: str
    has_key: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What a look at a plan shows, in clear text; never stored."""

    name: str
    phone: str
    address: str
    health: str
    keys: str
    kin: tuple[OpenedKin, ...]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A name by which devices speak of somebody: the group, the last two characters, until when."""

    pk: int
    signal: str
    group: str
    tail: str
    until: date


class Heard(StrEnum):
    """What the family may know of the last sign of life: the part of the day, never the hour."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    YESTERDAY = "yesterday"
    NOT_YET = "not_yet"


def heard(last: datetime | None, now: datetime) -> Heard:
    """Return what may be said at `now` of a last sign, both local."""
    if last is None or last.date() < now.date() - timedelta(days=1):
        return Heard.NOT_YET
    if last.date() < now.date():
        return Heard.YESTERDAY
    return Heard.MORNING if last.hour < 12 else Heard.AFTERNOON if last.hour < 18 else Heard.EVENING
