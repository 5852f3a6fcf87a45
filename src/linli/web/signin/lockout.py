"""What a person reads who has tried too many passwords."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.web.shell import problems


def locked_out(request: HttpRequest, response: Any = None, credentials: Any = None) -> HttpResponse:
    """Answer one who has failed too often; says when to try again and who can help."""
    seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
    words = _(
        "密码连续输错 %(tries)d 次，这个账号在本机暂停登录。请 %(minutes)d 分钟后再试，或请安全管理员解锁。"
    )
    answer = problems.problem(
        request,
        429,
        _("登录已暂停"),
        words % {"tries": settings.AXES_FAILURE_LIMIT, "minutes": seconds // 60},
    )
    answer["Retry-After"] = str(seconds)
    return answer
