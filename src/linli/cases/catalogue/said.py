"""The names of the catalogue in the language in force: the Chinese, or the English beside it."""

from typing import Protocol

from django.utils.translation import get_language

from linli.cases.catalogue.values import Matter


class Named(Protocol):
    """Something of the catalogue with a name in both languages: a matter, a class, a topic, a trade."""

    @property
    def name(self) -> str:
        """The Chinese name."""

    @property
    def name_en(self) -> str:
        """The English one; "" in a draft that has none yet."""


def name(of: Named) -> str:
    """Return the official name."""
    return of.name_en if get_language() == "en" and of.name_en else of.name


def plain(of: Matter) -> str:
    """Return what residents read."""
    return of.plain_en if get_language() == "en" and of.plain_en else of.plain
