"""Tables as Excel leaves them."""

from pathlib import Path

import pytest

from linli.cases import catalogue
from linli.cases.catalogue.load import FILES, PACKAGED
from tests.cases.catalogue.city import faults


def test_what_excel_does_to_a_file_is_undone(tmp_path: Path) -> None:
    rows = (PACKAGED / "matters.csv").read_text(encoding="utf-8-sig").replace("\n06010,", "\n6010,")
    (tmp_path / "matters.csv").write_bytes(rows.encode("gb18030"))
    assert catalogue.load(tmp_path) == catalogue.load()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", b"PK\x03\x04\x00\x00", b'code,"name\n'])
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, file: str, content: bytes) -> None:
    (tmp_path / file).write_bytes(content)
    assert any(file in fault for fault in faults(tmp_path))
