"""The doors of GeoReport v2: discovery, services, definitions, requests and tokens."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from linli.api import callers, receiving
from linli.api.callers import Caller
from linli.api.open311 import answers, asking, definitions, faults, requests
from linli.api.open311.answers import CONTENT_TYPES, Form, Record
from linli.cases import pictures
from linli.cases.models import Case
from linli.kernel.apikeys import Scope
from linli.kernel.errors import LinliError, NotAllowed, NotFound
from linli.sources.open311_report import SOURCE

View = Callable[..., HttpResponse]
CHANGED = "2026-11-01T00:00:00Z"


def open_to_all(view: View) -> View:
    """Let browsers of other sites read the answer; it is public and carries no cookie."""

    @wraps(view)
    def opened(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            response = view(request, **parts)
        except LinliError as fault:
            response = faults.problem(request, fault)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return opened


@require_safe
@open_to_all
def discovery(request: HttpRequest) -> HttpResponse:
    """Say where the interface is and in which notations it answers."""
    formats: list[answers.Value] = [CONTENT_TYPES[form].partition(";")[0] for form in Form]
    endpoint: Record = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": f"{settings.PUBLIC_URL}/open311/v2",
        "changeset": CHANGED,
        "type": "production" if not settings.DEMO else "test",
        "formats": formats,
    }
    return answers.single(
        faults.form_of(request),
        "discovery",
        {
            "changeset": CHANGED,
            "contact": settings.PUBLIC_URL,
            "key_service": _("密钥由系统管理员用 linli apikey create 生成。"),
            "endpoints": [endpoint],
        },
    )


@require_safe
@open_to_all
def service_list(request: HttpRequest) -> HttpResponse:
    """List what can be reported."""
    return answers.listing(faults.form_of(request), "services", definitions.services())


@require_safe
@open_to_all
def service_definition(request: HttpRequest, code: str) -> HttpResponse:
    """Say what is asked about one service."""
    return answers.single(faults.form_of(request), "service_definition", definitions.definition(code))


@csrf_exempt
@open_to_all
def request_list(request: HttpRequest) -> HttpResponse:
    """List requests, or take one in."""
    if request.method == "POST":
        return _take_in(request)
    if request.method not in {"GET", "HEAD"}:
        return answers.errors(faults.form_of(request), 405, [_("这里只能 GET 或 POST。")])
    question = asking.read(request.GET)
    return _listing(request, list(asking.select(question)))


@require_safe
@open_to_all
def request_single(request: HttpRequest, number: str) -> HttpResponse:
    """Show one request: a public one to anybody, any of its own to the system that reported it."""
    case = Case.objects.filter(number=number).first()
    if case is None or not (case.public or requests.own(_optional_key(request), [case])):
        raise NotFound(_("没有这个 service_request_id。"))
    return _listing(request, [case])


@require_safe
@open_to_all
def token(request: HttpRequest, token: str) -> HttpResponse:
    """Give the request of a token; ours are known at once, so a token is the number itself."""
    if not Case.objects.filter(number=token).exists():
        raise NotFound(_("没有这个 token。"))
    record: Record = {"service_request_id": token, "token": token}
    return answers.listing(faults.form_of(request), "service_requests", [record])


def _listing(request: HttpRequest, cases: list[Case]) -> HttpResponse:
    mine = requests.own(_optional_key(request), cases)
    return answers.listing(faults.form_of(request), "service_requests", requests.records(cases, mine))


def _secret(request: HttpRequest) -> str:
    return request.POST.get("api_key") or request.GET.get("api_key") or callers.secret_of(request)


def _optional_key(request: HttpRequest) -> Caller | None:
    """Return the caller when a key came along; a wrong one is refused, none is fine."""
    secret = _secret(request)
    return callers.by_key(secret, Scope.OPEN311) if secret else None


def _take_in(request: HttpRequest) -> HttpResponse:
    secret = _secret(request)
    if not secret:
        raise NotAllowed(_("没有提供 api_key。"))
    caller = callers.by_key(secret, Scope.OPEN311)
    definitions.service(request.POST["service_code"].strip()) if request.POST.get("service_code") else None
    data = {name: value for name, value in request.POST.dict().items() if name != "api_key"}
    data["condition"] = data.pop(f"attribute[{definitions.CONDITION}]", "")
    key = receiving.idempotency_key(request.headers.get("Idempotency-Key") or data.pop("client_token", ""))
    uploads = pictures.prepare(request.FILES.getlist("media"), "media")
    case, _replayed = receiving.receive(SOURCE.key, caller, data, uploads, key)
    record: Record = {
        "service_request_id": case.number,
        "service_notice": requests.notice(case, media_url=bool(data.get("media_url"))),
        "account_id": None,
    }
    return answers.listing(faults.form_of(request), "service_requests", [record], status=201)
