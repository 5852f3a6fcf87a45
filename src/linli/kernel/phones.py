"""Reads a telephone number as people write it, so that one number has one spelling."""

import re

import phonenumbers
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import InvalidInput, invalid

REGION = "CN"
_COUNTRY = 86
_MOBILE = re.compile(r"1[3-9]\d{9}")


def normal(text: str, field: str = "phone") -> str:
    """Return the one spelling of the number `text`: national digits at home, +… abroad; "" stays "".

    Raises:
        InvalidInput: it is no telephone number; `field` is named in the error.
    """
    text = text.strip()
    if not text or _MOBILE.fullmatch(text):
        return text
    try:
        number = phonenumbers.parse(text[:40], REGION)
    except phonenumbers.NumberParseException:
        raise _fault(field) from None
    if not phonenumbers.is_valid_number(number):
        raise _fault(field)
    if number.country_code != _COUNTRY:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"\D", "", national)


def is_mobile(number: str) -> bool:
    """Return whether a number in its one spelling is a mobile one of our own country."""
    return _MOBILE.fullmatch(number) is not None


def _fault(field: str) -> InvalidInput:
    return invalid(field, _("这不是有效的电话号码，请填写手机号或带区号的固定电话。"))
