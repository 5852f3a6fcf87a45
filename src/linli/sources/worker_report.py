"""A grid worker reports what they found, or records what they put right at once (随手办结)."""

from django.utils.translation import gettext_lazy as _

from linli.cases.signal import Incoming
from linli.kernel.permissions import Permission
from linli.sources.contract import Report, Source, Told
from linli.sources.fields import Fields
from linli.sources.place import read_place


def to_signal(report: Report) -> Told:
    """Read the form: a matter or a sentence, and a place; nothing else is asked of a worker.

    Raises:
        InvalidInput: neither matter nor words, no place, or a field is malformed.
    """
    fields = Fields(report.data)
    matter = fields.text("matter_code", 20)
    text = fields.text("text", 2000, needed=not matter, lines=True)
    condition = fields.text("condition", 60)
    grid = fields.text("grid_code", 15)
    place = read_place(fields, needed=not grid)
    urgent = fields.yes("urgent")
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
    )
    return Told(signal, settled=fields.yes("settled"))


SOURCE = Source(
    key="worker_report",
    name=_("网格员上报"),
    about=_("网格员上报巡查中发现的问题；小事当场办好的，一点即记（随手办结）。"),
    permission=Permission.CASES_REPORT,
    to_signal=to_signal,
)
