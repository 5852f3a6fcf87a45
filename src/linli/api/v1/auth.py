"""Who may call: a key with the scope v1, a session, and on a few doors anybody."""

from django.http import HttpRequest
from ninja.security import APIKeyHeader, HttpBearer, SessionAuth

from linli.api import callers
from linli.api.callers import Caller
from linli.kernel.actor import ANONYMOUS
from linli.kernel.apikeys import Scope


class BearerKey(HttpBearer):
    """A key in `Authorization: Bearer ...`."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return who holds the key."""
        return callers.by_key(token.strip(), Scope.V1)


class HeaderKey(APIKeyHeader):
    """A key in `X-Api-Key`."""

    param_name = "X-Api-Key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """Return who holds the key."""
        return callers.by_key(key.strip(), Scope.V1) if key else None


class Session(SessionAuth):
    """A person signed in on the pages; what changes something needs their CSRF token."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        """Return who is signed in; without a session there is nothing to forge, so no token is asked."""
        return super().__call__(request) if self.param_name in request.COOKIES else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """Return who is signed in."""
        return callers.by_session(request) if request.user.is_authenticated else None


def anybody(request: HttpRequest) -> Caller:
    """Return a caller who gave no proof of who they are."""
    return Caller(ANONYMOUS)


SIGNED_IN = [BearerKey(), HeaderKey(), Session()]
OPEN_DOOR = [*SIGNED_IN, anybody]


def caller_of(request: HttpRequest) -> Caller:
    """Return the caller that the door let in."""
    found: Caller = getattr(request, "auth")  # noqa: B009 - ninja sets it
    return found
