"""Another system reports a request over Open311 (GeoReport v2)."""

from django.utils.translation import gettext_lazy as _

from linli.cases.signal import Incoming
from linli.kernel.permissions import Permission
from linli.sources.contract import Report, Source, Told
from linli.sources.fields import Fields
from linli.sources.place import read_place


def to_signal(report: Report) -> Told:
    """Read the spec's arguments of POST requests; attributes go along as they are.

    Raises:
        InvalidInput: naming every argument that is missing or malformed.
    """
    fields = Fields(report.data)
    code = fields.text("service_code", 20, needed=True)
    condition = fields.text("condition", 60)
    text = fields.text("description", 2000, lines=True)
    address_id = fields.text("address_id", 100)
    place = read_place(fields, "long", "lat", "address_string", needed=not address_id)
    first, last = fields.text("first_name", 60), fields.text("last_name", 60)
    phone, email = fields.phone("phone"), fields.email("email")
    device = fields.text("device_id", 200)
    fields.finish()
    if address_id and not place["address"]:
        place["address"] = address_id
    signal = Incoming(
        source=SOURCE.key,
        external_id=report.external_id,
        text=text,
        matter_code=code,
        condition=condition,
        **place,
        reporter_account=report.by.account_id,
        public=True,
        payload={"address_id": address_id} if address_id else {},
    )
    return Told(signal, full_name(first, last), phone, email, device)


def full_name(first: str, last: str) -> str:
    """Return a name as it is said: the family name first for Chinese, last for others."""
    if not (first and last):
        return first or last
    return f"{last}{first}" if _is_chinese(first + last) else f"{first} {last}"


def _is_chinese(text: str) -> bool:
    return all("\u3400" <= char <= "\u9fff" or char > "\U00020000" for char in text)


SOURCE = Source(
    key="open311_report",
    name=_("Open311 接口"),
    about=_("其他系统按 Open311（GeoReport v2）接口提交的问题。"),
    permission=Permission.CASES_REPORT,
    to_signal=to_signal,
)
