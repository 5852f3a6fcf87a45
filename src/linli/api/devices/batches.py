"""POST /api/devices/events: CloudEvents 1.0, one, a batch or one a line, with a group's key and signature."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.api import problems
from linli.api.devices.door import door, group_of
from linli.devices import groups, ingest
from linli.devices.reading import LARGEST, REASONS, Form
from linli.kernel.errors import LinliError


class WrongForm(LinliError):
    """The body is said to be of a kind that is not taken."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "unsupported_media_type"


class TooLarge(LinliError):
    """The body is too large for one batch."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too_large"


@require_POST
@door
def events(request: HttpRequest) -> HttpResponse:
    """Take events in; the answer comes when they are durable and names every one that was not taken."""
    form = _form(request)
    group = group_of(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise TooLarge(_("一次最多 8 MB，请分批发送。"))
    body = request.body
    headers = request.headers
    groups.check_signature(
        group, headers.get("X-Linli-Timestamp", ""), headers.get("X-Linli-Signature", ""), body
    )
    answer = ingest.take_in(group, body, form)
    refused = form is Form.ONE and not answer["accepted"]
    return problems.answer(HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK, in_words(answer))


def in_words(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with each reason said in the reader's language."""
    told = [{**one, "message": str(REASONS[one["reason"]])} for one in answer["rejected"]]
    return {**answer, "rejected": told}


def _form(request: HttpRequest) -> Form:
    kind = (request.content_type or "").lower()
    try:
        return Form(kind)
    except ValueError as fault:
        names = ", ".join(Form)
        raise WrongForm(_("请用这些 Content-Type 之一：{names}。").format(names=names)) from fault
