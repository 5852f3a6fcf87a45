"""How one is told: everybody chooses for what they reported, staff for their work too."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.channels import actions as channels
from linli.channels import queries
from linli.channels.rules import Channel
from linli.kernel import crypto
from linli.kernel.errors import InvalidInput
from linli.people import actions as people
from linli.people import queries as contacts
from linli.people.models import Contact
from linli.web.shell import acts, navigation
from linli.web.shell.request import Request


class OwnForm(forms.Form):
    """By what a reporter would rather be told."""

    channel = forms.ChoiceField(
        label=_("首选方式"), choices=Contact.Channel.choices, widget=forms.RadioSelect
    )
    phone = forms.CharField(
        label=_("手机号"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.CharField(
        label=_("电子邮件"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )


class WorkForm(forms.Form):
    """Whether notices of work come by e-mail too."""

    by_email = forms.BooleanField(label=_("工作消息同时发到我的邮箱"), required=False)
    email = forms.CharField(
        label=_("工作邮箱"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request) -> HttpResponse:
    """Show how one is told now, or keep what was chosen."""
    wanted = request.POST.get("of", "")
    own = _own_form(request, request.POST if wanted == "own" else None)
    work = _work_form(request, request.POST if wanted == "work" else None)
    forms_by_name: dict[str, OwnForm | WorkForm] = {"own": own, "work": work}
    chosen = forms_by_name.get(wanted)
    if request.method == "POST" and chosen is not None and _kept(request, chosen):
        messages.success(request, _("已记下。"))
        return redirect("shell:telling")
    staff = navigation.is_staff(request.actor)
    areas = sorted({grant.prefix for grant in request.actor.grants if grant.prefix})
    page = {
        "own": own,
        "work": work if staff else None,
        "carried": {str(way) for way in queries.carried(areas)},
        "email": Channel.EMAIL,
        "sms": Channel.SMS,
    }
    return render(request, "shell/telling.html", page, status=422 if chosen and chosen.errors else 200)


def _own_form(request: Request, data: Any) -> OwnForm:
    contact = contacts.contact_of(request.actor.account_id or 0)
    form = OwnForm(data, initial={"channel": contact.channel if contact else Contact.Channel.IN_APP})
    if contact and contact.phone_mask:
        proved = contact.phone_proved_at is not None
        words = _("现在是 %(phone)s，登录也用它。") if proved else _("现在是 %(phone)s；不改就空着。")
        form.fields["phone"].help_text = words % {"phone": contact.phone_mask}
        form.fields["phone"].disabled = proved
    if contact and contact.email:
        shown = crypto.mask_email(crypto.decrypt(contact.email))
        form.fields["email"].help_text = _("现在是 %(email)s；不改就空着。") % {"email": shown}
    return form


def _work_form(request: Request, data: Any) -> WorkForm:
    account = request.user
    form = WorkForm(data, prefix="work", initial={"by_email": queries.wants_email(account.pk or 0)})
    form.initial["email"] = account.email if account.is_authenticated else ""
    return form


def _kept(request: Request, form: OwnForm | WorkForm) -> bool:
    """Keep what was chosen; what is wrong is told at its field."""
    if not form.is_valid():
        return False
    try:
        if isinstance(form, WorkForm):
            channels.prefer(by=request.actor, **form.cleaned_data)
        else:
            people.choose_channel(by=request.actor, language=get_language() or "", **form.cleaned_data)
    except InvalidInput as fault:
        acts.tell(form, fault)
        return False
    return True
