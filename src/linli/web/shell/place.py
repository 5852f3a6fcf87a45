"""Where the reader lives: the community they chose on this device, else the one of their household."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.kernel.actor import ANONYMOUS, Actor
from linli.people import queries as people
from linli.places import queries as places

COOKIE = "linli_place"
YEAR = 365 * 24 * 3600
COMMUNITY = 12


def is_community(code: str) -> bool:
    """Return whether `code` is a community in use."""
    return len(code) == COMMUNITY and places.exists(code)


def chosen(request: HttpRequest) -> str:
    """Return the code of the reader's community, "" when it is not known."""
    code = request.COOKIES.get(COOKIE, "")
    if is_community(code):
        return code
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return people.home_of(actor)[:COMMUNITY]


def remember(response: HttpResponse, code: str) -> None:
    """Remember the community `code` on this device."""
    response.set_cookie(
        COOKIE, code, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
