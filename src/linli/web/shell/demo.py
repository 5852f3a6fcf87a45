"""On the demo every role is one press: the made-up city's own accounts, and only there."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.kernel.accounts import Account
from linli.web.shell.request import Request

PREFIX = "demo-"
"""The demo's builder gives its role accounts user names that begin so."""


@dataclass(frozen=True)
class Role:
    """One role to try: its account and what it is called."""

    username: str
    name: str


def roles() -> list[Role]:
    """Return the demo's role accounts; none outside the demo."""
    if not settings.DEMO:
        return []
    found = Account.objects.filter(username__startswith=PREFIX, is_active=True).order_by("pk")
    return [Role(account.username, str(account)) for account in found]


@require_POST
def enter(request: Request) -> HttpResponse:
    """Sign into one of the demo's role accounts.

    Raises:
        Http404: this is no demo, or no such role.
    """
    username = request.POST.get("username", "")
    account = Account.objects.filter(username=username, is_active=True).first() if settings.DEMO else None
    if account is None or not username.startswith(PREFIX):
        raise Http404
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return redirect("shell:start")
