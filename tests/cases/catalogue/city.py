"""A city's own catalogue folder, made from the packaged files."""

from pathlib import Path

import pytest

from linli.cases import catalogue
from linli.cases.catalogue.load import PACKAGED
from linli.kernel.errors import InvalidInput


def faults(*folders: Path) -> list[str]:
    """Return what is wrong with the folders, as text."""
    with pytest.raises(InvalidInput) as caught:
        catalogue.load(*folders)
    return [str(fault) for fault in caught.value.errors]


def changed(folder: Path, file: str, old: str, new: str) -> Path:
    """Put the packaged file, with one text replaced, into the city's folder."""
    text = (PACKAGED / file).read_text(encoding="utf-8-sig")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder
