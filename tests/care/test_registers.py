"""Plans from a table: all or nothing, twice the same, each fault at its row and column."""

import pytest

from linli.care import queries, registers
from linli.care.models import Plan
from linli.kernel import crypto
from linli.kernel.tables import Outcome, Rejected, read_bytes
from linli.people.models import Contact
from tests.cases import city

HEAD = (
    "姓名,电话,住址,网格编码,探访级别,由谁同意,同意人姓名,同意方式,监护依据,同意的信号,同意的用途,健康情况,"
    "联系人1姓名,联系人1电话,联系人1关系"
)
GOOD = f"周阿婆,,2号楼101,{city.G1},高风险,本人,,签字,,门禁、水,上门、家人、健康,高血压,周强,13812340012,儿子"
PLAIN = f"郑大爷,13812340013,2号楼102,{city.G1},,监护人,郑强,当面,法院判决2026-12,按钮,alert,,,,"


def take(*lines: str) -> dict[Outcome, int]:
    """Take in a file of these lines and return its counts."""
    table = read_bytes("plans.csv", "\n".join((HEAD, *lines)).encode())
    return dict(registers.take_in(by=city.DESK, table=table).counts())


def test_a_list_is_taken_in_once(town: None) -> None:
    assert take(GOOD, PLAIN) == {Outcome.CREATED: 2}
    assert take(GOOD, PLAIN) == {Outcome.UNCHANGED: 2}
    first, second = Plan.objects.order_by("pk")
    agreed = queries.agreement(first)
    assert agreed is not None
    assert sorted(agreed.signals) == ["gate", "water"]
    assert sorted(agreed.purposes) == ["alert", "contacts", "health"]
    assert (first.risk, second.risk, first.kin.count()) == ("high", "general", 1)
    other = queries.agreement(second)
    assert other is not None
    assert (other.giver, other.ground) == ("guardian", "法院判决2026-12")
    givers = [crypto.decrypt(plan.consents.get().giver_name) for plan in (first, second)]
    assert givers == ["周阿婆", "郑强"]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (GOOD.replace("门禁、水", "人脸"), "同意的信号"),
        (GOOD.replace("上门、", ""), "同意的用途"),
        (GOOD.replace("、健康", ""), "健康情况"),
        (GOOD.replace("13812340012", "12"), "联系人1电话"),
        (GOOD.replace(city.G1, city.G4), "网格编码"),
        (GOOD.replace(city.G1, "1"), "网格编码"),
        (PLAIN.replace("法院判决2026-12", ""), "监护依据"),
        (PLAIN.replace("郑强", ""), "同意人姓名"),
        (PLAIN.replace("当面", "默认"), "同意方式"),
    ],
)
def test_one_fault_takes_nothing_in(town: None, line: str, column: str) -> None:
    with pytest.raises(Rejected) as fault:
        take(PLAIN.replace("郑大爷", "钱大爷"), line)
    assert [(error.row, error.column) for error in fault.value.report.errors] == [(3, column)]
    assert not Plan.objects.exists()
    assert not Contact.objects.exists()


def test_a_missing_column_is_named(town: None) -> None:
    with pytest.raises(Rejected) as fault:
        registers.take_in(by=city.DESK, table=read_bytes("p.csv", "姓名\n张三".encode()))
    assert {error.column for error in fault.value.report.errors} >= {"住址", "网格编码", "同意方式"}
