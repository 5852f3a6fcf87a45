"""Reads what people and machines typed: every field checked, every fault named, nothing harmful kept."""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from linli.cases import cleaning
from linli.kernel import clock, phones
from linli.kernel.errors import FieldError, InvalidInput, Text

_DIRECTION = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)
_YES = ("1", "true", "yes", "on", "是")
_NO = (None, "", "0", "false", "no", "off", "否")


def clean(text: str, *, lines: bool = False) -> str:
    """Return `text` composed (NFC), without control and direction characters, trimmed.

    Rare characters and emoji stay. With `lines` line breaks stay too, at most two in a row.
    """
    rows = [" ".join(row.split()) for row in cleaning.clean(text.translate(_DIRECTION)).split("\n")]
    if not lines:
        return " ".join(row for row in rows if row)
    return re.sub("\n{3,}", "\n\n", "\n".join(rows).strip())


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
        """Return when it happened: a date and time, local unless it names its offset; None when not given."""
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

    def yes(self, name: str) -> bool:
        """Return whether a box was ticked; no when it is not given."""
        value = self._data.get(name)
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower() if isinstance(value, str | int) else value
        if word in _YES:
            return True
        if word in _NO:
            return False
        self.fault(name, _("这里要填是或否。"))
        return False

    def phone(self, name: str) -> str:
        """Return the telephone number in its one spelling; "" when it is not given."""
        try:
            return phones.normal(self.text(name, 40), name)
        except InvalidInput as fault:
            self.fault(name, fault.errors[0].message)
            return ""

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
