"""What is done when a camera found a thing: one case that a person confirms before anything else happens."""

from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases import filing
from linli.cases.models import Case, Signal
from linli.cases.workflow import State
from linli.devices import rules
from linli.devices.events import DeviceFound
from linli.devices.models import Device
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.sources import listen
from linli.sources.device_finding import NAMES, SOURCE


def ask_somebody(event: DeviceFound) -> None:
    """Make a case of a finding and ask somebody on the spot to look; more of it joins that case."""
    device = Device.objects.filter(code=event.device, retired_on=None).first()
    if device is None:
        return
    at = min(datetime.fromisoformat(event.at), clock.now())  # a device's clock may be some minutes ahead
    text = _("{name}（{code}）{at} 报告：{what}。请先到现场看是否属实。").format(
        name=device.name, code=device.code, at=f"{clock.local(at):%m-%d %H:%M}", what=NAMES[event.finding]
    )
    series = f"{event.device}:{event.finding}:"
    case = listen.hear(
        SOURCE.key,
        by=SYSTEM,
        data={
            "device": device.code,
            "finding": event.finding,
            "text": text,
            "grid_code": device.area_code,
            "address": device.address,
            "lon": device.lon,
            "lat": device.lat,
            "occurred_at": at,
            "joins": _open_case(series),
        },
        external_id=f"{series}{int(at.timestamp()) // rules.SAME_FINDING_S}",
    )
    if case.state == State.REPORTED and not _was_checked(case):
        filing.ask_check(by=SYSTEM, case=case)


def _open_case(series: str) -> str:
    """Return the number of the open case that the same device made of the same thing, or ""."""
    found = Signal.objects.filter(
        source=SOURCE.key, external_id__startswith=series, case__closed_at=None
    ).order_by("-received_at")
    return found.values_list("case__number", flat=True).first() or ""


def _was_checked(case: Case) -> bool:
    """Return whether somebody has looked already: what they said stands until the desk decides."""
    return case.steps.filter(move="ask_check").exists()
