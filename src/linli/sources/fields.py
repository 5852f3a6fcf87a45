"""Reads what people and machines typed: every field checked, every fault named, nothing harmful kept."""

import math
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel.errors import FieldError, InvalidInput, Text

_DROPPED = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_BIDI = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_EARLIEST = timedelta(days=3653)
_AHEAD = timedelta(minutes=10)


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` composed (NFC), without control and direction characters, trimmed.

    Rare characters and emoji stay. With `lines` line breaks stay too, at most two in a row.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        char if char == "\n" else " " if char == "\t" else "" if _harmful(char) else char for char in text
    )
    rows = [" ".join(row.split()) for row in kept.split("\n")]
    if not lines:
        return " ".join(row for row in rows if row)
    joined = "\n".join(rows).strip()
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    return joined


def _harmful(char: str) -> bool:
    return char in _BIDI or unicodedata.category(char) in _DROPPED


class Fields:
    """The fields of one report; ask for each by name, then `finish()`."""

    def __init__(self, data: Mapping[str, Any], row: int | None = None) -> None:
        self._data = data
        self._row = row
        self._faults: list[FieldError] = []

    def fault(self, name: str, message: Text) -> None:
        """Note that the field `name` is wrong."""
        self._faults.append(FieldError(name, message, self._row))

    @property
    def faults(self) -> tuple[FieldError, ...]:
        """Everything found wrong so far."""
        return tuple(self._faults)

    def finish(self) -> None:
        """Pass when nothing was wrong.

        Raises:
            InvalidInput: with every fault noted.
        """
        if self._faults:
            raise InvalidInput(self._faults)

    def text(self, name: str, most: int, *, needed: bool = False, lines: bool = False) -> str:
        """Return the text of `name`, at most `most` characters; "" when it is not given."""
        value = self._data.get(name)
        if value is None:
            value = ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.fault(name, _("这里要填文字。"))
            return ""
        text = clean(value[: most * 4 + 1000], lines=lines)
        if len(value) > most * 4 + 1000 or len(text) > most:
            self.fault(name, _("最多 {most} 个字，请写短一些。").format(most=most))
            return ""
        if needed and not text:
            self.fault(name, _("请填写这一项。"))
        return text

    def number(self, name: str) -> float | None:
        """Return the finite number of `name`; None when it is not given."""
        value = self._data.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            number = float(value) if not isinstance(value, bool) else math.nan
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            self.fault(name, _("这里要填数字。"))
            return None
        return number

    def point(self, lon: str = "lon", lat: str = "lat") -> tuple[float, float] | None:
        """Return longitude and latitude in degrees; None when neither is given."""
        before = len(self._faults)
        x, y = self.number(lon), self.number(lat)
        if len(self._faults) > before or (x is None and y is None):
            return None
        if x is None or y is None:
            self.fault(lon if x is None else lat, _("经度和纬度要一起填。"))
            return None
        if abs(x) > 180:
            self.fault(lon, _("经度在 -180 到 180 之间。"))
        if abs(y) > 90:
            self.fault(lat, _("纬度在 -90 到 90 之间。"))
        return None if len(self._faults) > before else (x, y)

    def moment(self, name: str) -> datetime | None:
        """Return when it happened: a date and time, local unless it names its offset; None when not given.

        Not later than ten minutes from now and not more than ten years ago.
        """
        value = self._data.get(name)
        if isinstance(value, str):
            value = self._parsed(value)
        if value is None:
            return None
        if not isinstance(value, datetime):
            self.fault(name, _("时间请写成 2026-11-24 08:30 这样。"))
            return None
        if value.tzinfo is None:
            value = value.replace(tzinfo=clock.zone())
        present = clock.now()
        if value > present + _AHEAD:
            self.fault(name, _("这个时间还没有到。"))
            return None
        if value < present - _EARLIEST:
            self.fault(name, _("这个时间太早了，请核对年份。"))
            return None
        return value

    @staticmethod
    def _parsed(text: str) -> datetime | str | None:
        """Return the moment that `text` spells, the text itself when it spells none, None when blank."""
        text = text.strip()
        if not text:
            return None
        try:
            return parse_datetime(text.replace("/", "-")) or text
        except (ValueError, OverflowError):
            return text

    def choice(self, name: str, options: Iterable[str], default: str) -> str:
        """Return the value of `name`, one of `options`; `default` when it is not given."""
        value = self._data.get(name)
        if value in (None, ""):
            return default
        allowed = list(options)
        if not isinstance(value, str) or value not in allowed:
            self.fault(name, _("请从这些值中选择：{all}。").format(all=", ".join(allowed)))
            return default
        return value

    def phone(self, name: str) -> str:
        """Return the telephone number as +86…; "" when it is not given."""
        value = self.text(name, 40)
        if not value:
            return ""
        try:
            number = phonenumbers.parse(value, "CN")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            self.fault(name, _("电话号码不对，请核对。"))
            return ""
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def email(self, name: str) -> str:
        """Return the e-mail address; "" when it is not given."""
        value = self.text(name, 200)
        if value:
            try:
                validate_email(value)
            except ValidationError:
                self.fault(name, _("电子邮箱不对，请核对。"))
                return ""
        return value
