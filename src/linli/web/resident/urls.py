"""The residents' addresses."""

from django.urls import path

from linli.web.resident import home

app_name = "resident"
urlpatterns = [
    path("", home.home, name="home"),
]
