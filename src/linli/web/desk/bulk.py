"""One move for many cases at the desk: what all of them allow, asked once, and told for every one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases import batch
from linli.cases.batch import Outcome
from linli.cases.models import Case
from linli.cases.workflow import MOVES, Move, Need
from linli.kernel import ids
from linli.web.desk import lists
from linli.web.desk.rows import rows
from linli.web.shell import acts
from linli.web.shell.choices import Options
from linli.web.shell.request import Request
from linli.web.shell.shelf import Shelf

LENGTHS = (15, 12, 9, 6)
BY_EACH = {
    "file": (Need.MATTER, _("各按原来的事项")),
    "dispatch": (Need.BODY, _("各按建议的单位")),
}
"""What the engine works out for each case by itself when nothing is said."""


@dataclass(frozen=True)
class Chosen:
    """The cases that were ticked, and the version of each that was looked at."""

    cases: list[Case]
    seen: dict[str, int | None]

    @property
    def words(self) -> list[str]:
        """Return the words by which a form names them again."""
        return [f"{number}.{version or ''}" for number, version in self.seen.items()]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: Request) -> HttpResponse:
    """Show the ticked cases and what all allow; ask for one move; make it, and tell what became of each.

    Raises:
        NotAllowed: the reader sees no cases.
    """
    lists.require(request.actor)
    said = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(request, said.getlist("n"))
    moves = batch.moves_open(request.actor, chosen.cases)
    move = MOVES.get(said.get("move", ""))
    line = said.get("list", "")[:2000]
    page: dict[str, Any] = {
        "rows": rows(chosen.cases, Shelf()),
        "chosen": chosen.words,
        "list": line,
        "back": lists.address("desk:inbox", lists.asked(QueryDict(line)).words),
        "moves": [(each.code, str(each.name)) for each in moves],
        "most": batch.MOST,
    }
    if move is None or move.code not in batch.TOGETHER or not chosen.cases:
        return render(request, "desk/bulk.html", page)
    form = _form(move, chosen.cases, request)
    key = said.get("key", "")[:60] or ids.token()
    page |= {"form": form, "key": key, "move": move, "confirm": acts.CONFIRM.get(move.code, "")}
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if value not in ("", None, [])}
        if "worker" in given:
            given["worker"] = int(given["worker"])
        told = batch.act(by=request.actor, seen=chosen.seen, move=move.code, given=given, key=key)
        return render(request, "desk/bulk_done.html", page | _told(told, chosen))
    return render(request, "desk/bulk.html", page, status=422 if form.is_bound else 200)


def _chosen(request: Request, ticked: Sequence[str]) -> Chosen:
    """Return the cases that the boxes name ("NUMBER.VERSION"), those in the reader's reach."""
    pairs = [word[:60].partition(".")[::2] for word in ticked[: batch.MOST]]
    versions = {number: int(version) if version.isdecimal() else None for number, version in pairs}
    cases = batch.cases_of(request.actor, list(versions))
    return Chosen(cases, {case.number: versions[case.number] for case in cases})


def _form(move: Move, cases: Sequence[Case], request: Request) -> forms.Form:
    """Return the questions of the move, asked once: their choices are those that fit every case."""
    sent = request.POST if request.method == "POST" else None
    form = acts.MoveForm(move, _shared(cases), request.actor, sent)
    form.fields.pop(Need.PICTURES, None)
    need, words = BY_EACH.get(move.code, (None, ""))
    field = form.fields.get(need) if need else None
    if isinstance(field, forms.ChoiceField):
        field.required = False
        field.initial = ""
        field.choices = [("", str(words)), *list(cast("Options", field.choices))[1:]]
    return form


def _shared(cases: Sequence[Case]) -> Case:
    """Return a case, never saved, that lies where all of them lie and has what all of them have."""
    first = cases[0]
    codes = {case.grid_code for case in cases}
    area = next((first.grid_code[:n] for n in LENGTHS if len({code[:n] for code in codes}) == 1), "")
    alike = all(case.matter_code == first.matter_code for case in cases)
    return Case(
        grid_code=area,
        street_code=area[:9],
        catalogue_id=first.catalogue_id,
        matter_code=first.matter_code if alike else "",
        condition=first.condition if alike else "",
    )


def _told(told: Sequence[Outcome], chosen: Chosen) -> dict[str, Any]:
    failed = [outcome for outcome in told if outcome.case is None]
    shelf, after = Shelf(), [outcome.case for outcome in told if outcome.case]
    titles = {row.number: row for row in rows(after, shelf)}
    before = {row.number: row for row in rows(chosen.cases, shelf)}
    return {
        "done": list(titles.values()),
        "failed": [
            {"number": each.number, "title": before[each.number].title, "fault": each.fault}
            for each in failed
        ],
        "again": [f"{each.number}." for each in failed],
    }
