"""Every front's addresses, in one list."""

from django.urls import include, path

urlpatterns = [
    path("", include("linli.web.shell.urls")),
    path("", include("linli.web.resident.urls")),
]
