"""Making and changing a care plan at the desk: one question a page, nothing half-saved."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.care import actions, queries
from linli.care.agreements import Signal
from linli.care.models import Kin, Plan, Pseudonym
from linli.devices import queries as devices
from linli.kernel.errors import Conflict, InvalidInput, LinliError, NotAllowed, NotFound
from linli.kernel.permissions import Permission, may, prefixes
from linli.web.desk.careforms import ChangeForm, ConsentForm, KinForm, PlanForm, PseudonymForm
from linli.web.shell import acts, elders
from linli.web.shell.request import Request

ENDS = {
    "moved": gettext_lazy("搬走了"),
    "home": gettext_lazy("住进养老机构或与家人同住"),
    "died": gettext_lazy("去世"),
}
Words = str | Promise
Row = TypeVar("Row")


class _Asked(NamedTuple):
    """What a page asks: its heading, its button, what is said when it is done, and a hint."""

    heading: str
    button: str
    done: str
    hint: str = ""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Ask for a whole plan and enter it, all or nothing.

    Raises:
        NotAllowed: the reader keeps plans nowhere.
    """
    by = request.actor
    reach = prefixes(by, Permission.CARE_EDIT)
    if not reach:
        raise NotAllowed
    form = PlanForm(reach, request.POST or None)

    def do() -> Plan:
        return actions.enter_plan(by=by, draft=form.draft(), key=form.cleaned_data["key"])

    if plan := _entered(request, form, do):
        return _back(request, plan, _("关照计划建好了。"))
    return render(request, "desk/care_new.html", {"form": form}, status=_status(form))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, code: str) -> HttpResponse:
    """Ask what is arranged anew; what is sealed stays unread.

    Raises:
        NotFound: there is no plan of this code that the reader keeps.
    """
    plan = _kept(request, code)
    form = ChangeForm.of(plan, request.POST or None)

    def do() -> object:
        return actions.adjust_plan(by=request.actor, plan=plan, changes=form.changes())

    asked = _Asked(_("修改安排"), _("保存"), _("改好了。"))
    return _answer(request, plan, form, do, asked)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: Request, code: str) -> HttpResponse:
    """Ask what was agreed to anew; it takes the place of what was agreed before.

    Raises:
        NotFound: there is no plan of this code that the reader keeps.
    """
    plan = _kept(request, code)
    form = ConsentForm(request.POST or None)

    def do() -> object:
        said = form.cleaned_data
        return actions.renew_consent(
            by=request.actor, plan=plan, agreement=form.agreement(), name=said["giver_name"], key=said["key"]
        )

    hint = _("新的同意代替原来的。没有再同意的信号和用途马上停用，相应的信息马上删除。")
    asked = _Asked(_("重新征得同意"), _("记下同意"), _("同意记下了。"), hint)
    return _answer(request, plan, form, do, asked)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kin(request: Request, code: str) -> HttpResponse:
    """Ask for somebody more who is to be called.

    Raises:
        NotFound: there is no plan of this code that the reader keeps.
    """
    plan = _kept(request, code)
    form = KinForm(request.POST or None)

    def do() -> object:
        return actions.name_kin(by=request.actor, plan=plan, **form.cleaned_data)

    asked = _Asked(_("添加联系人"), _("添加"), _("联系人加好了，排在最后。"))
    return _answer(request, plan, form, do, asked)


@never_cache
@login_required
@require_POST
def change_kin(request: Request, code: str, pk: int, what: str) -> HttpResponse:
    """Let somebody be called earlier, or no more.

    Raises:
        NotFound: there is nobody of this number, or no such thing to do.
    """
    plan = _kept(request, code)
    found = Kin.objects.select_related("plan").filter(plan=plan, pk=pk).first()
    verb = {"raise": actions.raise_kin, "drop": actions.drop_kin}.get(what)
    if found is None or verb is None:
        raise NotFound
    return _told(request, plan, lambda: verb(by=request.actor, kin=found))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pseudonym(request: Request, code: str) -> HttpResponse:
    """Ask by which name devices speak of the person; only for signals that were agreed to.

    Raises:
        NotFound: there is no plan of this code that the reader keeps.
    """
    plan = _kept(request, code)
    agreed = queries.agreement(plan)
    signals = [(each.value, each.label) for each in Signal if agreed and each.value in agreed.signals]
    groups = [(each.code, each.name) for each in devices.groups_at(plan.grid_code)]
    form = PseudonymForm(groups, signals, request.POST or None)

    def do() -> object:
        return actions.map_pseudonym(by=request.actor, plan=plan, **form.cleaned_data)

    hint = _("只能选老人同意过的信号。假名加密保存，撤回同意时马上删除。")
    asked = _Asked(_("添加设备里的假名"), _("对照"), _("对照好了，从现在起算作动静。"), hint)
    return _answer(request, plan, form, do, asked)


@never_cache
@login_required
@require_POST
def unmap(request: Request, code: str, pk: int) -> HttpResponse:
    """Let a pseudonym lead to nobody.

    Raises:
        NotFound: there is none of this number.
    """
    plan = _kept(request, code)
    found = Pseudonym.objects.select_related("plan").filter(plan=plan, pk=pk).first()
    if found is None:
        raise NotFound
    return _told(request, plan, lambda: actions.unmap_pseudonym(by=request.actor, pseudonym=found))


@never_cache
@login_required
@require_POST
def pages(request: Request, code: str) -> HttpResponse:
    """Send the elder and those they named the links of their own pages.

    Raises:
        NotFound: there is no plan of this code that the reader keeps.
    """
    plan = _kept(request, code)
    said = _("链接已发出，今天不会重复发。")
    return _told(request, plan, lambda: actions.send_pages(by=request.actor, plan=plan), said)


@never_cache
@login_required
@require_POST
def end(request: Request, code: str) -> HttpResponse:
    """End a plan for another reason than a withdrawal.

    Raises:
        NotFound: there is no plan of this code that the reader keeps.
    """
    plan = _kept(request, code)
    reason = str(ENDS.get(request.POST.get("reason", ""), ""))
    return _told(request, plan, lambda: actions.end_plan(by=request.actor, plan=plan, reason=reason))


def _kept(request: Request, code: str) -> Plan:
    plan = queries.plan(request.actor, code)
    if not may(request.actor, Permission.CARE_EDIT, plan.grid_code):
        raise NotAllowed
    return plan


def _entered(request: Request, form: forms.Form, do: Callable[[], Row]) -> Row | None:
    """Return what `do` makes of a form that was sent; None when it has faults, which it then shows."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return do()
    except InvalidInput as fault:
        acts.tell(form, fault)
    except Conflict as fault:
        form.add_error(None, str(fault))
    return None


def _answer(
    request: Request, plan: Plan, form: forms.Form, do: Callable[[], object], asked: _Asked
) -> HttpResponse:
    """Do what a form asks for and go back to the plan, or ask, again where it has faults."""
    if _entered(request, form, do):
        return _back(request, plan, asked.done)
    page = {**elders.line(plan), "form": form, "asked": asked}
    return render(request, "desk/care_ask.html", page, status=_status(form))


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound else 200


def _back(request: Request, plan: Plan, said: Words) -> HttpResponse:
    messages.success(request, str(said))
    return redirect("desk:care_plan", plan.code)


def _told(request: Request, plan: Plan, do: Callable[[], object], said: str = "") -> HttpResponse:
    try:
        do()
    except LinliError as fault:
        messages.error(request, str(fault))
        return redirect("desk:care_plan", plan.code)
    return _back(request, plan, said or _("改好了。"))
