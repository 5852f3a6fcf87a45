"""The addresses that machines call."""

from django.urls import path

from linli.api import health, metrics
from linli.api.features import outlines

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/features/areas.geojson", outlines.areas, name="features-areas"),
]
