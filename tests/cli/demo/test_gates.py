"""The demo's gates open on a simulated controller, however often the clock comes by."""

from linli.care.models import Plan
from linli.cli.demo import elders, gates
from linli.devices import openers
from linli.devices.models import Device, Opener
from linli.kernel.audit import AuditEntry
from tests.care.conftest import town as town
from tests.cli.demo.test_elders import lived as lived


def test_nothing_where_there_are_no_gates(db: None) -> None:
    assert gates.attend() is None


def test_both_gates_open(lived: list[Plan], settings: object) -> None:
    """Set up once, and anew when the controller has moved."""
    settings.DEMO = True  # type: ignore[attr-defined]
    controller = gates.attend()
    assert controller is not None
    assert gates.attend() is controller
    assert AuditEntry.objects.filter(verb="devices:opener:keep").count() == len(elders.GATES)
    gate = Device.objects.get(code=elders.GATES[1])
    assert gate in openers.gates_at(lived[0].grid_code)
    before = len(controller.opened)
    openers.open_gate(gate.pk)
    assert controller.opened[before:] == [2]
    Opener.objects.filter(device=gate).update(address="http://127.0.0.1:9")
    gates.attend()
    openers.open_gate(gate.pk)
    assert controller.opened[before:] == [2, 2]
