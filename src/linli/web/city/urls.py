"""The city's addresses."""

from django.urls import path

from linli.web.city import behind, definitions, maps, views

app_name = "city"
urlpatterns = [
    path("", views.home, name="home"),
    path("live/", views.live, name="live"),
    path("values.json", maps.values, name="values"),
    path("dots.geojson", maps.dots, name="dots"),
    path("cases/", behind.behind, name="behind"),
    path("coverage/", views.coverage, name="coverage"),
    path("definitions/", definitions.definitions, name="definitions"),
]
