"""The addresses of GeoReport v2; each with and without the ending .xml or .json."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, re_path

from linli.api.open311 import views


def _door(pattern: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    return re_path(rf"^{pattern}(?:\.(?:xml|json))?$", view, name=name)


app_name = "open311"
urlpatterns = [
    _door("discovery", views.discovery, "discovery"),
    _door("services", views.service_list, "services"),
    _door(r"services/(?P<code>[^/.]{1,40})", views.service_definition, "service"),
    _door("requests", views.request_list, "requests"),
    _door(r"requests/(?P<number>[^/.]{1,40})", views.request_single, "request"),
    _door(r"tokens/(?P<token>[^/.]{1,40})", views.token, "token"),
]
