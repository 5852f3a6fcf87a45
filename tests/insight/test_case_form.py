"""The form of a case: at every stage, and on the city's own template."""

import io
from pathlib import Path

import docx
import pytest

from linli.insight.reports import case_form
from linli.kernel.audit import AuditEntry
from linli.kernel.permissions import Permission
from tests.cases import city


@pytest.fixture(autouse=True)
def town(db: None) -> None:
    """The engine's small city."""
    city.build()


def text(document: bytes) -> str:
    """Return the words of the document's tables."""
    tables = docx.Document(io.BytesIO(document)).tables
    return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)


def test_a_form_can_be_printed_at_every_stage() -> None:
    for case in (city.reported(), city.filed(), city.handling_case(), city.handled(), city.closed()):
        made = text(case_form.document(city.DESK, case, {"resident_report": "居民上报"}))
        assert "居民上报" in made
        assert "{{" not in made
        assert ("钱核查" in made) is (case.verified_at is not None)


def test_the_audit_keeps_that_a_form_was_taken() -> None:
    case = city.reported()
    case_form.document(city.DESK, case, {})
    entry = AuditEntry.objects.get(verb=Permission.CASES_SEE)
    assert (entry.actor, entry.stream) == (city.DESK.id, f"case:{case.number}")


def test_a_city_draws_its_own(settings: object, tmp_path: Path) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    folder = tmp_path / "data" / "forms"
    folder.mkdir(parents=True)
    own = docx.Document()
    own.add_table(rows=1, cols=1).cell(0, 0).text = "本市自定 {{number}}"
    own.save(str(folder / "case-zh-hans.docx"))
    case = city.reported()
    assert text(case_form.document(city.DESK, case, {})) == f"本市自定 {case.number}"
