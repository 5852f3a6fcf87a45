"""Where every address of the site leads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("linli.web.urls")),
]
handler400 = "linli.web.shell.problems.bad_request"
handler403 = "linli.web.shell.problems.denied"
handler404 = "linli.web.shell.problems.not_found"
