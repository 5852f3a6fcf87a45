"""减负: which fields of a worker's own records the system filled in, counted from the records themselves.

Nothing is kept for this count: it is read off the day's cases whenever the person asks, and for nobody else.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case, Signal
from linli.kernel import clock
from linli.kernel.actor import Actor

SOURCE = "worker_report"
MOST = 200
_GRID = 15
_READ = (
    *("matter_code", "payload", "case__reporter_account", "case__lon", "case__address"),
    *("case__grid_code", "case__matter_code", "case__likely_body", "case__due_at"),
)
"""The columns that `filled` looks at."""


class Field(TextChoices):
    """What a worker would otherwise write; the label is what the form calls it."""

    REPORTER = "reporter", _("上报人和联系方式")
    TIME = "time", _("时间")
    POINT = "point", _("坐标")
    ADDRESS = "address", _("地址")
    GRID = "grid", _("所在网格")
    MATTER = "matter", _("事项")
    TITLE = "title", _("标题")
    BODY = "body", _("责任单位")
    DEADLINE = "deadline", _("办理期限")


def filled(case: Case, told_matter: str, payload: Mapping[str, Any]) -> list[Field]:
    """Return the fields of `case` that its reporter did not have to fill in.

    Args:
        case: as it stands.
        told_matter: the matter that the reporter chose, or "".
        payload: what the phone said of where the point and the address came from.
    """
    found = {
        Field.REPORTER: case.reporter_account_id is not None,
        Field.TIME: True,
        Field.POINT: case.lon is not None and payload.get("point") == "phone",
        Field.ADDRESS: bool(case.address) and payload.get("address") == "near",
        Field.GRID: len(case.grid_code) == _GRID,
        Field.MATTER: bool(case.matter_code) and not told_matter,
        Field.TITLE: bool(case.matter_code),
        Field.BODY: bool(case.likely_body),
        Field.DEADLINE: case.due_at is not None,
    }
    return [field for field, is_so in found.items() if is_so]


def today(by: Actor) -> Counter[Field]:
    """Return how often each field was filled in for what `by` reported today (one query)."""
    if by.account_id is None:
        return Counter()
    start = clock.midnight(clock.today())
    mine = Signal.objects.filter(
        source=SOURCE, case__reporter_account_id=by.account_id, case__created_at__gte=start
    )
    rows = mine.select_related("case").only(*_READ)[:MOST]
    return Counter(
        field for signal in rows for field in filled(signal.case, signal.matter_code, signal.payload)
    )
