"""Forgotten keys, for those who answer alerts: who waits at a gate, known by two facts, opened once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.care import actions, openings, queries
from linli.care.doors import DIGITS, LONGEST, Asker, Fact, State, Way
from linli.care.models import Kin, Opening, Plan
from linli.devices.models import Device
from linli.kernel import ids
from linli.kernel.errors import Conflict, InvalidInput, LinliError, NotAllowed, NotFound
from linli.kernel.permissions import Permission, may, prefixes
from linli.people import queries as people
from linli.web.shell import acts, elders, opened
from linli.web.shell.request import Request
from linli.web.worker.emergency import FindForm

MOST = 60
BUSY = (State.ORDERED, State.SENT)


class AskForm(forms.Form):
    """Who asks, how, for which gate."""

    use_required_attribute = False
    key = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    kin = forms.ChoiceField(required=False, label=gettext_lazy("谁要进门"), widget=forms.RadioSelect)
    way = forms.ChoiceField(
        required=False,
        label=gettext_lazy("怎么请求的"),
        choices=[(way.value, way.label) for way in (Way.PHONE, Way.GATE)],
        widget=forms.RadioSelect,
    )
    gate = forms.ChoiceField(required=False, label=gettext_lazy("开哪个门"), widget=forms.RadioSelect)

    def __init__(self, plan: Plan, gates: list[Device], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", ids.token())
        self.initial.setdefault("kin", Asker.ELDER)
        if len(gates) == 1:
            self.initial.setdefault("gate", gates[0].code)
        named = plan.kin.select_related("contact").order_by("place")
        self._choose("kin", [(Asker.ELDER.value, Asker.ELDER.label), *((str(k.pk), _kin(k)) for k in named)])
        self._choose("gate", [(each.code, each.name) for each in gates])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def asked(self) -> dict[str, Any]:
        """Return what was answered; call it when the form is valid."""
        said = dict(self.cleaned_data)
        said["kin"] = int(said["kin"]) if said["kin"].isdecimal() else None
        return said


class CheckForm(forms.Form):
    """The answers to two facts, as they were said."""

    use_required_attribute = False

    def __init__(self, facts: list[Fact], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in facts:
            self.fields[fact.value] = self._field(fact)

    def _field(self, fact: Fact) -> forms.Field:
        if fact is Fact.SIGHT:
            return forms.BooleanField(required=False, label=fact.label)
        attrs = {"maxlength": 4 if fact in DIGITS else LONGEST, "autocomplete": "off", "class": "short"}
        attrs |= {"inputmode": "numeric"} if fact in DIGITS or fact is Fact.DOOR else {}
        hint = gettext_lazy("问清是哪几个字。") if fact is Fact.KIN_NAME else ""
        return forms.CharField(
            required=False, label=fact.label, help_text=hint, widget=forms.TextInput(attrs=attrs)
        )

    def said(self) -> dict[str, str]:
        """Return the answers that were given; call it when the form is valid."""
        given = {name: "yes" if value is True else value for name, value in self.cleaned_data.items()}
        return {name: str(value) for name, value in given.items() if value}


@never_cache
@login_required
@require_safe
def doors(request: Request) -> HttpResponse:
    """Show who waits at a gate where the reader serves, and what was opened in the last month.

    Raises:
        NotAllowed: the reader sees no plans anywhere.
    """
    by = request.actor
    if not prefixes(by, Permission.CARE_SEE):
        raise NotAllowed
    page = {
        "waiting": [_row(each) for each in openings.waiting(by)[:MOST]],
        "ended": [_row(each) for each in openings.ended(by)[:MOST]],
        "may_ask": bool(prefixes(by, Permission.CARE_ANSWER)),
    }
    return render(request, "worker/doors.html", page)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: Request) -> HttpResponse:
    """Ask who calls or stands at the gate, and go on to what they want.

    Raises:
        NotAllowed: the reader answers no alerts anywhere.
    """
    if not prefixes(request.actor, Permission.CARE_ANSWER):
        raise NotAllowed
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.find_locked_out(by=request.actor, **form.cleaned_data)
            return redirect("worker:door_ask", plan.code)
        except InvalidInput as fault:
            acts.tell(form, fault)
    return render(request, "worker/door_find.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, code: str) -> HttpResponse:
    """Take down who asks for which gate of a person.

    Raises:
        NotFound: there is no such plan where the reader sees plans.
        NotAllowed: the reader sees it, and answers no alerts there.
    """
    plan = queries.plan(request.actor, code)
    if not may(request.actor, Permission.CARE_ANSWER, plan.grid_code):
        raise NotAllowed
    gates = openings.gates(plan)
    form = AskForm(plan, gates, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.ask_opening(by=request.actor, plan=plan, **form.asked())
            return redirect("worker:door", found.code)
        except InvalidInput as fault:
            acts.tell(form, fault)
        except Conflict as fault:
            form.add_error(None, str(fault))
    page = {**elders.line(plan), "form": form, "gates": gates, "with_key": _with_key(plan)}
    return render(request, "worker/door_ask.html", page, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: Request, code: str) -> HttpResponse:
    """Show one asking: the facts to ask, then the button, then what became of it; a check by POST.

    Raises:
        NotFound: there is none where the reader sees plans.
    """
    found = openings.opening(request.actor, code)
    form = CheckForm(openings.facts(request.actor, found), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            checked = actions.check_identity(by=request.actor, opening=found, said=form.said())
            _say(request, checked)
            return redirect("worker:door", code)
        except InvalidInput as fault:
            acts.tell(form, fault)
        except LinliError as fault:
            messages.error(request, str(fault))
            return redirect("worker:door", code)
    return _page(request, found, form, status=422 if form.is_bound else 200)


@never_cache
@login_required
@require_POST
def act(request: Request, code: str, what: str) -> HttpResponse:
    """Do one thing about an asking: call back, open, refuse, or say it is no longer needed.

    Raises:
        NotFound: there is no such asking or thing to do.
    """
    by, found = request.actor, openings.opening(request.actor, code)
    verbs = {
        "open": actions.order_opening,
        "refuse": actions.refuse_opening,
        "drop": actions.drop_opening,
    }
    try:
        if what == "call":
            phone = actions.call_back(by=by, opening=found)
            return _page(request, found, CheckForm(openings.facts(by, found)), phone=phone, called=True)
        if what not in verbs:
            raise NotFound
        verbs[what](by=by, opening=found)
    except NotFound:
        raise
    except LinliError as fault:
        messages.error(request, str(fault))
    return redirect("worker:door", code)


def _page(request: Request, found: Opening, form: CheckForm, status: int = 200, **more: Any) -> HttpResponse:
    page = {
        **_row(found),
        "form": form,
        "follow": found.state in BUSY,
        "may_check": may(request.actor, Permission.CARE_ANSWER, found.grid_code)
        and not queries.standing(request.actor, found.plan),
        "own": request.actor.id == found.asked_by,
        "refused": openings.refused_lately(found.plan),
        "with_key": _with_key(found.plan),
        **more,
    }
    return render(request, "worker/door.html", page, status=status)


def _say(request: Request, checked: Opening) -> None:
    if checked.state == State.CHECKED:
        messages.success(request, _("两项都对上了。请对方站到门边，再按“现在开门”。"))
    else:
        messages.error(request, _("没有核对上，没有开门。请人带钥匙过去看看。"))


def _row(opening: Opening) -> dict[str, Any]:
    return {**elders.line(opening.plan), **opened.line(opening)}


def _with_key(plan: Plan) -> list[str]:
    """Return those the person named who have a key, masked: they can come when the gate cannot."""
    named = plan.kin.filter(has_key=True).select_related("contact").order_by("place")
    return [_kin(kin) for kin in named]


def _kin(kin: Kin) -> str:
    """Return how one the person named shows here: no digit of the telephone, which may be asked for."""
    shown = people.masked(kin.contact)
    return f"{kin.relation} {shown.name}"
