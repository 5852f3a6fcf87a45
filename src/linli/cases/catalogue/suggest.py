"""Guesses the matter from a resident's words: by the city's word list and by likeness, no model."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from linli.cases.catalogue.model import Catalogue

_NOISE = re.compile(r"[\W_]+")
_LIKE_AT_LEAST = 72
_LIKE_FROM = 3  # letters; fewer are like too much
_LONGEST = 500
Reason = Literal["words", "name", "similar"]


@dataclass(frozen=True)
class Guess:
    """A matter that the text may mean: how sure (0–1), why, and the words it rests on."""

    code: str
    score: float
    reason: Reason
    words: tuple[str, ...]


def normal(text: str) -> str:
    """Return the text folded to one width and case, words parted by single spaces, at most 500 characters."""
    return _NOISE.sub(" ", unicodedata.normalize("NFKC", text[: 4 * _LONGEST]).lower()).strip()[:_LONGEST]


@dataclass(frozen=True)
class _Said:
    """What was said: Chinese is sought without spaces, English from the beginning of a word."""

    tight: str
    spaced: str

    def holds(self, part: str) -> bool:
        return f" {part}" in self.spaced if part.isascii() else part.replace(" ", "") in self.tight


_name = lru_cache(maxsize=8192)(normal)
"""The names of matters, folded once: there are about a thousand, asked for with every report."""


def suggest(catalogue: Catalogue, text: str, limit: int = 5, *, like: bool = True) -> list[Guess]:
    """Return at most `limit` guesses of what `text` is about, the likeliest first; none when nothing fits.

    Words of words.csv and names that stand in the text count most; likeness helps against typing slips.
    Without `like` this is the rule that a worker's phone follows by itself with `table`.
    """
    folded = normal(text)
    if not folded:
        return []
    said = _Said(folded.replace(" ", ""), f" {folded}")
    best: dict[str, Guess] = {}
    for guess in (*_by_words(catalogue, said), *(_by_likeness(catalogue, said.tight) if like else ())):
        held = best.get(guess.code)
        if held is None or guess.score > held.score:
            best[guess.code] = guess
    return sorted(best.values(), key=lambda guess: (-guess.score, guess.code))[:limit]


def table(catalogue: Catalogue) -> list[tuple[float, str, tuple[str, ...]]]:
    """Return all that points at a matter when each of its parts is said: how surely, its code, the parts."""
    return [(_score(parts, weight), code, parts) for code, parts, weight, _reason in _spoken(catalogue)]


def _by_words(catalogue: Catalogue, said: _Said) -> list[Guess]:
    return [
        Guess(code, _score(parts, weight), reason, parts)
        for code, parts, weight, reason in _spoken(catalogue)
        if all(said.holds(part) for part in parts)
    ]


def _spoken(catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, ...], float, Reason]]:
    """Yield every row of words.csv and every name there is: code, parts, weight, and which of the two."""
    for word in catalogue.words:
        yield word.matter, word.parts, word.weight, "words"
    for matter in catalogue.matters:
        for name in (matter.name.removesuffix("异常"), matter.plain, matter.name_en, matter.plain_en):
            if whole := _name(name):
                yield matter.code, (whole,), 1.1, "name"


def _score(parts: tuple[str, ...], weight: float) -> float:
    """More said is surer: two Chinese characters (or one short English word) 0.6, three 0.73, six 0.87."""
    length = sum(max(2.0, len(part) / 3) if part.isascii() else len(part) for part in parts)
    return round(min(0.99, (1 - 0.8 / length) * weight), 3)


def _by_likeness(catalogue: Catalogue, said: str) -> list[Guess]:
    if len(said) < _LIKE_FROM:
        return []
    phrases = {str(i): _name(matter.plain).replace(" ", "") for i, matter in enumerate(catalogue.matters)}
    hits = process.extract(said, phrases, scorer=fuzz.partial_ratio, score_cutoff=_LIKE_AT_LEAST, limit=8)
    return [
        Guess(catalogue.matters[int(key)].code, round(score / 100 * 0.6, 3), "similar", (phrase,))
        for phrase, score, key in hits
    ]
