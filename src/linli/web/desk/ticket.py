"""A clerk writes down a call while the caller is on the line."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.kernel import ids
from linli.kernel.errors import InvalidInput, NotAllowed
from linli.kernel.permissions import Permission, prefixes
from linli.sources import listen
from linli.web.shell import acts
from linli.web.shell.request import Request


class TicketForm(forms.Form):
    """What the page asks; the source checks what is said."""

    use_required_attribute = False
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("来电人说了什么"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    address = forms.CharField(label=gettext_lazy("在哪里"), required=False)
    lon = forms.CharField(required=False, widget=forms.HiddenInput)
    lat = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("来电人"), required=False, widget=forms.TextInput(attrs={"class": "short"})
    )
    phone = forms.CharField(
        label=gettext_lazy("电话"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "class": "short"}),
    )
    ticket = forms.CharField(
        label=gettext_lazy("热线工单号"), required=False, widget=forms.TextInput(attrs={"class": "short"})
    )
    urgent = forms.BooleanField(label=gettext_lazy("紧急"), required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: Request) -> HttpResponse:
    """Show the form, or take the ticket in and tell its number to read out.

    Raises:
        NotAllowed: the reader takes no calls.
    """
    if not prefixes(request.actor, Permission.HOTLINE_TAKE):
        raise NotAllowed
    if request.method != "POST":
        return render(request, "desk/ticket.html", {"form": TicketForm(initial={"key": ids.token()})})
    form = TicketForm(request.POST)
    form.is_valid()
    said = {name: value for name, value in form.cleaned_data.items() if name != "key"}
    said["urgent"] = "yes" if said.get("urgent") else ""
    try:
        case = listen.hear("hotline", by=request.actor, data=said, external_id=form.cleaned_data["key"][:100])
    except InvalidInput as fault:
        acts.tell(form, fault)
        return render(request, "desk/ticket.html", {"form": form}, status=422)
    messages.success(request, _("已登记，请把编号告诉来电人：%(number)s") % {"number": case.number})
    return redirect("desk:case", case.number)
