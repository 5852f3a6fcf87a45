"""The register: what must be said of a device, by whom, and files taken in all or nothing."""

from datetime import timedelta

import pytest

from linli.devices import actions, groups, queries, register
from linli.devices.models import Device, Group
from linli.kernel import apikeys, clock
from linli.kernel.actor import SYSTEM, Actor, Grant
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import Conflict, InvalidInput, NotAllowed
from linli.kernel.permissions import Permission
from linli.kernel.tables import Outcome, Rejected, Report, read_bytes
from tests.cases import city
from tests.devices.conftest import NOW, enter

HEAD = (
    "编码,名称,类别,设备组,网格编码,所有单位,维护单位,用途,法律依据,保存天数,经度,纬度,上次维护日期,维护周期"
)
KEEP = frozenset({Permission.DEVICES_SEE, Permission.DEVICES_EDIT})
HERE = Actor(id="account:1", name="甲", grants=(Grant(KEEP, "320402001001"),))
ELSEWHERE = Actor(id="account:2", name="乙", grants=(Grant(KEEP, "320402002"),))


def take_in(*lines: str, by: Actor = SYSTEM) -> Report:
    """Take in a file of devices."""
    return register.take_in(by=by, table=read_bytes("设备.csv", "\n".join([HEAD, *lines]).encode()))


