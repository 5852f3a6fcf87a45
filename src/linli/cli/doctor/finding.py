"""What the doctor finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise

Text = str | Promise


class Level(IntEnum):
    """How grave a finding is."""

    FINE = 0
    ADVICE = 1
    UNSAFE = 2


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what it is, and, unless it is fine, how to mend it."""

    level: Level
    what: Text
    mend: Text = ""


Check = Callable[[], Iterator[Finding]]


def fine(what: Text) -> Finding:
    """Return that something is as it should be."""
    return Finding(Level.FINE, what)


def advice(what: Text, mend: Text) -> Finding:
    """Return that something could be better."""
    return Finding(Level.ADVICE, what, mend)


def unsafe(what: Text, mend: Text) -> Finding:
    """Return that something endangers data or people."""
    return Finding(Level.UNSAFE, what, mend)
