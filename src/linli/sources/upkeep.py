"""What is done when a device falls silent, comes back, or sends pictures: one case for its keeper."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.cases import dispatch, filing, nudging
from linli.cases.models import Case, Signal
from linli.cases.moves import Act
from linli.cases.workflow import State
from linli.devices.events import DeviceFellSilent, DeviceHeardAgain, DeviceSentPictures
from linli.devices.models import Device
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.sources import listen
from linli.sources.device_upkeep import SOURCE

HEARD_AGAIN = gettext_noop("设备已恢复，{at} 收到消息。")


def open_outage(event: DeviceFellSilent) -> None:
    """Make one maintenance case of an outage and give it to the device's keeper."""
    device = _device(event.device)
    if device is None:
        return
    since = clock.local(datetime.fromisoformat(event.since))
    text = _("{name}（{code}）自 {since} 起没有任何消息，按它平时的规律已不正常，请检查供电和网络。").format(
        name=device.name, code=device.code, since=f"{since:%m-%d %H:%M}"
    )
    _give(device, text, _outage(event.device, event.since))


def note_return(event: DeviceHeardAgain) -> None:
    """Add to the case of an outage that the device is heard again; closing it stays with people."""
    signal = Signal.objects.filter(source=SOURCE.key, external_id=_outage(event.device, event.since)).first()
    if signal is None or signal.case.closed_at is not None:
        return
    at = clock.local(datetime.fromisoformat(event.at))
    nudging.add_note(
        by=SYSTEM,
        case=signal.case,
        note=HEARD_AGAIN.format(at=f"{at:%m-%d %H:%M}"),
        act=Act(key=f"heard:{event.device}:{event.since}:{event.at}"),
    )


def ask_to_stop_pictures(event: DeviceSentPictures) -> None:
    """Ask the device's keeper to switch the upload of pictures off."""
    device = _device(event.device)
    if device is None:
        return
    text = _(
        "{name}（{code}）随事件上传了图片。图片已丢弃、没有保存；请在设备设置里关闭抓拍图片上传。"
    ).format(name=device.name, code=device.code)
    _give(device, text, f"pictures:{event.device}:{event.day}")


def _give(device: Device, text: str, external_id: str) -> Case:
    data = {
        "device": device.code,
        "text": text,
        "grid_code": device.area_code,
        "address": device.address,
        "lon": device.lon,
        "lat": device.lat,
    }
    case = listen.hear(SOURCE.key, by=SYSTEM, data=data, external_id=external_id)
    if case.state == State.REPORTED:
        case = filing.file(by=SYSTEM, case=case)
    if case.state == State.FILED:
        case = dispatch.dispatch(by=SYSTEM, case=case, body=device.keeper.code)
    return case


def _device(code: str) -> Device | None:
    return Device.objects.select_related("keeper").filter(code=code, retired_on=None).first()


def _outage(device: str, since: str) -> str:
    return f"silent:{device}:{since}"
