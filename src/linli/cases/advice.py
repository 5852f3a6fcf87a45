"""What a case probably is and whose work: from its words, its place and what was done there before; pure.

Every suggestion carries its reasons as sentences. The catalogue's word on who is responsible stands above
what was done before; where the two differ, that is said and not decided.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from linli.cases.catalogue import Guess
from linli.cases.dispatch import Choice

MOST: Final = 3
_FROM_PLACE: Final = 0.25
"""How much weighs what is usual in the grid: less than any word, so that it only tells equals apart."""
_OFTEN: Final = 3
_CLEARLY: Final = 0.6


@dataclass(frozen=True, slots=True)
class Past:
    """One case that ended in the same grid: its matter and the body that handled it."""

    matter: str
    body: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is suggested (a code), how sure that is from 0 to 1, and why in sentences."""

    code: str
    score: float
    reasons: tuple[str, ...]


def matters(guesses: Sequence[Guess], past: Sequence[Past]) -> list[Suggestion]:
    """Return at most three matters that a report may be about, the likeliest first.

    Args:
        guesses: what its words mean.
        past: the cases that ended last in the same grid.
    """
    usual = Counter(each.matter for each in past if each.matter)
    found = [
        Suggestion(
            guess.code,
            round(min(0.99, guess.score + _FROM_PLACE * _share(usual[guess.code], past)), 3),
            (_of_words(guess), *_of_place(usual[guess.code], past)),
        )
        for guess in guesses
    ]
    said = {guess.code for guess in guesses}
    found += [
        Suggestion(code, round(_FROM_PLACE * _share(count, past), 3), _of_place(count, past))
        for code, count in usual.most_common(MOST)
        if not said and count >= _OFTEN
    ]
    return sorted(found, key=lambda each: (-each.score, each.code))[:MOST]


def _share(count: int, past: Sequence[Past]) -> float:
    return count / len(past) if past else 0.0


def _of_words(guess: Guess) -> str:
    words = "、".join(guess.words)
    if guess.reason == "words":
        return _("内容里有“{words}”。").format(words=words)
    if guess.reason == "name":
        return _("内容里说到“{words}”。").format(words=words)
    return _("说法接近“{words}”。").format(words=words)


def _of_place(count: int, past: Sequence[Past]) -> tuple[str, ...]:
    if not count:
        return ()
    words = _("本网格最近办结的案件里，这类占 {count}/{all}。")
    return (words.format(all=len(past), count=count),)


def body(choice: Choice, matter: str, past: Sequence[Past], names: dict[str, str]) -> Suggestion | None:
    """Return whose work a matter is here: by the catalogue, and where it is silent, by what was done before.

    Args:
        choice: what the catalogue says.
        matter: code of the matter.
        past: the cases that ended last in the same grid.
        names: the names of bodies in service by code; others are not suggested.
    """
    done = Counter(each.body for each in past if each.matter == matter and each.body in names)
    total = sum(done.values())
    usual, count = done.most_common(1)[0] if done else ("", 0)
    before = _of_history(names.get(usual, ""), count, total) if count else ()
    if choice.body:
        differs = usual not in ("", choice.body)
        told = before if not differs or (count >= _OFTEN and count / total >= _CLEARLY) else ()
        return Suggestion(choice.body, 0.9, (choice.why, *told))
    if count >= _OFTEN and count / total >= _CLEARLY:
        return Suggestion(usual, round(0.5 * count / total, 3), (choice.why, *before))
    return None


def _of_history(name: str, count: int, total: int) -> tuple[str, ...]:
    words = _("本网格最近办结的同类案件，{count}/{total} 由{body}办理。")
    return (words.format(total=total, count=count, body=name),)
