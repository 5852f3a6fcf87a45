"""Where the pictures of a case are, and what each is for those who cannot see it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import queries
from linli.cases.models import Case


@dataclass(frozen=True)
class Photo:
    """Where a picture is, large and small, and what it is."""

    url: str
    small: str
    alt: str
    kind: str
    step: int


def of(case: Case, key: str = "") -> list[Photo]:
    """Return the pictures of `case` in order; `key` is the reporter's, when the page is theirs."""
    return [
        Photo(
            url=_address(each.name, key=key),
            small=_address(each.name, key=key, small="1"),
            alt=_("%(kind)s的照片") % {"kind": each.get_kind_display()},
            kind=each.kind,
            step=each.step_seq,
        )
        for each in queries.pictures(case)
    ]


def _address(name: str, **words: str) -> str:
    query = urlencode({word: value for word, value in words.items() if value})
    return reverse("picture", args=[name.removeprefix("pictures/")]) + (f"?{query}" if query else "")
