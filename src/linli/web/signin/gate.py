"""What stands between signing in and working: the idle clock, a first password, a second factor."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.kernel.actor import ANONYMOUS
from linli.orgs import queries as orgs
from linli.web.shell.request import POLL

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN = "seen"
FACTOR = "second_factor"

OPEN = (
    "/accounts/",
    "/shell/language/",
    "/shell/letters/",
    "/help/",
    "/privacy/",
    "/offline/",
    "/sw.js",
    "/favicon.ico",
    "/manifest.webmanifest",
    "/static/",
)
"""Where one may go before the first password is changed and the second factor is set up."""


class GateMiddleware:
    """Know who acts; end idle sessions; send those with something to do first to where it is done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = account_of(request)
        request.actor = orgs.actor_of(account) if account else ANONYMOUS  # type: ignore[attr-defined]
        if account is not None:
            keep_awake(request, account)
            target = first_things(request, account)
            if target and not request.path.startswith(OPEN):
                return turn_away(request, target)
        response = self.get_response(request)
        if account is None and (entered := account_of(request)):
            keep_awake(request, entered)
        return response


def account_of(request: HttpRequest) -> Account | None:
    """Return who is signed in; asks nothing of the database when no session came along."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and request.session.session_key is None:
        return None
    return request.user if isinstance(request.user, Account) else None


def keep_awake(request: HttpRequest, account: Account) -> None:
    """Push the end of the session on, at most once a minute (staff) or a day; polls do not count."""
    idle = settings.STAFF_IDLE_SECONDS if account.is_staff else settings.RESIDENT_IDLE_SECONDS
    present = int(clock.now().timestamp())
    grain = min(idle // 30, 86_400)
    if POLL in request.headers or 0 <= present - request.session.get(SEEN, -grain) < grain:
        return
    request.session[SEEN] = present
    request.session[FACTOR] = not account.is_staff or has_second_factor(account)
    request.session.set_expiry(idle)


def has_second_factor(account: Account) -> bool:
    """Return whether the account has set up an authenticator app."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()


def first_things(request: HttpRequest, account: Account) -> str:
    """Return the address of what the account must do before anything else, or ""."""
    if account.must_change_password:
        return reverse("account_change_password")
    if not settings.SECOND_FACTOR or not account.is_staff or request.session.get(FACTOR):
        return ""
    request.session[FACTOR] = has_second_factor(account)
    return "" if request.session[FACTOR] else reverse("mfa_activate_totp")


def turn_away(request: HttpRequest, target: str) -> HttpResponse:
    """Send the browser to `target`; tell a program why it is turned away."""
    if request.path.startswith(("/api/", "/open311/")):
        message = _("请先在网页上改好初始密码并设置两步验证。")
        return JsonResponse({"code": "not_allowed", "message": message, "errors": []}, status=403)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = target
        return response
    return redirect(target)
