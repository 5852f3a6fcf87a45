"""What no device may send: pictures, templates of faces or fingers, and identity numbers.

Found by the names of fields, by what pictures and their encodings begin with, by long encoded texts and rows
of numbers, and by identity numbers whose check digit agrees (GB 11643). A hit is told by its field, not kept.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from stdnum.cn import ric


class Forbidden(StrEnum):
    """What was found."""

    PICTURE = "picture"
    TEMPLATE = "template"
    IDENTITY_NUMBER = "identity_number"


class Found(NamedTuple):
    """A forbidden thing, and the path of the field in which it was."""

    what: Forbidden
    field: str


_PICTURE_WORDS = frozenset({"pic", "pics", "img", "imgs", "jpg", "jpeg", "png", "bmp", "avatar"})
_PICTURE_NAMES = re.compile(
    r"(?<!sur)(?<!inter)fac(?:e|ial)|photo|picture|image|snapshot|portrait|thumbnail|人脸|照片|图片|抓拍|头像"
)
_TEMPLATE_WORDS = frozenset({"template", "templates", "tmp", "feature", "features", "vector", "iris", "palm"})
_TEMPLATE_NAMES = re.compile(
    r"biometric|fingerprint|embedding|faceid|facetoken|facefeature|biodata|eigenvalue|指纹|虹膜|掌纹|特征"
)
_IDENTITY_NAMES = re.compile(r"idcard|identity|idnumber|idno$|citizen|certno|certificateno|身份证|证件号")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u4e00-\u9fff]+")
_PICTURE_STARTS = ("data:image", "/9j/", "iVBORw0KGgo", "R0lGOD", "UklGR", "\xff\xd8\xff", "\x89PNG")
_ENCODED = re.compile(r"[A-Za-z0-9+/_=\-\r\n]{256,}")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")
_LIKE_IDENTITY = re.compile(rb"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_SHAPES = bytes(
    48 if chr(each).isdigit() and each < 128 else 97 if each < 128 and chr(each).isalpha() else 46
    for each in range(256)
)
"""What a byte is: a digit (0), a letter (a) or anything else (.)."""
_LIKE_DIGITS = b"." + b"0" * 17
_LONGEST_ROW = 32
_DEEPEST = 12


def named(name: str) -> Forbidden | None:
    """Return what the name of a field says is in it, or None."""
    joined = re.sub(r"[\s_\-.]", "", name).lower()
    words = {word.lower() for word in _WORD.findall(name)}
    if _TEMPLATE_NAMES.search(joined) or words & _TEMPLATE_WORDS:
        return Forbidden.TEMPLATE
    if _PICTURE_NAMES.search(joined) or words & _PICTURE_WORDS:
        return Forbidden.PICTURE
    return Forbidden.IDENTITY_NUMBER if _IDENTITY_NAMES.search(joined) else None


def in_text(text: str) -> Forbidden | None:
    """Return what a text holds that nobody may send, or None."""
    start = text[:16].lstrip()
    if start.startswith(_PICTURE_STARTS):
        return Forbidden.PICTURE
    if len(text) >= 18 and has_identity_number(text):
        return Forbidden.IDENTITY_NUMBER
    return Forbidden.TEMPLATE if len(text) >= 256 and _ENCODED.search(text) else None


def has_identity_number(text: str) -> bool:
    """Return whether an identity number with a valid check digit stands in `text`."""
    return any(ric.is_valid(found.upper()) for found in _IDENTITY.findall(text))


def may_hold_identity_number(body: bytes) -> bool:
    """Return whether a whole body may hold an identity number, so that its events need a closer look.

    Escaped characters (\\u0031) may spell one too.
    """
    if b"\\" in body and b"\\u" in body:  # one character is found in a hundredth of the time of two
        return True
    if _LIKE_DIGITS not in b"." + body.translate(_SHAPES):  # many times as quick as the pattern
        return False
    found = _LIKE_IDENTITY.findall(body)
    return any(ric.is_valid(each.decode().upper()) for each in found)


def scan(thing: Any) -> Found | None:
    """Return the first forbidden thing in a decoded JSON value, or None; empty fields are no harm."""
    return next(_scan(thing, "", _DEEPEST), None)


def _scan(thing: Any, path: str, depth: int) -> Iterator[Found]:
    if depth == 0:
        yield Found(Forbidden.TEMPLATE, path)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            at = f"{path}.{key}" if path else str(key)
            what = named(str(key)) if _is_something(value) else None
            if what is not None:
                yield Found(what, at)
            else:
                yield from _scan(value, at, depth - 1)
    elif isinstance(thing, list):
        if len(thing) >= _LONGEST_ROW and all(isinstance(each, int | float) for each in thing):
            yield Found(Forbidden.TEMPLATE, path)
        for each in thing:
            yield from _scan(each, path, depth - 1)
    elif isinstance(thing, str) or (isinstance(thing, int) and abs(thing) >= 10**17):
        what = in_text(str(thing))
        if what is not None:
            yield Found(what, path)


def _is_something(value: Any) -> bool:
    return value not in (None, "", 0, False) and value != [] and value != {}
