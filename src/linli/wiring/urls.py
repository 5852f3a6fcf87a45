"""Where every address of the site leads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("accounts/", include("linli.web.signin.urls")),
    path("", include("linli.api.urls")),
    path("", include("linli.web.urls")),
]
handler400 = "linli.wiring.faults.bad_request"
handler403 = "linli.wiring.faults.denied"
handler404 = "linli.wiring.faults.not_found"
handler500 = "linli.wiring.faults.broken"
