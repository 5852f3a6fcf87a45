"""The English catalogues: new texts are added with empty English, translated ones are compiled."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

from tools import messages


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with one text in Python, one in a template, and one that is translated already."""
    package = tmp_path / "src" / "linli" / "desk"
    (package / "templates").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "views.py").write_text(
        'A = _("待派遣")\nB = ngettext("%(n)s 件", "%(n)s 件", 2)\nC = _("OK")\n'
    )
    (package / "templates" / "inbox.html").write_text('{% translate "处置中" %}')
    path = messages.catalogue_path(package)
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "待派遣"\nmsgstr "To be dispatched"\n')
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCE", tmp_path / "src" / "linli")
    return package


def test_new_texts_are_added_and_old_ones_kept(desk: Path) -> None:
    assert messages.update(desk) == 2
    known = messages.catalogue(desk)
    assert known.get("待派遣").string == "To be dispatched"  # type: ignore[union-attr]
    assert not messages.is_translated(known.get("处置中"))
    assert not messages.is_translated(known.get("%(n)s 件"))
    before = messages.catalogue_path(desk).read_text("utf-8")
    assert messages.update(desk) == 2
    assert messages.catalogue_path(desk).read_text("utf-8") == before


def test_a_catalogue_is_compiled_when_it_is_newer(desk: Path) -> None:
    messages.compile_all()
    compiled = messages.catalogue_path(desk).with_suffix(".mo")
    with compiled.open("rb") as file:
        assert read_mo(file).get("待派遣").string == "To be dispatched"  # type: ignore[union-attr]
    stamp = compiled.stat().st_mtime_ns
    messages.compile_all()
    assert compiled.stat().st_mtime_ns == stamp


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('<<<<<<< HEAD\nmsgid "好"\nmsgstr "Good"\n')
    with pytest.raises(ValueError, match=r"django\.po"):
        messages.parsed(path)
