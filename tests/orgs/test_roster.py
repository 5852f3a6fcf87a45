"""The roster: all or nothing, every fault named by its row, twice is the same as once."""

import time
from typing import Any

import pytest
from django.db.models import QuerySet

from linli.kernel import crypto
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.audit import AuditEntry
from linli.kernel.errors import NotAllowed
from linli.kernel.tables import Outcome, Rejected, Report, read_bytes
from linli.orgs import roster, rules
from linli.orgs.models import Organisation, Post, Worker
from linli.orgs.rules import Duty, Role

pytestmark = pytest.mark.usefixtures("city")
GRID, OTHER = "320412001001001", "320412001001002"
STREET = Actor(id="account:9", name="街道", grants=tuple(rules.grants_of(Role.STREET_DESK, "320412001")))
HEAD = "姓名,电话,组织编码,中共党员,网格编码,职务,起,止"


def take_in(*lines: str, by: Actor = STREET, head: str = HEAD) -> Report:
    """Take in a CSV file of these lines."""
    return roster.take_in(by=by, table=read_bytes("花名册.csv", "\n".join([head, *lines]).encode()))


def faults(*lines: str, by: Actor = STREET, head: str = HEAD) -> list[tuple[int, str]]:
    """Return the row and column of every fault of a file that must be refused, with nothing written."""
    with pytest.raises(Rejected) as refused:
        take_in(*lines, by=by, head=head)
    assert not Worker.objects.exists()
    assert not Post.objects.exists()
    return [(error.row, error.column) for error in refused.value.report.errors]


def posts() -> QuerySet[Post, Any]:
    """Return all posts as tuples."""
    return Post.objects.order_by("area_code", "duty").values_list("worker__name", "area_code", "duty")


def test_people_and_posts() -> None:
    """One person on two grids is one worker; words and dates as people write them."""
    Organisation.objects.create(code="jx", name="聚新社区", kind="community_office")
    report = take_in(
        f"张三,138-1234-5678,jx,是,{GRID},专职,2026/1/31,",
        f"张三,13812345678,,,{OTHER},兼职网格员,,",
        f"李四,0519-88886666,,否,{GRID},lawyer,20260101,2027年1月1日",
    )
    assert report.counts() == {Outcome.CREATED: 5}
    assert list(posts()) == [
        ("张三", GRID, "full_time"),
        ("李四", GRID, "lawyer"),
        ("张三", OTHER, "part_time"),
    ]
    worker = Worker.objects.get(name="张三")
    assert (worker.is_party_member, worker.phone_mask) == (True, "138****5678")
    assert worker.organisation is not None
    assert worker.organisation.code == "jx"
    assert crypto.decrypt(worker.phone) == "13812345678"
    assert str(Post.objects.get(duty="full_time").since) == "2026-01-31"
    assert AuditEntry.objects.get(stream="roster").data["counts"] == {"created": 5}


def test_twice_is_once() -> None:
    """A second import changes nothing; a corrected one says what changed; what it leaves out stays."""
    lines = [f"张三,13812345678,,是,{GRID},专职,2026-01-31,", f"李四,13912345678,,,{GRID},兼职,2026-01-31,"]
    take_in(*lines)
    assert take_in(*lines).counts() == {Outcome.UNCHANGED: 2}
    report = take_in(f"张三,13812345678,,否,{GRID},专职,2026-02-01,")
    changed = [(c.key, c.fields) for c in report.changes if c.outcome is Outcome.UPDATED]
    assert changed == [
        ("138****5678", {"is_party_member": ("True", "False")}),
        (GRID, {"since": ("2026-01-31", "2026-02-01")}),
    ]
    assert Worker.objects.count() == 2


