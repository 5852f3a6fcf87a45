"""The admin site: entered only through our own sign-in, and only by those who have a part in it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

POLICY = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}
"""The library's pages evaluate their attributes; nothing else of the site may."""

UNKEPT = {"auth", "account", "mfa"}
"""Apps whose tables no role keeps: their libraries bring pages that nobody may open."""


class Office(UnfoldAdminSite):
    """The administrators' pages."""

    site_title = _("邻里管理后台")
    site_header = _("邻里管理后台")
    index_title = _("管理后台")

    def register(self, model_or_iterable: Any, *arguments: Any, **options: Any) -> None:
        """Take on the pages of a table, but for those that no role keeps."""
        given: list[Any] = (
            [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        )
        kept = [model for model in given if model._meta.app_label not in UNKEPT]
        super().register(kept, *arguments, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the account has any part in the office."""
        user = request.user
        return bool(user.is_active and user.is_staff and user.get_all_permissions())

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send strangers to the site's own sign-in, with its second factor and lockout; others home."""
        if request.user.is_authenticated:
            return redirect("/")
        target = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Return `view` behind the door of the office, with the policy that its library needs."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response: HttpResponse = guarded(request, *args, **kwargs)
            response._csp_update = POLICY  # type: ignore[attr-defined]
            return response

        return inner
