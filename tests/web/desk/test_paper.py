"""What is taken along: the sheet holds exactly the list, the form holds the case."""

import io

import docx
import pytest
from django.test import Client
from django.utils import translation

from linli.cases import intake
from linli.kernel import clock, tables
from linli.kernel.audit import AuditEntry
from linli.orgs.rules import Role
from linli.people import actions as people
from tests.cases import city
from tests.web.conftest import SignIn

pytestmark = pytest.mark.usefixtures("town")


def sheet(browser: Client, **words: str) -> list[dict[str, str]]:
    """Return the rows of the sheet."""
    answer = browser.get("/desk/export.xlsx", words)
    assert answer.status_code == 200
    return [dict(row.values) for row in tables.read_bytes("x.xlsx", b"".join(answer)).rows]


def test_the_sheet_holds_the_list_and_the_audit_its_words(sign_in: SignIn) -> None:
    given, _new = city.handling_case(), city.reported(lon=city.IN_G2[0])
    other = city.reported(lon=city.IN_G4[0])
    browser = sign_in(Role.STREET_DESK)
    assert other.number not in {row["编号"] for row in sheet(browser)}
    (row,) = sheet(browser, tab="handling", q="垃圾")
    assert (row["编号"], row["状态"], row["责任单位"], row["网格"]) == (
        given.number, "处置中", "乙街道环卫所", "一网格",
    )  # fmt: skip
    assert row["上报时间"].startswith(f"{clock.local(given.created_at):%Y-%m-%dT%H:%M}")
    entry = AuditEntry.objects.filter(verb="cases:case:export").latest("pk")
    assert entry.data == {"words": {"tab": "handling"}, "searched": True}


def test_no_cell_is_a_formula_and_contacts_are_masked(sign_in: SignIn) -> None:
    contact = people.remember_contact(by=city.RESIDENT, name="张三丰", phone="13800138000")
    assert contact is not None
    signal = city.signal(text='=HYPERLINK("http://x")', address="+1+1", reporter=contact.pk)
    intake.take_in(by=city.RESIDENT, signal=signal)
    (row,) = sheet(sign_in(Role.STREET_DESK))
    assert row["内容"] == '=HYPERLINK("http://x")'
    assert row["地址"] == "+1+1"
    assert row["反映人（隐去）"].startswith("张")
    assert "三丰" not in row["反映人（隐去）"]
    assert "13800138000" not in str(row)


def test_who_may_not_export_gets_nothing(sign_in: SignIn) -> None:
    city.reported()
    assert sign_in(Role.GRID_WORKER).get("/desk/export.xlsx").status_code == 403
    assert not AuditEntry.objects.filter(verb="cases:case:export").exists()


def words_of(document: bytes) -> str:
    """Return every word of a Word document's body and tables."""
    found = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in found.paragraphs), *cells])


def test_the_form_holds_the_case(sign_in: SignIn) -> None:
    case = city.closed()
    answer = sign_in(Role.STREET_DESK).get(f"/desk/cases/{case.number}/form.docx")
    assert answer["Content-Disposition"] == f'attachment; filename="{case.number}.docx"'
    text = words_of(answer.content)
    reported = f"{clock.local(case.created_at):%Y-%m-%d %H:%M}"
    where, who = "甲区 乙街道 丙社区 一网格", ("乙街道环卫所", "钱核查", "李受理", "未留联系方式")
    for word in (case.number, "案件办理单", "已清运，桶已冲洗", "垃圾桶满了", reported, where, *who):
        assert word in text, word
    assert "{{" not in text


def test_the_form_in_english_and_out_of_reach(sign_in: SignIn) -> None:
    case, other = city.reported(), city.reported(lon=city.IN_G4[0])
    browser = sign_in(Role.STREET_DESK)
    with translation.override("en"):
        browser.cookies["django_language"] = "en"
        assert "Case record" in words_of(browser.get(f"/desk/cases/{case.number}/form.docx").content)
    assert browser.get(f"/desk/cases/{other.number}/form.docx").status_code == 404
