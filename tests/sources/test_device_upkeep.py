"""What is wrong with a device becomes one case for its keeper; an unknown device makes none."""

import pytest

from linli.cases.models import Case
from linli.devices.events import DeviceFellSilent, DeviceHeardAgain, DeviceSentPictures
from linli.devices.models import Group
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import InvalidInput
from linli.sources import device_upkeep, upkeep
from linli.sources.contract import Report
from tests.devices.conftest import enter, group, town

__all__ = ["group", "town"]
SINCE = "2026-11-23T00:00:00+00:00"


def test_one_case_an_outage(group: Group) -> None:
    """Heard twice it is the same case; back again it gets a note; a closed or unknown one stays as it is."""
    enter(group, "G-1", lon=None, lat=None)
    for _ in range(2):
        upkeep.open_outage(DeviceFellSilent("G-1", SINCE))
    case = Case.objects.get()
    assert (case.state, case.body_code, case.source) == ("handling", "ESTATE", "device_upkeep")
    assert "11-23 08:00" in case.description
    before = case.steps.count()
    for _ in range(2):
        upkeep.note_return(DeviceHeardAgain("G-1", SINCE, "2026-11-23T01:00:00+00:00"))
    assert case.steps.count() == before + 1
    last = case.steps.order_by("seq").last()
    assert last is not None
    assert last.note == "设备已恢复，11-23 09:00 收到消息。"
    steps = case.steps.count()
    upkeep.note_return(DeviceHeardAgain("G-1", "2026-11-20T00:00:00+00:00", SINCE))
    upkeep.open_outage(DeviceFellSilent("nobody", SINCE))
    upkeep.ask_to_stop_pictures(DeviceSentPictures("nobody", "2026-11-23"))
    assert case.steps.count() == steps
    assert Case.objects.count() == 1


def test_what_must_be_told() -> None:
    with pytest.raises(InvalidInput) as refused:
        device_upkeep.to_signal(Report(by=SYSTEM, data={"lon": 1}, external_id="x"))
    assert {fault.field for fault in refused.value.errors} == {"text", "grid_code", "lat"}
