"""Cases: found, shown, made, moved."""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from django.core.files.base import ContentFile
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Header, Path, Query, Router, Status

from linli.api import problems, receiving
from linli.api.callers import Caller
from linli.api.v1 import examples, paging
from linli.api.v1.auth import OPEN_DOOR, SIGNED_IN, caller_of
from linli.api.v1.case_shapes import (
    CaseDetail,
    CaseIn,
    CaseOut,
    CasePage,
    CaseQuery,
    CreatedOut,
    MoveIn,
    MovesOut,
    SignalIn,
    SourcesOut,
    StepsOut,
    TaskOut,
)
from linli.api.v1.paging import PageQuery
from linli.api.v1.shapes import PROBLEMS
from linli.cases import access, actions, inbox, pictures, queries
from linli.cases.inbox import Filters
from linli.cases.models import Case, Picture, Step
from linli.cases.moves import Act
from linli.cases.pictures import Prepared
from linli.cases.workflow import MOVES, OPEN, Move, State
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.errors import invalid
from linli.sources import listen, worker_report
from linli.sources.all import SOURCES

router = Router(tags=["cases"])
_LISTED = tuple(CaseOut.model_fields)
_IN_FULL = tuple(name for name in CaseDetail.model_fields if name not in {"pictures", "tasks"})
_CURSOR = re.compile(r"([0-9T:.+-]{1,40}_)?[0-9]{1,18}")
Number = Annotated[str, Path(min_length=1, max_length=20, description="the tracking number")]
LinkKey = Annotated[str, Query(max_length=40, description="the secret of the reporter's link")]
Once = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=receiving.LONGEST_KEY,
        description="your own key of this request; the same key again is answered without doing it twice",
        examples=[examples.KEY],
    ),
]


@router.get("/cases", auth=SIGNED_IN, response={200: CasePage, **PROBLEMS}, operation_id="list_cases")
def list_cases(request: HttpRequest, page: PageQuery, asked: Annotated[CaseQuery, Query()]) -> HttpResponse:
    """List the cases in the caller's scope, newest or earliest deadline first; open ones by default."""
    states = [State(asked.state)] if asked.state else list(State) if asked.all else OPEN
    wanted = Filters(
        states=states,
        area=asked.area,
        body=asked.body,
        matter=asked.matter,
        source=asked.source,
        overdue=asked.overdue,
        urgent=asked.urgent,
        text=asked.text,
        order=asked.order,
    )
    cursor = paging.decode(page.cursor)
    if cursor and not _CURSOR.fullmatch(cursor):
        raise paging.unknown()
    found = inbox.inbox(caller_of(request).actor, wanted, cursor, min(page.limit, inbox.MOST))
    items = [_shown(case, _LISTED) for case in found.cases]
    return problems.answer(200, {"items": items, "next": paging.encode(found.next) if found.next else None})


