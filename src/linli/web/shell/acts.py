"""A form for any row of MOVES, and its doing: the table says what to ask, the engine's action does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.base import File
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy

from linli.cases import actions, pictures
from linli.cases.models import Case
from linli.cases.moves import Act
from linli.cases.workflow import MOVES, Move, Need
from linli.kernel import ids
from linli.kernel.actor import Actor
from linli.kernel.errors import InvalidInput, NotFound
from linli.web.shell import choices
from linli.web.shell.picking import PickField

CONFIRM = {
    "reject": gettext_lazy("不予受理会结束这个案件，并把理由告诉反映人。确定吗？"),
    "withdraw": gettext_lazy("撤回后这件事就不再办了。确定撤回吗？"),
    "merge": gettext_lazy("并案后由主案一起办，反映人照样会得到答复。确定吗？"),
}
"""What cannot be undone with a press asks once and says what will happen."""

LONG = (Need.NOTE, Need.REASON, Need.TEXT)
_LONGEST_VERSION = 10


class PicturesInput(forms.FileInput):
    """Several pictures at once; the page makes them small before they travel."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> list[File[bytes]]:
        """Return every file that was chosen."""
        return [file for file in files.getlist(name) if file]


class PicturesField(forms.Field):
    """Pictures to be kept with a case; whether they are pictures is checked by the engine."""

    widget = PicturesInput(attrs={"accept": "image/*", "multiple": True, "data-pictures": "6"})


class MoveForm(forms.Form):
    """The questions of one move of one case; what may be answered is checked by the engine."""

    def __init__(self, move: Move, case: Case, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.around: choices.Options = []
        for need in (*move.needs, *move.takes):
            self.fields[need.value] = self._field(need, move, case, by)
            self.fields[need.value].required = need in move.needs

    def _field(self, need: Need, move: Move, case: Case, by: Actor) -> forms.Field:
        label = str(need.label)
        if need in LONG:
            said = choices.usual_words(case) if move.code == "done" else ""
            words = forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
            return forms.CharField(label=label, widget=words, initial=said)
        match need:
            case Need.PICTURES:
                return PicturesField(label=label)
            case Need.UNTIL:
                when = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
                return forms.DateTimeField(label=label, widget=when)
            case Need.SCORE:
                return forms.ChoiceField(label=label, choices=choices.scores(), widget=forms.RadioSelect)
            case Need.OTHER:
                return PickField(label=label, choices=choices.neighbours(by, case))
            case Need.MATTER:
                return PickField(label=label, choices=choices.matters(case), initial=case.matter_code)
            case Need.CONDITION:
                return PickField(label=label, choices=choices.conditions(case))
            case Need.BODY:
                first = case.likely_body if move.code == "dispatch" else ""
                self.around = choices.bodies(case, first)
                return PickField(label=label, choices=self.around, initial=first)
            case Need.HELPERS:
                chips = forms.CheckboxSelectMultiple(attrs={"class": "chips"})
                return forms.MultipleChoiceField(
                    label=label, choices=(self.around or choices.bodies(case))[1:], widget=chips
                )
            case _:
                return PickField(label=label, choices=choices.workers(case))


@dataclass
class Ask:
    """A move offered on a page: its words, where its form goes, and the form itself."""

    code: str
    name: str
    url: str
    form: MoveForm
    seen: int
    key: str
    rule: str = ""
    confirm: str = ""
    advice: str = ""
    back: str = ""


def ask(code: str, case: Case, by: Actor, url: str, request: HttpRequest | None = None) -> Ask:
    """Return the form of the move `code`; filled with what `request` sent, if it sent something.

    Raises:
        NotFound: a person makes no such move.
    """
    move = MOVES.get(code)
    if move is None or code not in actions.VERBS:
        raise NotFound
    sent = request if request is not None and request.method == "POST" else None
    form = MoveForm(move, case, by, sent.POST, sent.FILES) if sent else MoveForm(move, case, by)
    return Ask(
        code=code,
        name=str(move.name),
        url=url,
        form=form,
        seen=case.version,
        key=sent.POST.get("key", "")[:100] if sent else ids.token(),
        rule=str(move.rule),
        confirm=str(CONFIRM.get(code, "")),
        advice=case.likely_why if code == "dispatch" else "",
    )


def do(asked: Ask, case: Case, by: Actor, request: HttpRequest) -> Case | None:
    """Make the move that was asked for; None when the form has faults, which it then shows.

    Raises:
        Conflict, NotAllowed, NotFound: as the engine says.
    """
    form = asked.form
    if not form.is_valid():
        return None
    given = {name: value for name, value in form.cleaned_data.items() if value not in ("", None, [])}
    seen = request.POST.get("seen", "")
    act = Act(key=asked.key, seen=int(seen) if seen.isdecimal() and len(seen) < _LONGEST_VERSION else None)
    try:
        with _kept(given) as words:
            return actions.act(by=by, case=case, move=asked.code, given=words, act=act)
    except InvalidInput as fault:
        tell(form, fault)
        return None


def tell(form: forms.Form, fault: InvalidInput) -> None:
    """Show the faults that a lower floor found beside the fields they are about."""
    for error in fault.errors:
        name = {"location": "lon"}.get(error.field, error.field)
        form.add_error(name if name in form.fields else None, str(error.message))


@contextmanager
def _kept(given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the words of the action; pictures among them are in the store while it runs."""
    words = dict(given)
    for name in (Need.WORKER, Need.SCORE):
        if name in words:
            words[name.value] = int(words[name])
    prepared = pictures.prepare(words.pop("pictures", ()))
    if not prepared:
        yield words
        return
    with pictures.storing(prepared) as stored:
        yield {**words, "pictures": stored}
