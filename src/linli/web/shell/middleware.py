"""What happens around every view: in which language it speaks, and what its page may load."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class PagePolicyMiddleware(CSPMiddleware):
    """Say what a page may load; JSON loads nothing, and gets no policy."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the policy, unless the answer is JSON."""
        is_data = response.headers.get("Content-Type", "").startswith("application/json")
        return response if is_data else super().process_response(request, response)


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
