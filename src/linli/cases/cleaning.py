"""Makes texts from outside harmless and checks their length; pure."""

import unicodedata

from django.utils.translation import gettext as _

from linli.kernel.errors import InvalidInput, invalid

LONGEST_TEXT = 2000
LONGEST_LINE = 200
_KEPT = frozenset("\n\t")


def clean(text: str) -> str:
    """Return `text` in one spelling (NFC), without control characters, lone surrogates and outer space.

    Emoji, joined emoji and rare characters stay.
    """
    joined = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in joined if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def clean_text(field: str, text: str, most: int = LONGEST_TEXT, needed: bool = False) -> str:
    """Return `text` cleaned.

    Raises:
        InvalidInput: it is longer than `most` characters, or empty although `needed`.
    """
    found = clean(text)
    if needed and not found:
        raise invalid(field, _("请填写。"))
    if len(found) > most:
        raise too_long(field, len(found), most)
    return found


def too_long(field: str, length: int, most: int) -> InvalidInput:
    """Return the error that a text has more than `most` characters."""
    return invalid(field, _("最多 {most} 个字，现在有 {length} 个。").format(most=most, length=length))
