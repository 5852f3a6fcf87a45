"""Whose phone this is: a name of the account that says nothing, and a fresh token before anything is sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.web.shell.request import Request

KEEP = "Linli-Keep"
"""The header of an answer that the phone may keep for the account named in it."""

View = Callable[..., HttpResponse]


def tag(actor: Actor) -> str:
    """Return by what a phone tells accounts apart; nobody else can read an account from it."""
    return crypto.sign("device", actor.id)[:24] if actor.account_id is not None else ""


def kept(view: View) -> View:
    """Let the phone keep what `view` shows, so that it opens without network for the same account."""

    @wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 200 and request.actor.account_id is not None:
            answer[KEEP] = tag(request.actor)
        return answer

    return wrapped


@never_cache
@require_safe
def token(request: Request) -> JsonResponse:
    """Give the account that is signed in a fresh token for sending; 401 when nobody is."""
    if request.actor.account_id is None:
        return JsonResponse({"result": "signin", "words": _("请先登录。")}, status=401)
    return JsonResponse({"account": tag(request.actor), "token": get_token(request)})
