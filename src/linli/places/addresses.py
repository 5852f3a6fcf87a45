"""Finds which address or area a text means: candidates by pairs of characters, ranked by likeness.

Pure and in memory: an index over a hundred thousand addresses answers in a few milliseconds. A text may
be incomplete, misspelt or longer than the address; house numbers count for more than other characters.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq

MOST_TEXT = 200
LEAST_LIKENESS = 0.45
_CANDIDATES = 120
_CHINESE = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = re.compile(r"([零〇一二两三四五六七八九十百]+)(?=号楼|幢|栋|座|单元|号|室|弄|组|楼|层)")
_HOUSE = re.compile(r"号楼|栋|座(?!桥)")
_NOISE = re.compile(r"[^\w\n]|_")
_MARK = re.compile(r"\d+(?:室|单元|幢|号|弄|组)|社区|村|街道|网格")
_INDOORS = re.compile(r"\d+(?:单元|室|层|楼)")
_BREAK = ord("\n")
_NUMBERS = re.compile(r"(\d+)(幢|单元|室|号|弄|组)?")


class Entry(NamedTuple):
    """An address or area that can be found.

    Attributes:
        text: as people write it, with the names of the areas above.
        code: the grid, or the area itself.
        building: the building's code, or "".
        lon, lat: where it is, when known.
    """

    text: str
    code: str
    building: str
    lon: float | None
    lat: float | None


class Match(NamedTuple):
    """An entry and how alike it is, from 0 to 1."""

    entry: Entry
    likeness: float


def normalise(text: str) -> str:
    """Return `text` as addresses are compared: half-width, without marks, numbers as digits, houses as 幢.

    Lines stay lines, so many addresses can be normalised at once.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = _NUMERAL.sub(lambda found: str(number(found[1])), text)
    return _NOISE.sub("", _HOUSE.sub("幢", text))


def gist(text: str) -> str:
    """Return the part of a normalised text that names a house or area, without entrance and room."""
    last = max((found.end() for found in _MARK.finditer(text)), default=len(text))
    return _INDOORS.sub("", text[:last]) or text


def number(numeral: str) -> int:
    """Return the value of a Chinese numeral up to 999, e.g. 二十三; digits in a row are read one by one."""
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(_CHINESE[char]) for char in numeral))
    total, digit = 0, 0
    for char in numeral:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _CHINESE[char]
    return total + digit


class AddressIndex:
    """All findable addresses, frozen at the moment they were read."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Index `entries` by the pairs of neighbouring characters in their text."""
        self._entries = list(entries)
        lines = normalise("\n".join(_line(entry.text) for entry in self._entries))
        self._texts = lines.split("\n") if self._entries else []
        chars = np.frombuffer(lines.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        owner = np.cumsum(chars == _BREAK)
        keys = (chars[:-1] << 21) | chars[1:]
        within = (chars[:-1] != _BREAK) & (chars[1:] != _BREAK)
        order = np.lexsort((owner[:-1][within], keys[within]))
        keys, owner = keys[within][order], owner[:-1][within][order]
        first = np.ones(len(keys), dtype=bool)
        first[1:] = (keys[1:] != keys[:-1]) | (owner[1:] != owner[:-1])
        self._owner: npt.NDArray[np.int64] = owner[first]
        self._keys, self._starts = np.unique(keys[first], return_index=True)
        self._brevity = np.array([-1e-4 * len(text) for text in self._texts], dtype=np.float32)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, text: str, limit: int = 5, prefix: str = "") -> list[Match]:
        """Return the entries under `prefix` most like `text`, best first, at most `limit`."""
        wanted = gist(normalise(_line(text)))
        matches = [
            Match(self._entries[at], likeness(wanted, self._texts[at]))
            for at in self._candidates(wanted)
            if self._entries[at].code.startswith(prefix)
        ]
        good = [match for match in matches if match.likeness >= LEAST_LIKENESS]
        return sorted(good, key=lambda match: (-match.likeness, len(match.entry.text), match.entry))[:limit]

    def _candidates(self, wanted: str) -> list[int]:
        """Return the entries that share the most telling pairs with the text, the shorter first."""
        points: npt.NDArray[np.float32] = np.zeros(len(self._entries), dtype=np.float32)
        for key in {(ord(one) << 21) | ord(other) for one, other in pairwise(wanted)}:
            at = int(np.searchsorted(self._keys, key))
            if at < len(self._keys) and self._keys[at] == key:
                end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self._owner)
                having = self._owner[self._starts[at] : end]
                points[having] += np.log1p(len(self._entries) / len(having))
        most = min(_CANDIDATES, int(np.count_nonzero(points)))
        return np.argpartition(-(points + self._brevity), most - 1)[:most].tolist() if most else []


def _line(text: str) -> str:
    return " ".join(text[:MOST_TEXT].split())


def likeness(wanted: str, text: str) -> float:
    """Return how well the normalised `text` answers the normalised `wanted`, from 0 to 1.

    Three quarters is the share of what is wanted that appears in order, one quarter how little else there
    is. Another house number halves it, another road number takes a quarter.
    """
    if not wanted or not text:
        return 0.0
    common = LCSseq.similarity(wanted, text)
    value = 0.75 * common / len(wanted) + 0.25 * common / len(text)
    asked, there = _numbers(wanted), _numbers(text)
    for kind, factor in (("幢", 0.5), ("号", 0.75)):
        if kind in asked and kind in there and asked[kind].isdisjoint(there[kind]):
            value *= factor
        elif kind in there and kind not in asked:
            value *= 0.97
    return value


def _numbers(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for digits, kind in _NUMBERS.findall(text):
        found.setdefault(kind, set()).add(digits.lstrip("0"))
    return found
