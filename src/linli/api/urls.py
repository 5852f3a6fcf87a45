"""The addresses that machines call."""

from django.urls import include, path

from linli.api import health, media, metrics
from linli.api.devices import zkteco
from linli.api.features import cases, outlines, tiles
from linli.api.v1.door import api

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/features/areas.geojson", outlines.areas, name="features-areas"),
    path("api/features/tiles/<str:level>/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="features-tile"),
    path("api/features/cases.geojson", cases.cases, name="features-cases"),
    path("iclock/cdata", zkteco.cdata, name="device-iclock"),
    path("iclock/getrequest", zkteco.poll, name="device-iclock-poll"),
    path("iclock/devicecmd", zkteco.poll, name="device-iclock-command"),
    path("iclock/ping", zkteco.poll, name="device-iclock-ping"),
    path("api/devices/", include("linli.api.devices.urls")),
    path("api/v1/", api.urls),
    path("open311/v2/", include("linli.api.open311.urls")),
    path("pictures/<path:name>", media.picture, name="picture"),
]
