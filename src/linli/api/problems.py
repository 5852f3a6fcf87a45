"""Says what is wrong as JSON: a code for machines, words for people, and every faulty field."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from linli.kernel.errors import FieldError, InvalidInput, LinliError, TooMany


def body(code: str, message: str, errors: Sequence[FieldError] = ()) -> dict[str, Any]:
    """Return the one shape of every error: {code, message, errors: [{field, message, row}]}."""
    return {
        "code": code,
        "message": message,
        "errors": [{"field": one.field, "message": str(one.message), "row": one.row} for one in errors],
    }


def answer(status: int, content: dict[str, Any]) -> HttpResponse:
    """Return `content` as JSON with the HTTP `status`."""
    return HttpResponse(msgspec.json.encode(content), status=status, content_type="application/json")


def problem(request: HttpRequest, fault: LinliError) -> HttpResponse:
    """Return the answer that fits `fault`, in the reader's language."""
    errors = fault.errors if isinstance(fault, InvalidInput) else ()
    response = answer(fault.status, body(fault.code, str(fault.message), errors))
    if isinstance(fault, TooMany):
        response["Retry-After"] = str(fault.retry_after)
    return response
