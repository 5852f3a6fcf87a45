"""Which gates may be opened and how: kept by administrators, the login sealed, addresses that make sense."""

from typing import Any

import pytest

from linli.cli.demo.simgate import SimGate
from linli.devices import actions, openers
from linli.devices.gateways import NotOpened
from linli.devices.models import Device, Group, Opener
from linli.kernel.actor import SYSTEM
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from tests.cases import city
from tests.devices.conftest import enter

AT = {"address": "http://10.1.2.3", "user": "linli", "password": "s3cret-of-the-gate"}


def kept(gate: Device, **changed: Any) -> Opener:
    """Return the opener of a gate."""
    return openers.keep_opener(by=SYSTEM, device=gate, **(AT | changed))


def wrong(gate: Device, **changed: Any) -> set[str]:
    """Return the fields that are refused."""
    with pytest.raises(InvalidInput) as refused:
        kept(gate, **changed)
    return {error.field for error in refused.value.errors}


def test_kept_with_its_login_sealed(gate: Device) -> None:
    opener = kept(gate, door=2)
    assert (opener.address, opener.door, openers.user_of(opener)) == ("http://10.1.2.3", 2, "linli")
    row = Opener.objects.values().get()
    assert not any("s3cret" in str(value) for value in row.values())
    (entry,) = AuditEntry.objects.filter(verb="devices:opener:keep")
    assert "s3cret" not in str(entry.data)
    assert list(openers.gates_at(city.G1)) == [gate]


def test_an_empty_login_keeps_the_one_that_is_there(gate: Device) -> None:
    """But only for the same address: nobody turns a login they do not know to a place of their own."""
    kept(gate)
    opener = kept(gate, door=3, user="", password="")
    assert (opener.door, openers.user_of(opener)) == (3, "linli")
    assert wrong(gate, address="http://10.6.6.6", user="", password="") == {"user", "password"}
    assert wrong(gate, user="another", password="") == {"password"}


@pytest.mark.parametrize(
    "address",
    [
        "http://10.1.2.3:8080",
        "https://192.168.1.20",
        "https://8.8.8.8:8443",
        "http://[fd00::5]:80",
        "http://100.64.3.4",
    ],
)
def test_addresses_of_gates(gate: Device, address: str) -> None:
    assert kept(gate, address=f" {address}/ ").address == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "10.1.2.3",
        "gate.example.org",
        "http://gate.example.org",
        "ftp://10.1.2.3",
        "http://10.1.2.3/path",
        "http://10.1.2.3?x=1",
        "http://user:pw@10.1.2.3",
        "http://10.1.2.3:99999",
        "http://10.1.2.3:0",
        "http://127.0.0.1:8000",
        "http://[::1]",
        "http://[::ffff:127.0.0.1]",
        "http://169.254.169.254",
        "http://[fe80::1]",
        "http://0.0.0.0",
        "http://224.0.0.1",
        "http://2130706433",
        "http://8.8.8.8",
        "http://10.1.2.3\r\nX: y",
    ],
)
def test_addresses_of_no_gate(gate: Device, address: str) -> None:
    assert wrong(gate, address=address) == {"address"}
    assert not Opener.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"door": 0}, "door"), ({"door": 257}, "door"), ({"user": 'a"b'}, "user"), ({"user": "a:b"}, "user"),
     ({"password": ""}, "password"), ({"password": "x" * 65}, "password")],
)  # fmt: skip
def test_other_faults(gate: Device, changed: dict[str, Any], field: str) -> None:
    assert field in wrong(gate, **changed)


def test_only_gates_in_service(group: Group) -> None:
    assert wrong(enter(group, "W-1", kind="water_meter")) == {"device"}
    old = enter(group, "G-9")
    actions.retire_device(by=SYSTEM, device=old, reason="拆了")
    assert wrong(old) == {"device"}


def test_whose_gates(group: Group) -> None:
    """Those of the grid and of its community; not a neighbour grid's, and none that is retired."""
    own, shared, other = (
        enter(group, "A"),
        enter(group, "B", area_code=city.G1[:12]),
        enter(group, "C", area_code=city.G2),
    )
    for each in (own, shared, other):
        kept(each)
    enter(group, "D")
    assert {each.code for each in openers.gates_at(city.G1)} == {"A", "B"}
    actions.retire_device(by=SYSTEM, device=own, reason="拆了")
    assert {each.code for each in openers.gates_at(city.G1)} == {"B"}


def test_only_administrators(gate: Device) -> None:
    with pytest.raises(NotAllowed):
        openers.keep_opener(by=city.DESK, device=gate, **AT)  # type: ignore[arg-type]
    opener = kept(gate)
    for verb in (openers.try_opener, openers.drop_opener):
        with pytest.raises(NotAllowed):
            verb(by=city.WORKER, opener=opener, **({"reason": "x"} if verb is openers.drop_opener else {}))


def test_tried_and_opened(gate: Device, settings: Any) -> None:
    """In the demo the controller is on this machine; how it went stands in the register."""
    settings.DEMO = True
    with SimGate("linli", "pw").listening() as there:
        opener = kept(gate, address=there.address, user="linli", password="pw")
        openers.try_opener(by=SYSTEM, opener=opener)
        openers.open_gate(gate.pk)
        opener.refresh_from_db()
        assert there.opened == [1]
        assert (opener.last_error, opener.last_ok_at is None) == ("", False)
        kept(gate, address=there.address, user="linli", password="another")
        with pytest.raises(NotOpened):
            openers.open_gate(gate.pk)
        opener.refresh_from_db()
        assert "login" in opener.last_error
        with pytest.raises(Conflict, match="没有连上"):
            openers.try_opener(by=SYSTEM, opener=opener)


def test_dropped(gate: Device) -> None:
    opener = kept(gate)
    with pytest.raises(InvalidInput):
        openers.drop_opener(by=SYSTEM, opener=opener, reason=" ")
    openers.drop_opener(by=SYSTEM, opener=opener, reason="换了门禁")
    assert not openers.gates_at(city.G1).exists()
    with pytest.raises(Opener.DoesNotExist):
        openers.open_gate(gate.pk)