def test_a_device_is_entered_changed_and_retired(group: Group) -> None:
    """With an entry in the audit each; its scope is a prefix."""
    device = enter(group, "G-1")
    assert [each.code for each in queries.visible(HERE)] == ["G-1"]
    assert not queries.visible(ELSEWHERE).exists()
    with pytest.raises(NotAllowed):
        actions.change_device(by=ELSEWHERE, device=device, name="别处")
    device = actions.change_device(by=HERE, device=device, name="北门", maintained_on=NOW.date())
    with pytest.raises(NotAllowed):
        actions.change_device(by=HERE, device=device, area_code=city.G4)
    with pytest.raises(InvalidInput):
        actions.retire_device(by=HERE, device=device, reason=" ")
    actions.retire_device(by=HERE, device=device, reason="拆除")
    assert not queries.visible(HERE).exists()
    verbs = list(AuditEntry.objects.filter(stream=f"device:{device.pk}").values_list("verb", flat=True))
    assert verbs == ["devices:device:enter", "devices:device:change", "devices:device:retire"]


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"kind": "camera", "retention_days": 30}, {"legal_ground"}),
        ({"kind": "camera", "legal_ground": "公共安全", "retention_days": 7}, {"retention_days"}),
        ({"kind": "telescope", "purpose": ""}, {"kind", "purpose"}),
        ({"area_code": "320402002001001"}, {"area_code"}),
        ({"area_code": "999"}, {"area_code"}),
        ({"lon": 119.9, "lat": None}, {"lon"}),
        ({"lon": 500.0, "lat": 1.0}, {"lon"}),
        ({"heartbeat_s": 100_000, "maintain_every_days": -1}, {"heartbeat_s", "maintain_every_days"}),
        ({"name": "", "model": "x" * 101, "serial": "a b"}, {"name", "model", "serial"}),
    ],
)
def test_what_must_be_said(group: Group, fields: dict[str, object], faulty: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        enter(group, "X-1", **fields)
    assert {fault.field for fault in refused.value.errors} == faulty
    assert not Device.objects.exists()


def test_a_file_is_taken_in_and_again(group: Group) -> None:
    """By code; kinds by name or key; twice changes nothing."""
    lines = [
        f"C-1,北门摄像机,摄像机,juxin,{city.G1},ESTATE,ROADS,治安防范,视频图像条例,30,119.905,31.705,2026-01-02,90",
        f"G-1,北门,gate,juxin,{city.G1},ESTATE,ESTATE,出入口门禁,,,,,,",
    ]
    assert take_in(*lines).counts() == {Outcome.CREATED: 2}
    camera = Device.objects.get(code="C-1")
    assert (camera.kind, camera.keeper.code, camera.lon, camera.retention_days) == (
        "camera",
        "ROADS",
        119.905,
        30,
    )
    assert take_in(*lines).counts() == {Outcome.UNCHANGED: 2}
    report = take_in(lines[0].replace("北门摄像机", "南门摄像机"))
    assert report.changes[0].fields == {"name": ("北门摄像机", "南门摄像机")}
    assert [each.code for each in queries.due_for_maintenance(HERE, NOW.date())] == ["C-1"]
    assert not queries.due_for_maintenance(HERE, NOW.date() - timedelta(days=300))


def test_every_fault_of_a_file(group: Group) -> None:
    """By row and column; nothing is written, not even the row that was right."""
    with pytest.raises(Rejected) as refused:
        take_in(
            f"G-1,北门,门禁,juxin,{city.G1},ESTATE,ESTATE,门禁,,,,,,",
            f"G-2,南门,门禁,nobody,{city.G1},ESTATE,NOBODY,门禁,,x,,,昨天,",
            f"G-3,东门,门禁,juxin,{city.G4},ESTATE,ESTATE,门禁,,,,,,",
            f"G-1,西门,门禁,juxin,{city.G1},ESTATE,ESTATE,门禁,,,,,,",
        )
    found = {(error.row, error.column) for error in refused.value.report.errors}
    assert found == {
        (3, "设备组编码"),
        (3, "维护单位编码"),
        (3, "保存天数"),
        (3, "上次维护日期"),
        (4, "网格编码"),
        (5, "编码"),
    }
    assert not Device.objects.exists()
    with pytest.raises(Rejected):
        take_in(f"G-1,北门,门禁,juxin,{city.G1},ESTATE,ESTATE,门禁,,,,,,", by=ELSEWHERE)


def test_a_group_and_its_key(group: Group) -> None:
    """A new key closes the old one; the signature is over time and body; a group with devices stays."""
    first, _signing = groups.give_key(by=SYSTEM, group=group)
    key, signing = groups.give_key(by=SYSTEM, group=group)
    with pytest.raises(NotAllowed):
        groups.by_key(first)
    assert groups.by_key(key) == group
    group.refresh_from_db()
    moment = str(int(clock.now().timestamp()))
    good = groups.signature(signing, moment, b"[]")
    groups.check_signature(group, moment, f"sha256={good}", b"[]")
    old = str(int(moment) - 301)
    for stamp, given, body in (
        (moment, good, b"[1]"),
        (moment, "", b"[]"),
        ("", good, b"[]"),
        (old, groups.signature(signing, old, b"[]"), b"[]"),
        (moment, "é", b"[]"),
    ):
        with pytest.raises(groups.BadSignature):
            groups.check_signature(group, stamp, given, body)
    other = apikeys.create(by=SYSTEM, name="x", scopes=["devices"])[1]
    with pytest.raises(NotAllowed):
        groups.by_key(other)
    device = enter(group, "G-1")
    with pytest.raises(Conflict):
        groups.retire_group(by=SYSTEM, group=group, reason="x")
    actions.retire_device(by=SYSTEM, device=device, reason="拆除")
    groups.retire_group(by=SYSTEM, group=group, reason="拆除")
    with pytest.raises(NotAllowed):
        groups.by_key(key)
    with pytest.raises(Conflict):
        groups.give_key(by=SYSTEM, group=group)


def test_faults_of_a_group(group: Group) -> None:
    with pytest.raises(InvalidInput) as refused:
        groups.open_group(by=SYSTEM, code="juxin", name="", area_code="1")
    assert {fault.field for fault in refused.value.errors} == {"code", "name", "area_code"}
    with pytest.raises(NotAllowed):
        groups.rename_group(by=ELSEWHERE, group=group, name="别处")
    assert groups.rename_group(by=HERE, group=group, name="聚新").name == "聚新"
