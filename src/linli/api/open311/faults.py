"""Says what is wrong the way GeoReport does: an array of code and description, in the notation asked for."""

from django.http import HttpRequest, HttpResponse

from linli.api.open311 import answers
from linli.api.open311.answers import Form
from linli.kernel.errors import InvalidInput, LinliError, TooMany

_STATUS = {401: 403, 422: 400}


def form_of(request: HttpRequest) -> Form:
    """Return the notation of the address; without an ending the one the client accepts, or XML."""
    ending = request.path.rpartition(".")[2]
    if ending in set(Form):
        return Form(ending)
    return Form.JSON if "json" in request.headers.get("Accept", "") else Form.XML


def problem(request: HttpRequest, fault: LinliError) -> HttpResponse:
    """Return the answer that fits `fault`: one error for each faulty field."""
    descriptions = (
        [f"{error.field}: {error.message}" for error in fault.errors]
        if isinstance(fault, InvalidInput)
        else [str(fault.message)]
    )
    response = answers.errors(form_of(request), _STATUS.get(fault.status, fault.status), descriptions)
    if isinstance(fault, TooMany):
        response["Retry-After"] = str(fault.retry_after)
    return response
