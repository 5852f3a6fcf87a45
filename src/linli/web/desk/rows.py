"""A case as a line of the desk's list: every word of it worked out, so that a hundred lines are cheap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel import clock
from linli.web.shell import cards, clockwords, states, wording
from linli.web.shell.clockwords import ClockWords
from linli.web.shell.shelf import Shelf


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
    tone: str
    shape: str
    state: str
    address: str
    place: str
    matter: str
    body: str
    at: str
    left: bool = False


def rows(cases: Iterable[Case], left: frozenset[int] = frozenset()) -> list[Row]:
    """Return the lines of `cases`; those in `left` no longer belong to the list that is shown."""
    now, shelf = clock.now(), Shelf()
    return [_row(case, now, shelf, case.pk in left) for case in cases]


def _row(case: Case, now: datetime, shelf: Shelf, left: bool) -> Row:
    words = clockwords.of(case, now, shelf)
    look = states.look(case.state, paused=case.is_suspended)
    return Row(
        key=f"{case.pk}.{case.version}",
        pk=case.pk,
        number=case.number,
        version=case.version,
        title=cards.title(case, shelf),
        url=reverse("desk:case", args=[case.number]),
        pane=reverse("desk:pane", args=[case.number]),
        edge=cards.edge(case, words),
        urgent=case.urgent,
        supervised=case.supervised_at is not None,
        clock=words,
        tone=look.tone,
        shape=look.shape,
        state=_("挂账") if case.is_suspended else str(State(case.state).label),
        address=case.address or case.description[:60],
        place=cards.place(case.grid_code),
        matter=cards.matter(case, shelf) or _("未定事项"),
        body=shelf.name(case.body_code),
        at=wording.ago(clock.local(case.created_at), clock.local(now)),
        left=left,
    )
