"""Every front's addresses, in one list."""

from django.urls import include, path

urlpatterns = [
    path("", include("linli.web.shell.urls")),
    path("", include("linli.web.resident.urls")),
    path("worker/", include("linli.web.worker.urls")),
    path("desk/", include("linli.web.desk.urls")),
    path("city/", include("linli.web.city.urls")),
]
