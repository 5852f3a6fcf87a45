"""What a catalogue holds: frozen values, one for each table."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from linli.cases.deadlines import Unit
from linli.kernel.errors import FieldError

Level = Literal["community", "street", "district", "city"]
LEVELS: tuple[Level, ...] = ("community", "street", "district", "city")
Confidence = Literal["exact", "near", "inferred", "local"]
LAST_COMPONENT_CLASS = "05"
FIRST_LOCAL_TYPE = 900


@dataclass(frozen=True)
class Fault(FieldError):
    """One fault of a catalogue or calendar file: which file, row and field, what is wrong and what to do."""

    file: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.row}" if self.row else self.file
        return f"{where} [{self.field}] {self.message}" if self.field else f"{where} {self.message}"


@dataclass(frozen=True)
class MatterClass:
    """One of the two-digit classes of GB/T 47678.5 (01–05 components, 06–10 events; 11 local emergencies)."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Topic:
    """A heading under which residents look for a matter."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Trade:
    """A kind of body that can be responsible, such as sanitation or gardens."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Matter:
    """A type of matter 事项: five digits, class (2) and type (3); types from 900 on are local.

    Args:
        name, name_en: the official name, and its English.
        plain, plain_en: what residents read.
        topic: code of the `Topic` it stands under.
        public: offered to residents in lists.
    """

    code: str
    name: str
    name_en: str
    plain: str
    plain_en: str
    topic: str
    public: bool = True

    @property
    def class_code(self) -> str:
        """The two digits of the class."""
        return self.code[:2]

    @property
    def is_component(self) -> bool:
        """Whether something that stands in the street is out of order (classes 01–05)."""
        return self.class_code <= LAST_COMPONENT_CLASS

    @property
    def is_local(self) -> bool:
        """Whether the code is ours and not in the standard."""
        return int(self.code[2:]) >= FIRST_LOCAL_TYPE


@dataclass(frozen=True)
class Condition:
    """When a matter is filed and closed, and how long putting it right may take.

    Args:
        id: stable name of the row, such as "06010-1"; "06010-0" is the default of a matter without rows.
        when, when_en: 立案条件, and its English. done, done_en: 结案条件, and its English.
        limit: number of `unit`, above 0.
        source: the limit as the source wrote it. note: what else the desk must know.
    """

    id: str
    code: str
    when: str
    done: str
    limit: Decimal
    unit: Unit
    source: str = ""
    note: str = ""
    when_en: str = ""
    done_en: str = ""

    def said(self, language: str | None) -> tuple[str, str]:
        """Return when it is filed and when it is closed, as a reader of `language` reads it.

        A version kept from before the English was there has only the Chinese.
        """
        if language == "en":
            return self.when_en or self.when, self.done_en or self.done
        return self.when, self.done


@dataclass(frozen=True)
class OldCode:
    """The counterpart, in this catalogue, of a code of GB/T 30428.2-2013 or of a local list after it."""

    code: str
    list: Literal["event", "component"]
    name: str
    matter: str
    confidence: Confidence
    note: str = ""


@dataclass(frozen=True)
class Responsibility:
    """Whose work a matter is: a trade at a level, or one body by name, for all codes that begin with `match`.

    Args:
        match: a class or matter code, or "" for all. area: prefix of an area code, or "" for the whole city.
        trade: code of the `Trade` that leads. level: whose body of that trade it is.
        helpers: trades called in to help. organisation: code of one body that leads instead.
    """

    match: str
    area: str
    trade: str
    level: Level
    helpers: tuple[str, ...] = ()
    organisation: str = ""
    note: str = ""


@dataclass(frozen=True)
class SmallThing:
    """A small matter that a worker may put right on the spot and record in one tap (随手办结)."""

    matter: str
    done: str
    done_en: str


@dataclass(frozen=True)
class Word:
    """Words by which residents name a matter; all `parts` must occur. `weight` lifts or lowers the guess."""

    parts: tuple[str, ...]
    matter: str
    weight: float = 1.0


@dataclass(frozen=True)
class Escalation:
    """One rung of the ladder: when `share` of the limit is used up, `tell` the desk of that level."""

    share: float
    tell: Level


@dataclass(frozen=True)
class Rules:
    """The small numbers of the procedure; catalogue.toml explains each."""

    component_limit: Decimal
    component_unit: Unit
    event_limit: Decimal
    event_unit: Unit
    default_when: str
    default_done: str
    duplicate_metres: int
    duplicate_hours: int
    reopen_days: int
    rate_days: int
    extensions: int
    transfers: int
    suspensions: int
    suspension_days: int
    appeals: int
    appeal_days: int
    appeal_reviewers: int
    warn_share: float
    file_hours: Decimal
    dispatch_hours: Decimal
    verify_hours: Decimal
    default_when_en: str = ""
    default_done_en: str = ""


def matter_code(county: str, code: str) -> str:
    """Return the eleven-digit 事项代码: six digits of the county and five of the type (GB/T 47678.5).

    Raises:
        ValueError: a part has the wrong length or holds something but digits.
    """
    return _digits(county, 6) + _digits(code, 5)


def component_id(county: str, code: str, sequence: int) -> str:
    """Return the seventeen-digit 管理部件标识码: county, type and a six-digit sequence number.

    Raises:
        ValueError: a part has the wrong length or holds something but digits.
    """
    return matter_code(county, code) + _digits(f"{sequence:06d}", 6)


def _digits(text: str, length: int) -> str:
    if len(text) != length or not (text.isascii() and text.isdecimal()):
        raise ValueError(f"{text!r} must be {length} digits")
    return text
