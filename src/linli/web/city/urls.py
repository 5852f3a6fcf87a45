"""The city's addresses."""

from django.urls import path

from linli.web.city import views

app_name = "city"
urlpatterns = [
    path("", views.home, name="home"),
    path("values.geojson", views.values, name="values"),
    path("coverage/", views.coverage, name="coverage"),
]
