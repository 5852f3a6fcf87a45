"""What every door for devices does: whose key is it, and faults as JSON."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from linli.api import callers, problems
from linli.api.callers import NotSignedIn
from linli.devices import groups
from linli.devices.models import Group
from linli.kernel.errors import LinliError

View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Let a view be called by machines: no CSRF token, and every fault in the one shape."""

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            return view(request, **parts)
        except LinliError as fault:
            return problems.problem(request, fault)

    return opened


def group_of(request: HttpRequest) -> Group:
    """Return the group whose key came with the request.

    Raises:
        NotSignedIn: no key came.
        NotAllowed: it is no key of a group in service.
    """
    secret = callers.secret_of(request)
    if not secret:
        raise NotSignedIn(_("请提供设备组的密钥。"))
    return groups.by_key(secret)
