"""The shell's addresses."""

from django.urls import path

from linli.web.shell import demo, demophone, installable, notices, pages, preferences, telling

app_name = "shell"
urlpatterns = [
    path("shell/language/", preferences.language, name="language"),
    path("shell/letters/", preferences.elder, name="elder"),
    path("privacy/", pages.privacy, name="privacy"),
    path("help/", pages.guide, name="help"),
    path("shell/account/", pages.account, name="account"),
    path("shell/account/notices/", telling.choose, name="telling"),
    path("shell/start/", pages.start, name="start"),
    path("shell/enter/", demo.enter, name="enter"),
    path("demo/messages/", demophone.take, name="demo_messages"),
    path("demo/phone/", demophone.phone, name="demo_phone"),
    path("notices/", notices.inbox, name="notices"),
    path("offline/", pages.offline, name="offline"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("sw.js", installable.service_worker, name="service_worker"),
]
