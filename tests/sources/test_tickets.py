"""Tables of hotline tickets: all or nothing, once, every fault by its row."""

from collections.abc import Iterator

import pytest

from linli.cases.models import Case
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.tables import Outcome, Rejected, Table, read_bytes
from linli.orgs import rules as orgs
from linli.places import atlas
from linli.sources import tickets
from tests.api import city

CLERK = Actor("account:3", "话务员", tuple(orgs.grants_of(orgs.Role.STREET_DESK, "320402001", "")))
HEAD = "工单号,诉求内容,经度,纬度,来电时间,来电人,联系电话\n"
pytestmark = pytest.mark.usefixtures("_city")


@pytest.fixture
def _city(db: None) -> Iterator[None]:
    city.build()
    yield
    atlas.expire()


def table(rows: str) -> Table:
    return read_bytes("tickets.csv", (HEAD + rows).encode("gb18030"))


GOOD = "W1,路灯不亮,119.905,31.705,2026-11-20 08:30,张三,13800138000\nW2,漏水,119.915,31.705,,,\n"


def outcomes(rows: str) -> list[Outcome]:
    return [change.outcome for change in tickets.take_in(by=CLERK, table=table(rows)).changes]


def test_tickets_come_in_once() -> None:
    assert outcomes(GOOD) == [Outcome.CREATED, Outcome.CREATED]
    assert outcomes(GOOD + "W3,垃圾,119.905,31.706,,,\n") == [
        Outcome.UNCHANGED,
        Outcome.UNCHANGED,
        Outcome.CREATED,
    ]
    assert Case.objects.filter(source="hotline").count() == 3
    assert Case.objects.get(description="路灯不亮").reporter is not None


def test_one_bad_row_and_nothing_comes_in() -> None:
    bad = "W3,,x,31,昨天,,12\nW4,远方,121.0,30.0,,,\nW1,又来,119.905,31.705,,,\n,无号,119.905,31.705,,,\n"
    with pytest.raises(Rejected) as caught:
        tickets.take_in(by=CLERK, table=table(GOOD + bad))
    found = [(error.row, error.column) for error in caught.value.report.errors]
    assert found == [
        (4, "诉求内容"),
        (4, "经度"),
        (4, "来电时间"),
        (4, "来电号码"),
        (5, "经度"),
        (6, "工单编号"),
        (7, "工单编号"),
    ]
    assert not Case.objects.exists()


def test_a_table_without_its_columns() -> None:
    with pytest.raises(Rejected) as caught:
        tickets.take_in(by=CLERK, table=read_bytes("x.csv", "甲,乙\n1,2\n".encode()))
    assert {error.column for error in caught.value.report.errors} == {"工单编号", "诉求内容"}


def test_formulas_are_only_text() -> None:
    outcomes('W1,"=HYPERLINK(""http://x"")",119.905,31.705,,,\n')
    assert Case.objects.get().description == '=HYPERLINK("http://x")'


def test_who_may() -> None:
    with pytest.raises(NotAllowed):
        tickets.take_in(by=ANONYMOUS, table=table(GOOD))
