"""Asking to be told of a place, agreeing with a code, and ending it with one press."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from linli.channels import actions as channels
from linli.channels import queries
from linli.channels.actions import Place, Wish
from linli.channels.rules import RADII, Channel
from linli.kernel.errors import InvalidInput
from linli.places import queries as places
from linli.sources import strangers
from linli.web.resident import near
from linli.web.shell import acts
from linli.web.shell.cards import Point
from linli.web.shell.request import Request
from linli.web.signin.phone import CodeForm, show_in_demo

AGREED = gettext_lazy("同意用这个地址把这个地方的公告和公开的事告诉我，只为这件事；退订即删")


class SubscribeForm(forms.Form):
    """How one would like to be told, and how often; the place comes with the address of the page."""

    use_required_attribute = False
    metres = forms.ChoiceField(required=False, label=gettext_lazy("多大范围"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(required=False, label=gettext_lazy("怎么告诉您"), widget=forms.RadioSelect)
    phone = forms.CharField(
        required=False,
        label=gettext_lazy("手机号"),
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "short"}
        ),
    )
    email = forms.CharField(
        required=False,
        label=gettext_lazy("电子邮箱"),
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )
    every = forms.ChoiceField(required=False, label=gettext_lazy("多久一次"), widget=forms.RadioSelect)
    agree = forms.BooleanField(required=False, label=AGREED)

    def __init__(self, *args: Any, circle: bool, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        radii = [(str(metres), _("%(count)d 米") % {"count": metres}) for metres in RADII]
        rhythms = [("1", _("每天傍晚一次，有事才发")), ("7", _("每周一次，有事才发"))]
        ways = [(Channel.EMAIL, _("电子邮件")), (Channel.SMS, _("短信"))]
        open_ways = [(way.value, name) for way, name in ways if queries.reaches(way)]
        for name, choices in (("metres", radii), ("every", rhythms), ("channel", open_ways)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if not circle:
            del self.fields["metres"]
        for name in ("channel", "phone", "email", "agree") if signed_in else ():
            del self.fields[name]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: Request) -> HttpResponse:
    """Ask how one would like to be told of the place that the address names, and begin."""
    area, at = request.GET.get("area", ""), near.here(request.GET)
    code = area if places.exists(area) else ""
    if at:
        code = places.locate(*at).code
    if not code:
        return redirect("resident:choose")
    signed_in = request.actor.account_id is not None
    initial = {"metres": "1000", "every": "1", "channel": Channel.EMAIL.value}
    form = SubscribeForm(request.POST or None, initial=initial, circle=at is not None, signed_in=signed_in)
    if request.method == "POST" and form.is_valid():
        answer = _begin(request, form, code, at)
        if answer is not None:
            return answer
    page = {"form": form, "place": " ".join(places.names(code)[-2:]), "circle": at is not None}
    status = 422 if request.method == "POST" else 200
    return render(request, "resident/subscribe.html", page, status=status)


def _begin(request: Request, form: forms.Form, code: str, at: Point | None) -> HttpResponse | None:
    """Subscribe, or send the code; None when the form has faults, which it then shows."""
    said = form.cleaned_data
    place = Place(code)
    if at:
        place = Place(lon=at[0], lat=at[1], metres=int(said["metres"] or 0))
    agreed = str(AGREED) if said.get("agree") else ""
    wish = Wish(place, int(said["every"] or 1), get_language() or settings.LANGUAGE_CODE, agreed)
    try:
        if request.actor.account_id is not None:
            channels.subscribe(by=request.actor, wish=wish)
            return redirect("resident:subscriptions")
        if not said["agree"]:
            form.add_error("agree", _("请勾选同意，我们才能发给您。"))
            return None
        channel = Channel.SMS if said["channel"] == Channel.SMS else Channel.EMAIL
        address = said["phone"] if channel is Channel.SMS else said["email"]
        who = strangers.stranger(request).address
        asked = channels.ask(wish=wish, channel=channel, address=address, network=who)
    except InvalidInput as fault:
        acts.tell(form, fault)
        return None
    show_in_demo(request, asked)
    return redirect("resident:subscribe_code", asked.token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request, token: str) -> HttpResponse:
    """Ask for the code that was sent; with it the subscription begins."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, who = form.cleaned_data["code"], strangers.stranger(request).address
        try:
            begun = channels.confirm(by=request.actor, token=token, code=typed, network=who)
        except InvalidInput as fault:
            acts.tell(form, fault)
        else:
            page = {"place": channels.named(begun), "stop": channels.stop_link(begun)}
            return render(request, "resident/subscribed.html", page)
    status = 422 if request.method == "POST" else 200
    return render(request, "resident/subscribe_code.html", {"form": form}, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, pk: int, key: str) -> HttpResponse:
    """End the subscription of a link: one press here, or the mail program's own button (RFC 8058).

    Whoever holds the link may end it, and nothing else, so no other token is asked for.
    """
    found = queries.subscription_of_link(pk, key)
    if request.method == "POST":
        channels.stop(by=request.actor, subscription=pk, key=key)
        found = None
    page = {"place": channels.named(found) if found else "", "ended": found is None}
    return render(request, "resident/unsubscribe.html", page)


@never_cache
@require_http_methods(["GET", "HEAD"])
def mine(request: Request) -> HttpResponse:
    """List the places of which the signed-in person is told."""
    rows = [{"id": one.pk, "name": channels.named(one)} for one in queries.subscriptions(request.actor)]
    return render(request, "resident/subscriptions.html", {"rows": rows})


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """End one of the signed-in person's own subscriptions."""
    channels.stop(by=request.actor, subscription=pk)
    return redirect("resident:subscriptions")
