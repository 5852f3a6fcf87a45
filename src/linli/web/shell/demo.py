"""On the demo every role is one press: the made-up city's own accounts, and only there."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from linli.kernel.accounts import Account
from linli.web.shell.request import Request

PREFIX = "demo-"
"""The demo's builder gives its role accounts user names that begin so."""


NAMES = {
    "resident": _("居民"),
    "worker": _("网格员"),
    "community": _("社区工作台"),
    "street": _("街道工作台"),
    "department": _("处置部门"),
    "inspector": _("核查员"),
    "leader": _("城市领导"),
    "system": _("系统管理员"),
    "security": _("安全管理员"),
    "audit": _("审计管理员"),
}
"""What each role is called on the sign-in page, in the order of a report's way."""


@dataclass(frozen=True)
class Role:
    """One role to try: its account and what it is called."""

    username: str
    name: str
    who: str


def roles() -> list[Role]:
    """Return the demo's role accounts; none outside the demo."""
    if not settings.DEMO:
        return []
    found = Account.objects.filter(username__startswith=PREFIX, is_active=True)
    shown = [
        Role(each.username, str(NAMES.get(each.username.removeprefix(PREFIX), str(each))), str(each))
        for each in found
    ]
    order = list(NAMES)
    return sorted(shown, key=lambda role: order.index(key) if (key := role.username[5:]) in order else 99)


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
