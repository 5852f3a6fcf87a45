"""Set-up: it skips what is done, and says what to do when something is missing."""

import sys
from pathlib import Path

import pytest

from tools import browser, prepare


def test_a_step_is_done_once_for_the_same_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements").mkdir()
    lock = tmp_path / "requirements" / "runtime.lock"
    lock.write_text("django==5.2.19\n")
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    monkeypatch.setattr(prepare, "STAMPS", tmp_path / "stamps")
    done: list[tuple[str, ...]] = []
    monkeypatch.setattr(prepare, "run", lambda *command, hint: done.append(command))
    prepare.install("runtime")
    prepare.install("runtime")
    assert len(done) == 1
    assert "--require-hashes" in done[0]
    lock.write_text("django==5.2.20\n")
    prepare.install("runtime")
    assert len(done) == 2


def test_a_failed_command_shows_what_it_said_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(prepare.Failure, match="Try another"):
        prepare.run(sys.executable, "-c", "raise SystemExit('no route to host')", hint="Try another network.")
    assert "no route to host" in capsys.readouterr().err


def test_an_old_python_is_told_which_one_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare, "OLDEST", (9, 9))
    assert prepare.main() == 1
    assert "Python 3.11 or newer" in capsys.readouterr().out


def test_a_chosen_browser_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_TEST_BROWSER", "/opt/browser")
    assert browser.find() == Path("/opt/browser")


def test_no_browser_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("LINLI_TEST_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(browser, "MAC", tmp_path / "none")
    monkeypatch.setattr(browser, "DOWNLOADED", tmp_path)
    assert browser.find() is None
    downloaded = tmp_path / "chromium-1200" / "chrome-linux" / "chrome"
    downloaded.parent.mkdir(parents=True)
    downloaded.write_text("")
    assert browser.find() == downloaded
