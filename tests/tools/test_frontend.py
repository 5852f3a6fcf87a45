"""The browser's libraries: copied as the pages need them."""

from pathlib import Path

import pytest

from tools import frontend


def test_a_pointer_to_a_missing_map_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = tmp_path / "node_modules" / "thing" / "thing.js"
    origin.parent.mkdir(parents=True)
    origin.write_text("go();\n//# sourceMappingURL=thing.js.map\n")
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr(frontend, "VENDOR", tmp_path / "vendor")
    monkeypatch.setattr(frontend, "STAMP", tmp_path / "vendor" / ".stamp")
    monkeypatch.setattr(frontend, "COPIES", {"thing/thing.js": "thing/thing.js"})
    assert not frontend.is_ready()
    frontend.copy()
    assert (tmp_path / "vendor" / "thing" / "thing.js").read_text() == "go();"
    assert frontend.is_ready()
    (tmp_path / "package-lock.json").write_text('{"changed": true}')
    assert not frontend.is_ready()


def test_a_machine_without_npm_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"install Node\.js"):
        frontend.npm()
