"""What a person reads when something is wrong: one sentence what, one sentence what to do."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linli.kernel.errors import LinliError, TooMany


def problem(request: HttpRequest, status: int, heading: str, words: str) -> HttpResponse:
    """Return the page for a fault with the HTTP `status`, in the reader's language."""
    return render(request, "shell/problem.html", {"heading": heading, "words": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return problem(request, HTTPStatus.BAD_REQUEST, _("没看懂这个请求"), _("请回到上一页再试一次。"))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer one who may not be here."""
    words = _("这一页归别的岗位看。如果您需要它，请找本单位的管理员。")
    return problem(request, HTTPStatus.FORBIDDEN, _("这一页您看不了"), words)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token has gone stale (Django's CSRF check)."""
    words = _("这一页开得太久了，或浏览器没有收 cookie。请回到上一页，刷新后再提交一次。")
    return problem(request, HTTPStatus.FORBIDDEN, _("没有提交成功"), words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere, or nowhere that this person may know of."""
    words = _("网址可能少了几个字，或这件事不在您能看的范围里。查进度请核对一下编号。")
    return problem(request, HTTPStatus.NOT_FOUND, _("没有找到这一页"), words)


def too_many(request: HttpRequest, fault: TooMany) -> HttpResponse:
    """Answer one who asks too often, and say when to come back."""
    minutes = max(1, -(-fault.retry_after // 60))
    words = _("为了不让系统被刷，短时间内提交的次数有限。请 %(minutes)d 分钟后再试；急事请打 12345。")
    response = problem(request, fault.status, _("请稍等一会儿"), words % {"minutes": minutes})
    response["Retry-After"] = str(fault.retry_after)
    return response


def fault_page(request: HttpRequest, fault: LinliError) -> HttpResponse:
    """Return the page that fits `fault`; one of ours asks nothing of the database, which may be the fault."""
    if fault.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return HttpResponse(render_to_string("500.html"), status=fault.status)
    if isinstance(fault, TooMany):
        return too_many(request, fault)
    if fault.status == HTTPStatus.NOT_FOUND:
        return not_found(request)
    if fault.status == HTTPStatus.FORBIDDEN:
        return denied(request)
    if fault.status == HTTPStatus.CONFLICT:
        return problem(request, fault.status, _("刚才有人先动了这件事"), str(fault))
    return problem(request, fault.status, _("没有提交成功"), str(fault))
