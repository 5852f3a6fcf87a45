"""Takes in one record of a phone's outbox, once however often it is sent, and says what came of it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.cases import moves, pictures, queries
from linli.cases.models import Case
from linli.cases.workflow import MOVES
from linli.kernel import clock
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, TooMany, invalid
from linli.sources import listen
from linli.web.shell import acts
from linli.web.shell.request import Request
from linli.web.worker import device

SOURCE = "worker_report"
REPORTS = ("report", "settle", "join")
SAID = (
    "text",
    "matter_code",
    "lon",
    "lat",
    "address",
    "grid_code",
    "urgent",
    "point_from",
    "address_from",
)
SHORTEST_KEY, LONGEST_KEY = 16, 100
OLDEST_S = 366 * 24 * 3600


class RecordForm(forms.Form):
    """What stands on the outside of every record."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in (*REPORTS, "move")])
    key = forms.CharField(min_length=SHORTEST_KEY, max_length=LONGEST_KEY)
    account = forms.CharField(max_length=40)
    seconds_ago = forms.IntegerField(min_value=0, max_value=OLDEST_S, required=False)
    number = forms.CharField(max_length=40, required=False)
    move = forms.CharField(max_length=40, required=False)
    pictures = acts.PicturesField(required=False)


@never_cache
@require_POST
def send(request: Request) -> HttpResponse:
    """Take in one record, or say why not: done, wrong, refused, conflict, other, later or signin."""
    if request.actor.account_id is None:
        return JsonResponse({"result": "signin", "words": _("请先登录。")}, status=401)
    form = RecordForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise invalid("kind", _("没看懂这条记录。"))
        if form.cleaned_data["account"] != device.tag(request.actor):
            return _no("other", 409, _("这条记录是另一个账号写的，请用那个账号登录后发送。"))
        return _done(*_taken(request, form.cleaned_data))
    except Conflict as fault:
        return _no("conflict", fault.status, str(fault), url=_page(form))
    except (NotFound, NotAllowed) as fault:
        return _no("refused", fault.status, _refusal(form.cleaned_data), url=_page(form))
    except InvalidInput as fault:
        errors = [{"field": error.field, "words": str(error.message)} for error in fault.errors]
        return _no("wrong", fault.status, str(fault), errors=errors)
    except TooMany as fault:
        answer = _no("later", fault.status, str(fault))
        answer["Retry-After"] = str(fault.retry_after)
        return answer


def _taken(request: Request, record: dict[str, Any]) -> tuple[Case, str]:
    """Return the case that the record made or moved, and what was done in words."""
    if record["kind"] == "move":
        return _moved(request, record)
    told: dict[str, Any] = {name: request.POST.get(name, "") for name in SAID}
    told["occurred_at"] = clock.now() - timedelta(seconds=record["seconds_ago"] or 0)
    told["settled"] = "yes" if record["kind"] == "settle" else ""
    told["joins"] = record["number"] if record["kind"] == "join" else ""
    if record["kind"] == "join" and not record["number"]:
        raise invalid("number", _("没有说是哪一件事。"))
    case = queries.of_signal(SOURCE, record["key"]) or listen.hear(
        SOURCE,
        by=request.actor,
        data=told,
        uploads=pictures.prepare(record["pictures"] or ()),
        external_id=record["key"],
    )
    return case, {
        "report": _("已上报：%(what)s"),
        "settle": _("记下了：%(what)s。辛苦了。"),
        "join": _("已并到这件事：%(what)s"),
    }[record["kind"]] % {"what": case.title}


def _moved(request: Request, record: dict[str, Any]) -> tuple[Case, str]:
    code, number = record["move"], record["number"]
    made = queries.moved_by(number, record["key"], request.actor)
    if made is None:
        found = queries.case(request.actor, number)
        asked = acts.ask(code, found, request.actor, "", request)
        try:
            made = acts.do(asked, found, request.actor, request)
        except NotAllowed as fault:
            raise moves.conflict(found, MOVES[code]) from fault
        if made is None:
            raise InvalidInput(list(_faults(asked.form)))
    name = MOVES[code].name if code in MOVES else code
    return made, _("已办：%(move)s") % {"move": name}


def _faults(form: forms.Form) -> Any:
    return (
        error
        for name, words in form.errors.items()
        for word in words
        for error in invalid(name, str(word)).errors
    )


def _refusal(record: dict[str, Any]) -> str:
    return {
        "settle": _("这里不在您负责的网格，不能随手办结。可以改为上报。"),
        "join": _("这件事不归您的网格，不能并过去。可以改为上报。"),
        "move": _("这件事已经不归您办了，可能改派给了别人。您写的内容还在。"),
    }.get(record.get("kind", ""), _("您的岗位现在不能上报。如果您刚换了岗位，请找本单位的管理员。"))


def _page(form: RecordForm) -> str:
    number = form.cleaned_data.get("number", "")
    return (
        reverse("worker:case", args=[number])
        if number.isascii() and number.replace("-", "").isalnum()
        else ""
    )


def _done(case: Case, words: str) -> JsonResponse:
    facts = {"result": "done", "number": case.number, "words": words}
    return JsonResponse({**facts, "url": reverse("worker:case", args=[case.number])})


def _no(result: str, status: int, words: str, **more: Any) -> JsonResponse:
    return JsonResponse({"result": result, "words": words, **more}, status=status)
