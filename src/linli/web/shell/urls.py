"""The shell's addresses."""

from django.urls import path

from linli.web.shell import pages, preferences

app_name = "shell"
urlpatterns = [
    path("language/", preferences.language, name="language"),
    path("letters/", preferences.elder, name="elder"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.guide, name="help"),
    path("offline/", pages.offline, name="offline"),
    path("sw.js", pages.service_worker, name="service_worker"),
]
