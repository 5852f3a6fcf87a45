"""One place that turns every fault into an answer: a page for people, XML or JSON for machines."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from linli.api import problems
from linli.api.open311 import faults as open311
from linli.kernel.errors import LinliError, NotAllowed, NotFound
from linli.web.shell import problems as pages

Answer = Callable[[HttpRequest, LinliError], HttpResponse]
_FOR_MACHINES: tuple[tuple[str, Answer], ...] = (
    ("/open311/", open311.problem),
    ("/api/", problems.problem),
    ("/metrics", problems.problem),
)


class Malformed(LinliError):
    """The request could not be understood at all."""

    code = "malformed"

    def __init__(self) -> None:
        super().__init__(_("没看懂这个请求，请检查格式。"))


class TooLarge(LinliError):
    """The request carries more than is taken in."""

    status = 413
    code = "too_large"

    def __init__(self) -> None:
        super().__init__(_("提交的内容太大，请分几次提交。"))


class Broken(LinliError):
    """Something of ours failed; the log says what."""

    status = 500
    code = "broken"

    def __init__(self) -> None:
        super().__init__(_("系统出了故障，已经记下，请稍后再试。"))


def _machine(request: HttpRequest) -> Answer | None:
    """Return how machines are answered at this address, or None where people read."""
    return next((form for start, form in _FOR_MACHINES if request.path.startswith(start)), None)


class FaultMiddleware:
    """Answers a fault of ours that no view caught; stands innermost, so the language is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, unless its address holds a NUL, which no database takes."""
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return bad_request(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a LinliError in the form that belongs to the address; leave everything else to Django."""
        if isinstance(exception, LinliError):
            return (_machine(request) or pages.fault_page)(request, exception)
        return None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood."""
    large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    form = _machine(request)
    if form:
        return form(request, TooLarge() if large else Malformed())
    return pages.fault_page(request, TooLarge()) if large else pages.bad_request(request, exception)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer one who may not be here."""
    form = _machine(request)
    return form(request, NotAllowed()) if form else pages.denied(request, exception)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request that Django's check against forged forms refused."""
    form = _machine(request)
    return form(request, NotAllowed()) if form else pages.stale_form(request, reason)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    form = _machine(request)
    return form(request, NotFound()) if form else pages.not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when something of ours failed; Django has logged what."""
    form = _machine(request)
    return (form or pages.fault_page)(request, Broken())