def test_every_fault_is_named_by_its_row() -> None:
    """Unknown grid, bad telephone, unknown duty and organisation, dates reversed, dates that are none."""
    found = faults(
        "张三,13812345678,,,320412001009001,专职,,",
        f"李四,12,,,{GRID},专职,,",
        f"王五,13912345678,nobody,,{GRID},专职,,",
        f"赵六,13712345678,,,{GRID},国王,,",
        f"钱七,13612345678,,,{GRID},专职,2026-02-01,2026-01-01",
        f"孙八,13512345678,,也许,{GRID},专职,2026-02-30,",
        f",,,,{GRID},专职,,",
    )
    assert found == [
        (2, "区域编码"),
        (3, "电话"),
        (4, "组织编码"),
        (5, "职务"),
        (6, "止"),
        (7, "中共党员"),
        (7, "起"),
        (8, "姓名"),
        (8, "电话"),
    ]


def test_contradictions_within_the_file() -> None:
    """One telephone for two people, the same post twice, one person in two organisations."""
    for code in ("a", "b"):
        Organisation.objects.create(code=code, name=code, kind="company")
    found = faults(
        f"张三,13812345678,a,,{GRID},专职,,",
        f"李四,13812345678,,,{OTHER},专职,,",
        f"张三,13812345678,,,{GRID},专职网格员,,",
        f"张三,13812345678,b,,{OTHER},志愿者,,",
    )
    assert found == [(3, "电话"), (4, "职务"), (5, "组织编码")]


def test_a_telephone_known_under_another_name() -> None:
    """The person is not renamed by a file."""
    take_in(f"张三,13812345678,,,{GRID},专职,,")
    with pytest.raises(Rejected) as refused:
        take_in(f"李四,13812345678,,,{GRID},专职,,")
    assert [error.column for error in refused.value.report.errors] == ["电话"]


def test_only_where_one_may_edit() -> None:
    """Another district's grid is refused even when it exists."""
    assert faults(f"张三,13812345678,,,{GRID},专职,,", by=Actor(id="a", name="")) == [(2, "区域编码")]


def test_a_missing_column_says_which() -> None:
    """Before any row is read."""
    assert faults(f"张三,{GRID},专职", head="姓名,网格编码,职务") == [(1, "电话")]


def test_who_left_comes_back() -> None:
    """A person named again is in service again."""
    take_in(f"张三,13812345678,,,{GRID},专职,,")
    Worker.objects.update(left_on="2026-01-01")
    take_in(f"张三,13812345678,,,{GRID},专职,,")
    assert Worker.objects.get().left_on is None


def test_twelve_thousand_in_seconds() -> None:
    """The city's roster in one file."""
    lines = [
        f"网格员{i},{13800000000 + i},,,{GRID if i % 2 else OTHER},专职,2026-01-31," for i in range(12_000)
    ]
    began = time.monotonic()
    assert take_in(*lines).counts() == {Outcome.CREATED: 24_000}
    assert time.monotonic() - began < 30


def test_given_out_and_taken_in_again() -> None:
    """What is given out is a roster that changes nothing; it is in the audit with the reason."""
    take_in(f"张三,13812345678,,是,{GRID},专职,2026-01-31,", f"=cmd,13912345678,,,{OTHER},志愿者,,")
    rows = roster.give_out(by=STREET, area_code="320412001", reason="核对")
    assert rows[0] == ["张三", "13812345678", "", "是", GRID, "专职网格员", "2026-01-31", ""]
    report = take_in(*(",".join(row) for row in rows), by=SYSTEM, head=",".join(roster.headers()))
    assert report.counts() == {Outcome.UNCHANGED: 2}
    assert AuditEntry.objects.get(verb="orgs:roster:export").reason == "核对"
    with pytest.raises(NotAllowed):
        roster.give_out(by=STREET, area_code="320412", reason="核对")


def test_words_of_a_roster() -> None:
    """Duties by key or by word, yes and no, days in five spellings."""
    assert {rules.duty_of(word) for word in ("full time", "FULL_TIME", "专职", "专职网格员")} == {
        Duty.FULL_TIME
    }
    assert rules.duty_of("") is None
    assert (rules.yes_or_no("Yes"), rules.yes_or_no("群众"), rules.yes_or_no("?")) == (True, False, None)
    days = {
        rules.day_of(text) for text in ("2026-01-31", "2026/1/31", "2026.1.31", "20260131", "2026年1月31日")
    }
    assert len(days) == 1
    assert rules.day_of("31.1.2026") is None
