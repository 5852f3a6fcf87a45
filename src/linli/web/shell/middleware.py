"""What happens around every view: who asks, in which language, and faults said in plain words."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from linli.kernel.errors import LinliError
from linli.web.shell import problems

GetResponse = Callable[[HttpRequest], HttpResponse]


class AccountLanguageMiddleware:
    """Speak the account's language where this device has not chosen one; stands after authentication."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
            language = chosen if chosen in dict(settings.LANGUAGES) else request.user.language
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language() or language
        return self.get_response(request)


class FaultMiddleware:
    """Turn a fault of ours that no view caught into its page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a LinliError with its page; leave everything else to Django."""
        if isinstance(exception, LinliError) and not request.path.startswith(("/api/", "/open311/")):
            return problems.fault_page(request, exception)
        return None
