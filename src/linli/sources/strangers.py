"""Who reports without an account: known only by keyed digests of address and device, slowed when many."""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from linli.kernel import crypto, ids, limits

COOKIE = "linli_device"
_SALT = "linli.sources.device"
_YEAR = 365 * 24 * 3600
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Stranger:
    """A reporter without an account; both values are digests, "" when unknown."""

    address: str = ""
    device: str = ""


def stranger(request: HttpRequest) -> Stranger:
    """Return who asks, as far as an anonymous limit needs to know."""
    device = _device(request)
    return Stranger(
        address=crypto.blind_index(f"address:{network(client_address(request))}"),
        device=crypto.blind_index(f"device:{device}") if device else "",
    )


def client_address(request: HttpRequest) -> str:
    """Return the address the request came from, behind LINLI_PROXIES proxies that are our own."""
    own = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.PROXIES
    if not proxies:
        return own
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-min(proxies, len(hops))] if hops else own


def network(address: str) -> str:
    """Return what one subscriber has: an IPv4 address itself, the first 64 bits of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Give the device of `request` a token of its own, if it has none, in a cookie on `response`."""
    if not _device(request):
        response.set_cookie(
            COOKIE,
            signing.dumps(ids.token(16), salt=_SALT),
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _device(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_YEAR))
    except signing.BadSignature:
        return ""


def slow(who: Stranger, source: str) -> None:
    """Count a report of `who` through `source`.

    Raises:
        TooMany: more than LINLI_REPORTS_PER_ADDRESS or LINLI_REPORTS_PER_DEVICE within the hour.
    """
    if who.device:
        limits.take(f"{source}:device:{who.device}", settings.REPORTS_PER_DEVICE, _HOUR)
    limits.take(f"{source}:address:{who.address}", settings.REPORTS_PER_ADDRESS, _HOUR)


def slow_device(name: str, source: str) -> None:
    """Count a report of a device that another system names `name`.

    Raises:
        TooMany: more than LINLI_REPORTS_PER_DEVICE within the hour.
    """
    slow_key = crypto.blind_index(f"device:{name}")
    limits.take(f"{source}:device:{slow_key}", settings.REPORTS_PER_DEVICE, _HOUR)
