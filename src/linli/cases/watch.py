"""What became of a list since somebody looked at it: what is new, what changed, what left."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from linli.cases import access, inbox
from linli.cases.filters import Filters
from linli.cases.models import Case
from linli.kernel.actor import Actor

_MORE = 100


@dataclass(frozen=True, slots=True)
class News:
    """How many cases came in among those shown, which of those shown changed, and which left the list."""

    new: int = 0
    changed: list[Case] = field(default_factory=list)
    left: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed)


def news(by: Actor, wanted: Filters, shown: Mapping[int, int], page: int) -> News:
    """Return what became of the first page of a list (two queries, three when something did).

    Args:
        by: the reader.
        wanted: the list.
        shown: the ids of the cases that the reader has on the screen, each with its version.
        page: how many cases a page holds.
    """
    present = inbox.keys(by, wanted, min(page + _MORE, inbox.MOST))
    among = present[:page] if len(shown) < page else _to_the_last_shown(present, shown)
    versions = dict(Case.objects.filter(pk__in=list(shown)).values_list("pk", "version"))
    moved = [pk for pk, version in shown.items() if versions.get(pk, version) != version]
    cases = Case.objects.in_bulk(moved) if moved else {}
    return News(
        new=sum(pk not in shown for pk in among),
        changed=[case for case in cases.values() if access.may_see(by, case)],
        left=frozenset(moved) - set(present),
    )


def _to_the_last_shown(present: list[int], shown: Mapping[int, int]) -> list[int]:
    """Return the list up to its last case that the reader has; what follows moved up from the next page."""
    last = max((place for place, pk in enumerate(present) if pk in shown), default=-1)
    return present[: last + 1]
