"""A new version counts whole or not at all, wherever the machine stops."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from linli.cases import catalogue
from linli.cases.catalogue import keeping
from linli.cases.catalogue.load import PACKAGED

NAMES = ("catalogue.toml", "topics.csv", "words.csv")


class Killed(BaseException):
    """The process is gone: nobody catches it."""


def seen(folder: Path) -> set[bytes]:
    """Return the last line of each file as whoever reads them now finds it."""
    with override_settings(LINLI_CATALOGUE=str(folder)):
        chain = catalogue.folders()
    paths = [next(each for place in chain if (each := place / name).is_file()) for name in NAMES]
    return {path.read_bytes().splitlines()[-1] for path in paths}


def version(mark: str) -> dict[str, bytes]:
    """Return a version of three files that all say `mark`."""
    return {name: f"first\n{mark}\n".encode() for name in NAMES}


def dying(monkeypatch: pytest.MonkeyPatch, after: int) -> list[str]:
    """Let the process die at the touch of the disk that comes after so many; return the list of touches."""
    touched: list[str] = []

    def through(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def touch(*args: Any, **kwargs: Any) -> Any:
            if len(touched) == after:
                raise Killed
            touched.append(name)
            return real(*args, **kwargs)

        return touch

    monkeypatch.setattr(os, "fsync", through("fsync", os.fsync))
    for name in ("rename", "replace", "mkdir", "unlink"):
        monkeypatch.setattr(Path, name, through(name, getattr(Path, name)))
    return touched


def test_a_death_at_any_moment_leaves_one_whole_version(tmp_path: Path) -> None:
    outcomes = []
    for after in range(100):
        folder = tmp_path / str(after)
        folder.mkdir()
        keeping.put(folder, version("old"))
        with pytest.MonkeyPatch.context() as patched:
            dying(patched, after)
            try:
                keeping.put(folder, version("new"))
                ended = True
            except Killed:
                ended = False
        (found,) = seen(folder)
        outcomes.append(found)
        keeping.settle(folder)
        assert seen(folder) == {found}, "tidying up changes nothing"
        assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
        keeping.put(folder, version("newer"))
        assert seen(folder) == {b"newer"}
        if ended:
            break
    assert ended
    assert set(outcomes) == {b"old", b"new"}
    assert outcomes == sorted(outcomes, reverse=True), "once it counts, it counts"
    assert len(outcomes) > 10, "the test must see the disk touched"


def test_a_coming_version_counts_before_it_has_its_place(tmp_path: Path) -> None:
    with override_settings(LINLI_CATALOGUE=str(tmp_path)):
        before = catalogue.current()
        (tmp_path / ".coming").mkdir()
        text = (PACKAGED / "catalogue.toml").read_text("utf-8")
        (tmp_path / ".coming" / "catalogue.toml").write_text(text.replace("transfers = 2", "transfers = 7"))
        assert (before.rules.transfers, catalogue.current().rules.transfers) == (2, 7)
        keeping.settle(tmp_path)
        assert catalogue.current().rules.transfers == 7
        assert [path.name for path in tmp_path.iterdir()] == ["catalogue.toml"]
