"""Serves pictures: each request is checked, and only what was re-encoded here is ever sent."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from linli.api import callers
from linli.cases import pictures
from linli.cases.models import Picture
from linli.kernel.apikeys import Scope
from linli.kernel.errors import NotFound

_HOUR = 3600


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Send a picture, with ?small=1 its small copy, to who may see it; to others there is none.

    May see: who works on the case, the reporter (?key= of the link), anybody when the case is public.
    """
    found = Picture.objects.select_related("case").filter(name=f"pictures/{name}").first()
    secret = callers.secret_of(request)
    caller = callers.by_key(secret, Scope.V1) if secret else callers.by_session(request)
    if found is None or not pictures.may_see(found, caller.actor, request.GET.get("key", "")):
        raise NotFound
    small = request.GET.get("small") == "1"
    etag = f'"{found.digest[:32]}{"-s" if small else ""}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = FileResponse(pictures.open_size(found, small=small), content_type="image/jpeg")  # type: ignore[assignment]
        response["Content-Disposition"] = "inline"
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={_HOUR}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
