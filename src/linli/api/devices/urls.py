"""The addresses at which devices report."""

from django.urls import path

from linli.api.devices import batches, hikvision

urlpatterns = [
    path("events", batches.events, name="device-events"),
    path("hikvision/<str:code>", hikvision.push, name="device-hikvision"),
]
