"""`linli import roster`, `organisations` and `party`, and `linli export roster`."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.kernel import tables
from linli.kernel.audit import AuditEntry
from linli.orgs import roster
from linli.orgs.models import Post, Worker
from linli.places import atlas, rules
from linli.places.models import Area, Edition

GRID = "320412001001001"
HEAD = "姓名,电话,网格编码,职务\n"


@pytest.fixture(autouse=True)
def city(db: None) -> Iterator[None]:
    """One grid."""
    for code in ("320412", "320412001", "320412001001", GRID):
        parent = rules.parent_code(code)
        Area.objects.create(code=code, name=code, level=rules.level_of(code), parent_id=parent)
    Edition.objects.create(topic="areas", stamp="roster")
    atlas.expire()
    yield
    atlas.expire()


def run(*words: str | Path) -> str:
    """Run a command and return what it prints."""
    out = StringIO()
    call_command(*map(str, words), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_there_and_back(tmp_path: Path) -> None:
    """A file of names that look like formulas and 15-digit codes comes back as it went."""
    source = tmp_path / "in.csv"
    source.write_text(f"{HEAD}=1+1,13812345678,{GRID},专职\n李四,+1 202 555 0123,{GRID},律师\n", "utf-8")
    assert "新增 4" in run("import", "roster", source)
    target = tmp_path / "out.xlsx"
    assert run("export", "roster", target, "--reason", "核对").startswith("2 posts")
    assert "未变 2" in run("import", "roster", target)
    assert AuditEntry.objects.filter(stream="roster").count() == 3


def test_one_wrong_file_keeps_all_out(tmp_path: Path) -> None:
    """All or nothing holds over every file; the report is written for a spreadsheet."""
    good, bad, report = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "report.csv"
    good.write_text(f"{HEAD}张三,13812345678,{GRID},专职\n", "utf-8")
    bad.write_text(f"{HEAD}李四,12,{GRID},国王\n", "gb18030")
    with pytest.raises(CommandError):
        run("import", "roster", good, bad, "--report", report)
    assert not Worker.objects.exists()
    assert not Post.objects.exists()
    assert len(tables.read(report).rows) == 2


def test_a_template_holds_the_header_alone(tmp_path: Path) -> None:
    """It needs no reason, and takes in as nothing."""
    target = tmp_path / "blank.xlsx"
    run("export", "roster", target, "--template")
    assert tables.read(target).headers == tuple(roster.headers())
    assert not AuditEntry.objects.exists()


def test_telephones_leave_only_with_a_reason(tmp_path: Path) -> None:
    """Without one nothing is written."""
    with pytest.raises(CommandError, match="--reason"):
        run("export", "roster", tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_registers_of_bodies_and_of_the_party(tmp_path: Path) -> None:
    """`linli import organisations` and `linli import party` read tables too."""
    bodies, tree = tmp_path / "bodies.csv", tmp_path / "tree.csv"
    bodies.write_text("编码,名称,类别,区域编码\nwy,物业,物业服务企业,320412001001\n", "utf-8")
    tree.write_text("编码,名称,类别,层级,区域编码\nht,镇党委,territory,镇党委,320412001\n", "utf-8")
    assert "新增 1" in run("import", "organisations", bodies)
    assert "新增 1" in run("import", "party", tree)
