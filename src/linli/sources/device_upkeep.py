"""A device needs its keeper: it fell silent, or it sends pictures that nobody may send."""

from django.utils.translation import gettext_lazy as _

from linli.cases.signal import Incoming
from linli.kernel.permissions import Permission
from linli.sources.contract import Report, Source, Told
from linli.sources.fields import Fields

MATTER = "05905"
"""感知设备异常: the catalogue's local matter for things that report."""


def to_signal(report: Report) -> Told:
    """Read what is wrong with a device.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    fields = Fields(report.data)
    text = fields.text("text", 2000, needed=True, lines=True)
    grid, address = fields.text("grid_code", 15, needed=True), fields.text("address", 200)
    point = fields.point()
    fields.finish()
    lon, lat = point or (None, None)
    return Told(
        Incoming(
            source=SOURCE.key,
            external_id=report.external_id,
            text=text,
            matter_code=MATTER,
            grid_code=grid,
            address=address,
            lon=lon,
            lat=lat,
            payload={"device": str(report.data.get("device", ""))},
        )
    )


SOURCE = Source(
    key="device_upkeep",
    name=_("设备维护"),
    about=_("设备离线，或随事件上传了不该传的图片时，系统自动为维护单位建立维护任务。"),
    permission=Permission.DEVICES_EDIT,
    to_signal=to_signal,
)
