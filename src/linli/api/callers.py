"""Who calls: a key of another system, or a person who is signed in; turned into an actor."""

from dataclasses import dataclass

from django.http import HttpRequest

from linli.kernel import apikeys
from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.apikeys import ApiKey, Scope
from linli.kernel.errors import LinliError
from linli.kernel.permissions import Permission
from linli.orgs import queries as orgs
from linli.sources.strangers import client_address

_LOCAL = frozenset({"127.0.0.1", "::1"})
_BARE_KEY = frozenset({Permission.CASES_REPORT})


class NotSignedIn(LinliError):
    """Neither a key nor a session came with the request."""

    status = 401
    code = "not_signed_in"


@dataclass(frozen=True, slots=True)
class Caller:
    """The one who calls, as the rules see them, and the key they called with."""

    actor: Actor
    key: ApiKey | None = None

    @property
    def name(self) -> str:
        """What keeps this caller's idempotency keys apart from another's."""
        return f"key:{self.key.pk}" if self.key else self.actor.id


def secret_of(request: HttpRequest) -> str:
    """Return the key that came in the header Authorization: Bearer or X-Api-Key, or ""."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else request.headers.get("X-Api-Key", "").strip()


def by_key(secret: str, scope: Scope) -> Caller:
    """Return the caller who showed the key `secret`.

    Raises:
        NotAllowed: the key is not valid for `scope`.
        TooMany: it asks more often than its rate.
    """
    key = apikeys.check(secret, scope)
    if key.account is not None:
        return Caller(orgs.actor_of(key.account), key)
    return Caller(Actor(f"key:{key.pk}", key.name, (Grant(_BARE_KEY, ""),)), key)


def by_session(request: HttpRequest) -> Caller:
    """Return the caller who is signed in, or ANONYMOUS."""
    known: Actor | None = getattr(request, "actor", None)
    if known is not None:
        return Caller(known)
    user = request.user
    return Caller(orgs.actor_of(user)) if user.is_authenticated else Caller(ANONYMOUS)


def is_local(request: HttpRequest) -> bool:
    """Return whether the request came from this machine itself, through no proxy."""
    return client_address(request) in _LOCAL and "X-Forwarded-For" not in request.headers
