"""Signing in by telephone: a number, the code sent to it, and one's own reports; no password."""

from urllib.parse import urlencode

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases import actions as cases
from linli.channels import actions as channels
from linli.channels import queries
from linli.channels.rules import Channel
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.orgs import queries as orgs
from linli.people import actions as people
from linli.sources import strangers
from linli.web.shell import acts
from linli.web.shell.request import Request

PURPOSE = "sign_in"


class PhoneForm(forms.Form):
    """The number a code is sent to."""

    use_required_attribute = False
    phone = forms.CharField(
        required=False,
        label=gettext_lazy("手机号"),
        help_text=gettext_lazy("只用来登录和告诉您办理进度，不公开"),
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "short"}
        ),
    )


class CodeForm(forms.Form):
    """The six digits that were sent."""

    use_required_attribute = False
    code = forms.CharField(
        required=False,
        label=gettext_lazy("收到的 6 位数字"),
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "short code",
                "maxlength": "12",
            }
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: Request) -> HttpResponse:
    """Ask for the number, and send the code; whether the number is known is never told."""
    if not queries.reaches(Channel.SMS):
        raise Http404
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = channels.send_code(
                purpose=PURPOSE,
                channel=Channel.SMS,
                address=form.cleaned_data["phone"],
                network=strangers.stranger(request).address,
                language=get_language() or settings.LANGUAGE_CODE,
            )
        except InvalidInput as fault:
            acts.tell(form, fault)
        else:
            show_in_demo(request, asked)
            return redirect(_with_next(request, reverse("account_phone_code", args=[asked.token])))
    status = 422 if request.method == "POST" else 200
    page = {"form": form, "next": _next(request), "adding": request.user.is_authenticated}
    return render(request, "account/phone.html", page, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request, token: str) -> HttpResponse:
    """Ask for the code, and let in who knows it; one who is signed in adds the number to the account."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proved = channels.prove(
                token=token,
                code=form.cleaned_data["code"],
                purpose=PURPOSE,
                network=strangers.stranger(request).address,
            )
            return _enter(request, proved.address)
        except InvalidInput as fault:
            acts.tell(form, fault)
        except (Conflict, NotAllowed) as fault:
            form.add_error(None, str(fault))
    status = 422 if request.method == "POST" else 200
    page = {"form": form, "next": _next(request), "again": _with_next(request, reverse("account_phone"))}
    return render(request, "account/phone_code.html", page, status=status)


def show_in_demo(request: Request, asked: channels.Asked) -> None:
    """Say the code on the page where no message is sent: in the demo, and nowhere else."""
    if asked.shown:
        messages.info(request, _("演示城市不发短信。验证码是 %(code)s") % {"code": asked.shown})


def _enter(request: Request, number: str) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    if request.actor.account_id is not None:
        people.prove_phone(by=request.actor, phone=number, language=language)
        by, answer = request.actor, redirect(_next(request) or "resident:mine")
    else:
        account = people.enter_by_phone(phone=number, language=language)
        account.backend = settings.AUTHENTICATION_BACKENDS[-1]
        target = _next(request) or reverse("resident:mine")
        answer = perform_login(request, account, email_verification="none", redirect_url=target)
        by = orgs.actor_of(account)
    if count := cases.adopt(by=by):
        words = ngettext("找到您以前反映的 %(count)d 件事", "找到您以前反映的 %(count)d 件事", count)
        messages.success(request, words % {"count": count})
    return answer


def _next(request: Request) -> str:
    target = str(request.POST.get("next") or request.GET.get("next") or "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else ""


def _with_next(request: Request, url: str) -> str:
    target = _next(request)
    return f"{url}?{urlencode({'next': target})}" if target else url
