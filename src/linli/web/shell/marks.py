"""The small marks of a page as HTML: a picture of our sprite, where a case stands, what its clock says.

A list shows them a hundred times over, so each is put together once and kept by what it says.
"""

from functools import lru_cache

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.web.shell.clockwords import ClockWords
from linli.web.shell.states import Look

SPRITE = "shell/icons.svg"
KEPT = 4096
"""Marks of one kind that are kept; a clock's words differ by hour and day, so there are some thousands."""


def sprite() -> str:
    """Return the address of the file that holds our pictures."""
    return staticfiles_storage.url(SPRITE)


def icon(name: str) -> SafeString:
    """Return the picture `name` of our sprite; decoration only, the word stands beside it."""
    return _icon(sprite(), name)


@lru_cache(maxsize=KEPT)
def _icon(file: str, name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', file, name)


def state(look: Look, word: str) -> SafeString:
    """Return where a case stands: the shape and tone of its look beside the word."""
    return _state(sprite(), look.tone, look.shape, word)


@lru_cache(maxsize=KEPT)
def _state(file: str, tone: str, shape: str, word: str) -> SafeString:
    picture = format_html('<svg aria-hidden="true"><use href="{}#shape-{}"/></svg>', file, shape)
    return format_html('<span class="state {}">{}{}</span>', tone, picture, word)


def clock(says: ClockWords) -> SafeString:
    """Return what the clock of a case says; nothing when it does not run."""
    return _clock(sprite(), says) if says.words else SafeString()


@lru_cache(maxsize=KEPT)
def _clock(file: str, says: ClockWords) -> SafeString:
    return format_html(
        '<span class="clock {}" title="{}">{}{}</span>',
        says.tone,
        says.title,
        _icon(file, says.picture),
        says.words,
    )
