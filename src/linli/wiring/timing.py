"""Counts every request with its time; stands outermost, so that what the others do is counted too."""

from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.kernel import timing

UNKNOWN, STATIC, OTHER = "unknown", "static", "other"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class TimingMiddleware:
    """Counts requests for /metrics."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before `get_response`."""
        self.get_response = get_response
        self.static = f"/{settings.STATIC_URL.strip('/')}/"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count how long that took."""
        begun = perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else OTHER
        match = request.resolver_match
        name = match.view_name or UNKNOWN if match is not None else self._unresolved(request)
        timing.took(perf_counter() - begun, view=name, method=method, status=response.status_code)
        return response

    def _unresolved(self, request: HttpRequest) -> str:
        return STATIC if request.path_info.startswith(self.static) else UNKNOWN
