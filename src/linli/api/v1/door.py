"""Puts version 1 together: its routers, its faults, its OpenAPI document."""

from ninja import NinjaAPI

from linli import __version__
from linli.api.v1 import cases, city, faults, figures

api = NinjaAPI(
    title="Linli",
    version=__version__,
    urls_namespace="v1",
    description="Cases, places and those who serve. Errors have one shape: code, message, errors.",
    openapi_url="/openapi.json",
    docs_url=None,
)
faults.listen_on(api)
api.add_router("", city.router)
api.add_router("", cases.router)
api.add_router("", figures.router)
