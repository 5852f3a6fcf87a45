"""A clerk takes a call, or brings in the tickets of a hotline such as 12345 as a table."""

from django.utils.translation import gettext_lazy as _

from linli.cases.signal import Incoming
from linli.kernel.permissions import Permission
from linli.sources.contract import Report, Source, Told
from linli.sources.fields import Fields
from linli.sources.place import read_place


def to_signal(report: Report) -> Told:
    """Read a ticket; its own number, when it has one, makes sure that it is brought in once.

    Raises:
        InvalidInput: nothing was said, no place was given, or a field is malformed.
    """
    fields = Fields(report.data, report.row)
    ticket = fields.text("ticket", 100, needed=report.row is not None)
    text = fields.text("text", 2000, needed=True, lines=True)
    place = read_place(fields)
    matter = fields.text("matter_code", 20)
    called_at = fields.moment("called_at")
    urgent = fields.yes("urgent")
    name, phone = fields.text("name", 60), fields.phone("phone")
    fields.finish()
    signal = Incoming(
        source=SOURCE.key,
        external_id=f"ticket:{ticket}" if ticket else report.external_id,
        text=text,
        matter_code=matter,
        **place,
        occurred_at=called_at,
        urgent=urgent,
        payload={"ticket": ticket} if ticket else {},
    )
    return Told(signal, name, phone)


SOURCE = Source(
    key="hotline",
    name=_("热线工单"),
    about=_("话务员接听来电时登记，或把 12345 等热线的工单成批导入。"),
    permission=Permission.HOTLINE_TAKE,
    to_signal=to_signal,
)
