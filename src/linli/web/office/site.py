"""The admin site: entered only through our own sign-in, and only by those who have a part in it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from linli.web.office import calendar, catalogue, imports

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

    def get_urls(self) -> list[Any]:
        """Return the library's addresses, and before them the pages that are no table's."""
        view = self.admin_view
        return [
            path("import/<str:kind>/", view(imports.choose), name="import_choose"),
            path("import/<str:kind>/template.csv", view(imports.template), name="import_template"),
            path("import/<str:kind>/<str:token>/", view(imports.preview), name="import_preview"),
            path("catalogue/", view(catalogue.listed), name="catalogue"),
            path("catalogue/matters/<str:code>/", view(catalogue.matter), name="catalogue_matter"),
            path("catalogue/files/<str:name>", view(catalogue.file), name="catalogue_file"),
            path("catalogue/files/<str:name>/replace/", view(catalogue.replace), name="catalogue_replace"),
            path("calendar/", view(calendar.listed), name="calendar"),
            path("calendar/<str:token>/", view(calendar.preview), name="calendar_preview"),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Return the tables by app, worked out only when asked for: pages show the sidebar instead."""
        if app_label is not None:
            return super().get_app_list(request, app_label)
        return SimpleLazyObject(partial(super().get_app_list, request))

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the groups of entries that the reader may open, and no others, in the reader's words."""
        groups = []
        for group in self._get_config("SIDEBAR", request)["navigation"]:
            items = [self._entry(request, item) for item in group["items"] if item["permission"](request)]
            if items:
                groups.append({"title": str(group["title"]), "items": items})
        return groups

    def _entry(self, request: HttpRequest, item: dict[str, Any]) -> dict[str, Any]:
        link = str(item["link"])
        words = {"title": str(item["title"]), "told": item["told"], "icon": item["icon"]}
        return {**words, "link": link, "active": link in request.path, "has_permission": True}

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
