"""A case as a line of the desk's list: every word of it worked out, so that a hundred lines are cheap."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.kernel import clock
from linli.web.shell import cards, clockwords, states, wording
from linli.web.shell.clockwords import ClockWords
from linli.web.shell.shelf import Shelf
from linli.web.shell.states import Look

Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `key` is the case's id and version, by which the page learns whether it changed."""

    key: str
    pk: int
    number: str
    version: int
    title: str
    url: str
    pane: str
    edge: str
    urgent: bool
    supervised: bool
    clock: ClockWords
    look: Look
    state: str
    address: str
    place: str
    matter: str
    body: str
    at: str
    left: bool = False


def rows(cases: Iterable[Case], shelf: Shelf, left: frozenset[int] = frozenset()) -> list[Row]:
    """Return the lines of `cases`; those in `left` no longer belong to the list that is shown."""
    now = clock.now()
    pages = cards.addresses("desk:case"), cards.addresses("desk:pane")
    return [_row(case, now, shelf, pages, case.pk in left) for case in cases]


def _row(case: Case, now: datetime, shelf: Shelf, pages: tuple[Address, Address], left: bool) -> Row:
    words, (url, pane) = clockwords.of(case, now, shelf), pages
    return Row(
        key=f"{case.pk}.{case.version}",
        pk=case.pk,
        number=case.number,
        version=case.version,
        title=cards.title(case, shelf),
        url=url(case.number),
        pane=pane(case.number),
        edge=cards.edge(case, words),
        urgent=case.urgent,
        supervised=case.supervised_at is not None,
        clock=words,
        look=states.look(case.state, paused=case.is_suspended),
        state=states.word(case.state, paused=case.is_suspended),
        address=cards.address(case),
        place=cards.place(case.grid_code),
        matter=cards.matter(case, shelf) or _("未定事项"),
        body=shelf.name(case.body_code),
        at=wording.ago(clock.local(case.created_at), clock.local(now)),
        left=left,
    )
