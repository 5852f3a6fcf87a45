"""What a camera found becomes a case that a person confirms first; the same thing again joins it."""

from datetime import timedelta

import pytest

from linli.cases import filing
from linli.cases.models import Case, Signal
from linli.devices.events import DeviceFound
from linli.devices.models import Group
from linli.devices.rules import Finding
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import InvalidInput
from linli.sources import device_finding, findings
from linli.sources.contract import Report
from tests.cases import city
from tests.devices.conftest import NOW, enter, group, town

__all__ = ["group", "town"]


@pytest.fixture
def camera(group: Group) -> str:
    """The code of an AI camera."""
    fields = {"kind": "ai_camera", "legal_ground": "公共安全", "retention_days": 30}
    return enter(group, "C-1", **fields).code


def found(finding: str = "smoke", minutes: int = 0, device: str = "C-1") -> Case:
    """Hear of a finding and return the newest case."""
    at = NOW + timedelta(minutes=minutes)
    with clock.at(at):
        findings.ask_somebody(DeviceFound(device, finding, at.isoformat()))
    return Case.objects.latest("id")


@pytest.mark.parametrize("finding", list(Finding))
def test_a_person_confirms_it_first(camera: str, finding: Finding) -> None:
    """Nothing is filed or given to anybody; what it says has a matter with a limit and a body."""
    case = found(finding)
    assert (case.state, case.matter_code) == ("checking", device_finding.MATTERS[finding])
    assert (case.filed_at, case.body_code, case.public) == (None, "", False)
    assert case.urgent is (finding in {"smoke", "fall"})
    assert "C-1 门（C-1）11-23 09:00 报告：" in case.description
    confirmed = filing.confirm(by=city.WORKER, case=case)
    assert confirmed.state == "reported"
    assert filing.file(by=city.DESK, case=confirmed).due_at is not None


def test_the_same_thing_joins_its_case(camera: str) -> None:
    """Heard twice it is once; another half hour is a note; another thing, or later, is another case."""
    case = found()
    found()
    assert found(minutes=5) == case
    assert Signal.objects.count() == 1
    assert found(minutes=31) == case
    assert (Signal.objects.count(), Case.objects.count()) == (2, 1)
    assert found("fall") != case
    filing.reject(by=city.DESK, case=case.number, reason="是水雾")
    later = found(minutes=62)
    assert (later.state, Case.objects.count()) == ("checking", 3)


def test_who_has_looked_is_not_asked_again(camera: str) -> None:
    case = filing.deny(by=city.WORKER, case=found(), reason="没有烟")
    assert found(minutes=31).state == case.state == "reported"


def test_a_clock_that_is_ahead_is_no_fault(camera: str) -> None:
    findings.ask_somebody(DeviceFound("C-1", "smoke", (NOW + timedelta(minutes=2)).isoformat()))
    assert Case.objects.get().state == "checking"
    assert Signal.objects.get().occurred_at == NOW


def test_an_unknown_device_finds_nothing(camera: str) -> None:
    findings.ask_somebody(DeviceFound("nobody", "smoke", NOW.isoformat()))
    assert not Case.objects.exists()


def test_what_must_be_told() -> None:
    with pytest.raises(InvalidInput) as refused:
        device_finding.to_signal(Report(by=SYSTEM, data={"lon": 1}, external_id="x"))
    assert {fault.field for fault in refused.value.errors} == {"finding", "text", "grid_code", "lat"}
    data = {"finding": "nothing", "text": "x", "grid_code": city.G1}
    with pytest.raises(InvalidInput):
        device_finding.to_signal(Report(by=SYSTEM, data=data, external_id="x"))


def test_every_finding_has_its_matter_and_its_name() -> None:
    assert set(device_finding.MATTERS) == set(device_finding.NAMES) == set(Finding)
