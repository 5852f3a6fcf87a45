"""Everything a page shows of one case to those who work on it, gathered once for the desk and the worker."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import access, book, queries
from linli.cases.models import Case, Step
from linli.cases.workflow import MOVES, Move, Need
from linli.kernel import clock
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.permissions import Permission
from linli.people import queries as people
from linli.places import queries as places
from linli.sources import elder_alert, notes
from linli.sources.all import BY_KEY
from linli.web.shell import cards, choices, clockwords, photos
from linli.web.shell.cards import Card
from linli.web.shell.shelf import Shelf

FIRST = (
    "grant_extension",
    "file",
    "dispatch",
    "confirm",
    "done",
    "help_done",
    "verify_pass",
    "close",
    "resume",
    "uphold_appeal",
)
"""The moves that carry a case on; the first of them that is open is the page's one primary action."""


@dataclass(frozen=True)
class Line:
    """One step of the history as the desk reads it."""

    name: str
    at: datetime
    who: str
    words: str
    note: str


@dataclass(frozen=True)
class Offered:
    """A move as a press on the page."""

    code: str
    name: str
    url: str


def gather(request_actor: Actor, case: Case, url: str, shelf: Shelf) -> dict[str, Any]:
    """Return what the templates of a case's page need, apart from its moves."""
    now = clock.now()
    steps = [_line(step) for step in reversed(queries.history(case))]
    return {
        "case": case,
        "card": cards.desk_card(case, now, shelf, url),
        "clock": clockwords.of(case, now, shelf),
        "title": cards.title(case, shelf),
        "matter": cards.matter(case, shelf) or _("未定事项"),
        "condition": _condition(case),
        "place": cards.place(case.grid_code),
        "path": " ".join(places.names(case.grid_code)),
        "source": BY_KEY[case.source].name if case.source in BY_KEY else case.source,
        "body": shelf.name(case.body_code),
        "likely_body": shelf.name(case.likely_body),
        "steps": steps,
        "outcome": notes.told(case.outcome) if case.source == elder_alert.SOURCE.key else case.outcome,
        "pictures": photos.of(case),
        "tasks": _tasks(case, shelf),
        "near": _near(request_actor, case, shelf),
        "reporter": _reporter(request_actor, case),
        "rating": case.ratings.order_by("-round").first() if case.score else None,
    }


def _line(step: Step) -> Line:
    move = MOVES.get(step.move)
    words = ""
    if body := step.data.get("body_name"):
        words = _("责任单位：%(body)s") % {"body": body}
    note = notes.told(step.note) if step.note and step.actor == SYSTEM.id else step.note
    return Line(str(move.name) if move else step.move, step.at, step.actor_name or _("系统"), words, note)


def _condition(case: Case) -> str:
    found = book.of(case).condition(case.condition) if case.condition else None
    if found is not None:
        return choices.condition_words(found)
    return choices.limit_words(case.limit, case.unit) if case.limit else ""


def _tasks(case: Case, shelf: Shelf) -> list[dict[str, Any]]:
    return [
        {
            "body": shelf.name(task.organisation_code),
            "role": task.get_role_display(),
            "state": task.get_state_display(),
            "due": task.due_at,
            "result": task.result,
        }
        for task in queries.tasks(case)
    ]


def _near(by: Actor, case: Case, shelf: Shelf) -> list[Card]:
    now = clock.now()
    return [
        cards.desk_card(each, now, shelf, reverse("desk:case", args=[each.number]))
        for _metres, each in queries.similar(by, case)[:8]
    ]


def _reporter(by: Actor, case: Case) -> dict[str, str] | None:
    if case.reporter is None:
        return None
    shown = people.masked(case.reporter)
    may = access.holds(by, Permission.PEOPLE_LOOK, case)
    return {
        "mask": " ".join(part for part in (shown.name, shown.phone) if part),
        "url": reverse("desk:reporter", args=[case.number]) if may else "",
    }


def offered(by: Actor, case: Case, name: str) -> tuple[list[Offered], str]:
    """Return the moves open to `by` as links to the page `name`, and the code of the primary one or ""."""
    moves = queries.moves_open(by, case)
    codes = [move.code for move in moves if _askable(move)]
    primary = next((code for code in FIRST if code in codes), "")
    links = [
        Offered(move.code, str(move.name), reverse(name, args=[case.number, move.code]))
        for move in moves
        if move.code in codes
    ]
    return links, primary


def _askable(move: Move) -> bool:
    """Return whether the move is made on a page: the reporter's own are made on theirs."""
    return Need.SCORE not in move.needs
