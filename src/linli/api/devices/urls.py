"""The addresses at which devices report."""

from django.urls import path

from linli.api.devices import batches

urlpatterns = [
    path("events", batches.events, name="device-events"),
]
