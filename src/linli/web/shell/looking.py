"""Looking at how to reach a person: why is asked first, and the look is logged."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from linli.kernel import clock
from linli.kernel.errors import InvalidInput
from linli.people import actions as people
from linli.people.models import Contact
from linli.web.shell import acts
from linli.web.shell.request import Request


class ReasonForm(forms.Form):
    """Why somebody needs to see how to reach a person."""

    reason = forms.CharField(
        max_length=200,
        label=_("为什么要看"),
        help_text=_("理由会记下来，本人查得到。例如：现场找不到位置，要电话确认"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def looked(request: Request, contact: Contact, area_code: str) -> dict[str, Any]:
    """Return the form that asks why; once it is answered, what there is in clear, and when it was looked at.

    Raises:
        NotAllowed: the reader may not look there.
    """
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return {"form": form}
    try:
        clear = people.look(
            by=request.actor, contact=contact, reason=form.cleaned_data["reason"], area_code=area_code
        )
    except InvalidInput as fault:
        acts.tell(form, fault)
        return {"form": form}
    return {"form": form, "clear": clear, "at": clock.now()}


def page(request: Request, template: str, shown: dict[str, Any]) -> HttpResponse:
    """Return the page that asks or shows; 422 when the answer to why was none."""
    return render(request, template, shown, status=422 if shown["form"].errors else 200)
