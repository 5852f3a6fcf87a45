"""An alert about an elder under plan becomes a case, without a name or an address."""

from django.utils.translation import gettext_lazy as _

from linli.cases.signal import Incoming
from linli.kernel.permissions import Permission
from linli.sources.contract import Report, Source, Told
from linli.sources.fields import Fields

MATTER = "11997"


def to_signal(report: Report) -> Told:
    """Read what care told: the reason and the grid; who it is about stays with care.

    Raises:
        InvalidInput: a field is missing.
    """
    fields = Fields(report.data)
    text = fields.text("text", 500, needed=True)
    grid = fields.text("grid_code", 15, needed=True)
    occurred_at = fields.moment("occurred_at")
    fields.finish()
    signal = Incoming(
        source=SOURCE.key,
        external_id=report.external_id,
        text=text,
        matter_code=MATTER,
        grid_code=grid,
        occurred_at=occurred_at,
        urgent=True,
    )
    return Told(signal)


SOURCE = Source(
    key="elder_alert",
    name=_("独居老人告警"),
    about=_("有关照计划的老人没有动静，按约定的步骤处置；案件里没有姓名和住址。"),
    permission=Permission.CARE_ANSWER,
    to_signal=to_signal,
)