def _shown(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    """Return some columns of a row; written as they are, for checking each of a long list costs the most."""
    return {name: getattr(row, name) for name in fields}


def _found(request: HttpRequest, number: str, key: str) -> tuple[Actor, Case]:
    """Return who asks, by their door or as the reporter with the secret `key`, and the case."""
    if key:
        case = queries.public_case(number, key)
        return access.reporter(case.number, key), case
    actor = caller_of(request).actor
    return actor, queries.case(actor, number)


def _decoded(texts: Sequence[str]) -> tuple[Prepared, ...]:
    try:
        files = [ContentFile(base64.b64decode(text, validate=True)) for text in texts]
    except (binascii.Error, ValueError) as fault:
        raise invalid("pictures", _("图片要用 base64 编码。")) from fault
    return pictures.prepare(files)


def picture(one: Picture, key: str = "") -> dict[str, Any]:
    """Return how a picture is shown; with the reporter's `key` the addresses carry it."""
    ask = f"key={key}" if key else ""
    url = reverse("picture", args=[one.name.removeprefix("pictures/")])
    return {
        "kind": one.kind,
        "url": f"{url}?{ask}" if ask else url,
        "small_url": f"{url}?small=1" + (f"&{ask}" if ask else ""),
        "width": one.width,
        "height": one.height,
        "digest": one.digest,
    }


def _detail(actor: Actor, case: Case, key: str) -> HttpResponse:
    staff = access.may_see(actor, case)
    shown = [one for one in queries.pictures(case) if staff or one.kind in pictures.REPORTER_KINDS]
    tasks = queries.tasks(case) if staff else []
    detail = {
        **_shown(case, _IN_FULL),
        "pictures": [picture(one, key) for one in shown],
        "tasks": [_shown(task, TaskOut.model_fields) for task in tasks],
    }
    return problems.answer(200, detail)


@router.get(
    "/cases/{number}", auth=OPEN_DOOR, response={200: CaseDetail, **PROBLEMS}, operation_id="get_case"
)
def get_case(request: HttpRequest, number: Number, key: LinkKey = "") -> HttpResponse:
    """Show one case, to who works on it or to its reporter."""
    actor, case = _found(request, number, key)
    return _detail(actor, case, key)


@router.get(
    "/cases/{number}/steps", auth=OPEN_DOOR, response={200: StepsOut, **PROBLEMS}, operation_id="get_steps"
)
def get_steps(request: HttpRequest, number: Number, key: LinkKey = "") -> dict[str, Any]:
    """Show the history of a case; the reporter sees the public steps in plain words."""
    actor, case = _found(request, number, key)
    if access.may_see(actor, case):
        return {"items": [_step(step) for step in queries.history(case)]}
    return {"items": queries.public_steps(case)}


def _step(step: Step) -> dict[str, Any]:
    return {
        "at": step.at,
        "move": step.move,
        "text": str(MOVES[step.move].name) if step.move in MOVES else step.move,
        "note": step.note,
        "state": step.to_state,
        "actor": step.actor_name,
        "seq": step.seq,
        "data": step.data,
    }


@router.get(
    "/cases/{number}/moves", auth=OPEN_DOOR, response={200: MovesOut, **PROBLEMS}, operation_id="get_moves"
)
def get_moves(request: HttpRequest, number: Number, key: LinkKey = "") -> dict[str, Any]:
    """Say what the caller may do with the case now, and what each move asks for."""
    actor, case = _found(request, number, key)
    return {"items": [_move(move) for move in queries.moves_open(actor, case)]}


def _move(move: Move) -> dict[str, Any]:
    needs = [(need, True) for need in move.needs] + [(need, False) for need in move.takes]
    return {
        "move": move.code,
        "name": str(move.name),
        "needs": [{"name": need.value, "label": str(need.label), "needed": must} for need, must in needs],
    }


@router.post(
    "/cases/{number}/moves", auth=OPEN_DOOR, response={200: CaseDetail, **PROBLEMS}, operation_id="move_case"
)
def move_case(
    request: HttpRequest, number: Number, data: MoveIn, once: Once, key: LinkKey = ""
) -> HttpResponse:
    """Make one move of a case by its name; sent again with the same Idempotency-Key it is made once."""
    actor, case = _found(request, number, key)
    act = Act(key=_act_key(caller_of(request), once), seen=data.seen)
    with pictures.storing(_decoded(data.pictures)) as stored:
        given = {**data.given.model_dump(), "pictures": stored}
        moved = actions.act(by=actor, case=case, move=data.move, given=given, act=act)
    return _detail(actor, moved, key)


def _act_key(caller: Caller, once: str) -> str:
    return crypto.blind_index(f"{caller.name}:{receiving.idempotency_key(once)}")


@router.post(
    "/cases",
    auth=SIGNED_IN,
    response={201: CreatedOut, **PROBLEMS},
    operation_id="create_case",
    openapi_extra=examples.FOLLOW,
)
def create_case(request: HttpRequest, data: CaseIn, once: Once) -> Status[dict[str, Any]]:
    """Report a problem; sent again with the same Idempotency-Key it is the same case."""
    sent = data.model_dump(mode="json", exclude={"pictures"})
    return _created(request, worker_report.SOURCE.key, sent, data.pictures, once)


@router.post(
    "/signals/{source}",
    auth=SIGNED_IN,
    response={201: CreatedOut, **PROBLEMS},
    operation_id="send_signal",
    openapi_extra=examples.FOLLOW,
)
def send_signal(
    request: HttpRequest,
    source: Annotated[str, Path(max_length=40, examples=["resident_report"])],
    data: SignalIn,
    once: Once,
) -> Status[dict[str, Any]]:
    """Report through a source by its key, in the source's own words."""
    return _created(request, listen.source_of(source).key, data.data, data.pictures, once)


def _created(
    request: HttpRequest, source: str, sent: dict[str, Any], texts: Sequence[str], once: str
) -> Status[dict[str, Any]]:
    key = receiving.idempotency_key(once)
    case, _replayed = receiving.receive(source, caller_of(request), sent, _decoded(texts), key)
    return Status(201, {"number": case.number, "link_key": crypto.link_key(case.number), "state": case.state})


@router.get("/sources", auth=OPEN_DOOR, response={200: SourcesOut, **PROBLEMS}, operation_id="list_sources")
def list_sources(request: HttpRequest) -> dict[str, Iterable[Any]]:
    """List every way in."""
    return {"items": [{"key": one.key, "name": str(one.name), "about": str(one.about)} for one in SOURCES]}
