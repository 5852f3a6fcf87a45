"""The cases anybody may see, as points: what and where to ten metres, how far it is, nothing of a person."""

from typing import Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from linli.api.v1 import paging
from linli.cases.catalogue import Catalogue, current, said
from linli.cases.models import Case
from linli.cases.workflow import State
from linli.kernel.permissions import within
from linli.sources.fields import Fields

MOST = 1000
DECIMALS = 4
_STATES = ("open", "closed", "all")


@require_safe
@cache_control(public=True, max_age=30)
def cases(request: HttpRequest) -> HttpResponse:
    """Answer with public cases, newest first: ?scope=320402&state=open&since=2026-11-01&cursor=..."""
    rows = list(_asked(request)[: MOST + 1])
    shown, more = rows[:MOST], len(rows) > MOST
    catalogue = current()
    answer: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [_feature(case, catalogue) for case in shown],
        "next": paging.encode(str(shown[-1].pk)) if more else None,
    }
    response = HttpResponse(msgspec.json.encode(answer), content_type="application/geo+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _asked(request: HttpRequest) -> QuerySet[Case]:
    fields = Fields(request.GET.dict())
    state = fields.choice("state", _STATES, "open")
    scope = fields.text("scope", 15)
    if scope and not (scope.isascii() and scope.isdigit()):
        fields.fault("scope", _("范围是区划或网格编码的前几位数字。"))
    since = fields.moment("since")
    fields.finish()
    found = Case.objects.filter(within("grid_code", [scope]), public=True, lon__isnull=False)
    if state != "all":
        found = found.filter(closed_at__isnull=state == "open")
    if since:
        found = found.filter(created_at__gte=since)
    cursor = request.GET.get("cursor", "")
    if cursor:
        key = paging.decode(cursor)
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise paging.unknown()
        found = found.filter(pk__lt=int(key))
    return found.order_by("-pk")


def _feature(case: Case, catalogue: Catalogue) -> dict[str, Any]:
    matter = catalogue.matter(case.matter_code) if case.matter_code else None
    return {
        "type": "Feature",
        "id": case.number,
        "geometry": {
            "type": "Point",
            "coordinates": [round(case.lon or 0.0, DECIMALS), round(case.lat or 0.0, DECIMALS)],
        },
        "properties": {
            "number": case.number,
            "matter_code": case.matter_code,
            "matter": said.plain(matter) if matter else None,
            "state": case.state,
            "state_name": str(State(case.state).label),
            "grid_code": case.grid_code,
            "created_at": case.created_at,
            "closed_at": case.closed_at,
        },
    }
