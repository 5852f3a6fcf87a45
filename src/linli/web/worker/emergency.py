"""In an emergency: a person under plan is found by name and opened, whoever keeps the grid."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.care import actions
from linli.kernel.errors import InvalidInput, NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.people.rules import LONGEST_NAME, LONGEST_REASON
from linli.web.shell import acts
from linli.web.shell.request import Request


class FindForm(forms.Form):
    """Which elder under plan, by name, and by address where two have the same."""

    use_required_attribute = False
    name = forms.CharField(
        required=False,
        label=gettext_lazy("老人姓名"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME, "autocomplete": "off"}),
    )
    address = forms.CharField(
        required=False,
        label=gettext_lazy("楼栋和门牌"),
        help_text=gettext_lazy("有同名的老人才要填。"),
        widget=forms.TextInput(attrs={"maxlength": 100, "autocomplete": "off"}),
    )


class EmergencyForm(FindForm):
    """Who, where, and what is going on."""

    reason = forms.CharField(
        required=False,
        label=gettext_lazy("出了什么事"),
        help_text=gettext_lazy("例如：邻居听到呼救，敲门没人应"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_REASON, "autocomplete": "off"}),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: Request) -> HttpResponse:
    """Ask who and why; show name, address, telephones and keys once.

    Raises:
        NotAllowed: the reader answers no alerts anywhere.
    """
    if not prefixes(request.actor, Permission.CARE_ANSWER):
        raise NotAllowed
    form = EmergencyForm(request.POST or None)
    page: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            page["opened"] = actions.open_in_emergency(by=request.actor, **form.cleaned_data)
        except InvalidInput as fault:
            acts.tell(form, fault)
    status = 422 if request.method == "POST" and "opened" not in page else 200
    return render(request, "worker/emergency.html", page, status=status)
