"""A grid worker reports what they found, or records what they put right at once (随手办结)."""

from django.utils.translation import gettext_lazy as _

from linli.cases.signal import Incoming
from linli.kernel.permissions import Permission
from linli.sources.contract import Report, Source, Told
from linli.sources.fields import Fields
from linli.sources.place import read_place

POINT_FROM = ("phone", "map")
"""Whether the phone knew where it was, or the worker showed it on the map."""
ADDRESS_FROM = ("near", "typed")
"""Whether the address is that of the nearest building, or was typed."""


def to_signal(report: Report) -> Told:
    """Read the form: a matter or a sentence, and a place; nothing else is asked of a worker.

    When it was seen and who filled in the place come from the phone; so the report may arrive hours later.

    Raises:
        InvalidInput: neither matter nor words, no place, or a field is malformed.
    """
    fields = Fields(report.data)
    matter, joining = fields.text("matter_code", 20), bool(report.data.get("joins"))
    text = fields.text("text", 2000, needed=not (matter or joining), lines=True)
    condition = fields.text("condition", 60)
    grid = fields.text("grid_code", 15)
    place = read_place(fields, needed=not grid)
    urgent = fields.yes("urgent")
    occurred_at = fields.moment("occurred_at")
    joins = fields.text("joins", 40)
    filled = {
        "point": fields.choice("point_from", POINT_FROM, ""),
        "address": fields.choice("address_from", ADDRESS_FROM, ""),
    }
    fields.finish()
    signal = Incoming(
        source=SOURCE.key,
        external_id=report.external_id,
        text=text,
        matter_code=matter,
        condition=condition,
        grid_code=grid,
        **place,
        reporter_account=report.by.account_id,
        urgent=urgent,
        occurred_at=occurred_at,
        payload={name: how for name, how in filled.items() if how},
    )
    return Told(signal, settled=fields.yes("settled"), joins=joins)


SOURCE = Source(
    key="worker_report",
    name=_("网格员上报"),
    about=_("网格员上报巡查中发现的问题；小事当场办好的，一点即记（随手办结）。"),
    permission=Permission.CASES_REPORT,
    to_signal=to_signal,
)
