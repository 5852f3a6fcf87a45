"""A camera found a thing: smoke, a fall, an e-bike in a lift, a blocked fire lane, a thrown object."""

from django.utils.translation import gettext_lazy as _

from linli.cases.signal import Incoming
from linli.devices.rules import Finding
from linli.kernel.errors import Text
from linli.kernel.permissions import Permission
from linli.sources.contract import Report, Source, Told
from linli.sources.fields import Fields

MATTERS = {
    Finding.SMOKE: "11994",
    Finding.FALL: "11993",
    Finding.EBIKE_IN_LIFT: "11992",
    Finding.FIRE_LANE: "09012",
    Finding.THROWN_OBJECT: "11996",
}
NAMES: dict[str, Text] = {
    Finding.SMOKE: _("烟雾或明火"),
    Finding.FALL: _("有人倒地"),
    Finding.EBIKE_IN_LIFT: _("电动自行车进电梯"),
    Finding.FIRE_LANE: _("消防通道被占"),
    Finding.THROWN_OBJECT: _("高空抛物"),
}
AT_ONCE = frozenset({Finding.SMOKE, Finding.FALL})
"""What is urgent from the first."""


def to_signal(report: Report) -> Told:
    """Read what a camera found, and where it stands.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    fields = Fields(report.data)
    finding = fields.choice("finding", list(Finding), "")
    if not finding and not fields.faults:
        fields.fault("finding", _("请填写这一项。"))
    text = fields.text("text", 500, needed=True)
    grid, address = fields.text("grid_code", 15, needed=True), fields.text("address", 200)
    point, occurred_at = fields.point(), fields.moment("occurred_at")
    joins = fields.text("joins", 40)
    fields.finish()
    lon, lat = point or (None, None)
    signal = Incoming(
        source=SOURCE.key,
        external_id=report.external_id,
        text=text,
        matter_code=MATTERS[Finding(finding)],
        grid_code=grid,
        address=address,
        lon=lon,
        lat=lat,
        occurred_at=occurred_at,
        urgent=finding in AT_ONCE,
        payload={"device": str(report.data.get("device", "")), "finding": finding},
    )
    return Told(signal, joins=joins)


SOURCE = Source(
    key="device_finding",
    name=_("智能摄像机发现"),
    about=_("智能摄像机发现的烟雾、倒地、电动车进梯、占用消防通道、高空抛物；先由人到现场核实。"),
    permission=Permission.DEVICES_EDIT,
    to_signal=to_signal,
)
