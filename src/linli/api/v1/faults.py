"""Turns what ninja and pydantic complain of into the one shape of every error, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from linli.api import problems
from linli.api.callers import NotSignedIn
from linli.kernel.errors import FieldError, InvalidInput, LinliError, NotAllowed, NotFound

_WORDS: Mapping[str, Promise] = {
    "missing": gettext_lazy("请填写这一项。"),
    "string_type": gettext_lazy("这里要填文字。"),
    "string_unicode": gettext_lazy("这里的文字不是有效的 Unicode。"),
    "string_too_long": gettext_lazy("文字太长。"),
    "string_too_short": gettext_lazy("文字太短。"),
    "string_pattern_mismatch": gettext_lazy("格式不对。"),
    "int_parsing": gettext_lazy("这里要填整数。"),
    "int_type": gettext_lazy("这里要填整数。"),
    "int_from_float": gettext_lazy("这里要填整数。"),
    "float_parsing": gettext_lazy("这里要填数字。"),
    "float_type": gettext_lazy("这里要填数字。"),
    "finite_number": gettext_lazy("这里要填数字。"),
    "bool_parsing": gettext_lazy("这里要填是或否。"),
    "bool_type": gettext_lazy("这里要填是或否。"),
    "too_long": gettext_lazy("项数太多。"),
    "too_short": gettext_lazy("项数太少。"),
    "datetime_parsing": gettext_lazy("时间请写成 2026-11-24T08:30:00+08:00 这样。"),
    "datetime_from_date_parsing": gettext_lazy("时间请写成 2026-11-24T08:30:00+08:00 这样。"),
    "timezone_aware": gettext_lazy("时间要带时区，如 2026-11-24T08:30:00+08:00。"),
    "extra_forbidden": gettext_lazy("没有这一项。"),
}
_OUTER = frozenset({"body", "query", "path", "header"})


def field_error(error: Mapping[str, Any]) -> FieldError:
    """Return one of pydantic's errors in our shape and the reader's language."""
    where = [str(part) for part in error["loc"] if part not in _OUTER]
    kind = str(error["type"])
    context = error.get("ctx", {})
    if kind in _WORDS:
        message = str(_WORDS[kind])
    elif kind in {"enum", "literal_error"}:
        message = _("请从这些值中选择：{all}。").format(all=context.get("expected", ""))
    elif kind.startswith(("greater_than", "less_than")):
        message = _("超出了允许的范围：{rule}。").format(rule=_bound(context))
    else:
        message = _("格式不对：{why}。").format(why=error.get("msg", kind))
    return FieldError(".".join(where[1:] if len(where) > 1 and where[0] == "data" else where), message)


def _bound(context: Mapping[str, Any]) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    return " ".join(f"{signs[name]} {context[name]}" for name in signs if name in context)


def listen_on(api: NinjaAPI) -> None:
    """Let `api` answer every fault in the one shape."""

    @api.exception_handler(LinliError)
    def ours(request: HttpRequest, fault: LinliError) -> HttpResponse:
        return problems.problem(request, fault)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
        return problems.problem(request, InvalidInput([field_error(error) for error in fault.errors]))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
        response = problems.problem(request, NotSignedIn(_("请提供密钥或先登录。")))
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(AuthorizationError)
    def denied(request: HttpRequest, fault: AuthorizationError) -> HttpResponse:
        return problems.problem(request, NotAllowed())

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, fault: Http404) -> HttpResponse:
        return problems.problem(request, NotFound())

    @api.exception_handler(HttpError)
    def malformed(request: HttpRequest, fault: HttpError) -> HttpResponse:
        words = _("没看懂这个请求，请检查是不是有效的 JSON。")
        return problems.answer(fault.status_code, problems.body("malformed", words))
