"""One press changes the language or the size of the letters, and it stays so."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from linli.kernel.accounts import Account
from linli.web.shell.request import Request

ELDER_COOKIE = "linli_elder"
SIZES = ("0", "1", "2", "3")
YEAR = 365 * 24 * 3600


def back(request: Request) -> HttpResponseRedirect:
    """Return a redirect to the page named in the form's `next`, if it is one of ours; else home."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return redirect(target)
    return redirect("/")


@require_POST
def language(request: Request) -> HttpResponse:
    """Remember the language chosen: in a cookie, and in the account of one who is signed in."""
    response = back(request)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES) and check_for_language(code):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", secure=settings.HTTPS
        )
        if request.user.is_authenticated:
            Account.objects.filter(pk=request.user.pk).update(language=code)
    return response


@require_POST
def elder(request: Request) -> HttpResponse:
    """Choose how large letters are, or switch between usual and large; remembered here and in the account."""
    response = back(request)
    wanted = request.POST.get("size", "")
    size = int(wanted) if wanted in SIZES else 0 if letters(request) else 1
    response.set_cookie(ELDER_COOKIE, str(size), max_age=YEAR, samesite="Lax", secure=settings.HTTPS)
    if request.user.is_authenticated:
        Account.objects.filter(pk=request.user.pk).update(letters=size)
    return response


def letters(request: HttpRequest) -> int:
    """Return how large the reader likes letters: 0 as usual, 1 to 3 large; this device before the account."""
    kept = request.COOKIES.get(ELDER_COOKIE, "")
    if kept in SIZES:
        return int(kept)
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, Account)
    return request.user.letters if signed_in and isinstance(request.user, Account) else 0
