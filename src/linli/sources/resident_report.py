"""A resident reports a problem on the web, with or without an account."""

from django.utils.translation import gettext_lazy as _

from linli.cases.signal import Incoming
from linli.sources.contract import Report, Source, Told
from linli.sources.fields import Fields
from linli.sources.place import read_place


def to_signal(report: Report) -> Told:
    """Read the form: what, where, and, if they like, how to reach them.

    Raises:
        InvalidInput: nothing was said, no place was given, or a field is malformed.
    """
    fields = Fields(report.data)
    text = fields.text("text", 2000, needed=True, lines=True)
    place = read_place(fields)
    matter = fields.text("matter_code", 20)
    name, phone, email = fields.text("name", 60), fields.phone("phone"), fields.email("email")
    public = fields.yes("public")
    fields.finish()
    signal = Incoming(
        source=SOURCE.key,
        external_id=report.external_id,
        text=text,
        matter_code=matter,
        **place,
        reporter_account=report.by.account_id,
        public=public,
    )
    return Told(signal, name, phone, email)


SOURCE = Source(
    key="resident_report",
    name=_("居民上报"),
    about=_("居民在网页上反映身边的问题，可以不登录。"),
    permission=None,
    to_signal=to_signal,
)
