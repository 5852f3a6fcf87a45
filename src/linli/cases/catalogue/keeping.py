"""Puts a new version of the city's files in the place of the old in one act: all of them, or none."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from linli.cases.catalogue.current import COMING
from linli.kernel import ids

_DRAFT, _GONE, _NEW = ".draft-", ".gone-", ".new-"


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep every other process from putting files into the city's folder meanwhile; it is made if missing.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put these files into the city's folder; whoever reads it sees the old ones or all of the new.

    They are written aside first. Renaming their folder is what makes them count; what follows only tidies
    up, and after a crash `settle` goes on with it. The caller is `alone`.

    Raises:
        OSError: the folder cannot be written; the old files count.
    """
    settle(folder)
    draft = folder / f"{_DRAFT}{ids.token(8)}"
    draft.mkdir()
    for name, content in files.items():
        _write(draft / name, content)
    _sync(draft)
    draft.rename(folder / COMING)
    _sync(folder)
    settle(folder)


def settle(folder: Path) -> None:
    """Give the files of a new version their place in the folder itself, and sweep out what a crash left.

    Done again it does no harm. The caller is `alone`.

    Raises:
        OSError: the folder cannot be written; the same files count as before.
    """
    coming = folder / COMING
    if coming.is_dir():
        for path in sorted(coming.iterdir()):
            new = folder / f"{_NEW}{path.name}"
            _write(new, path.read_bytes())
            new.replace(folder / path.name)
        _sync(folder)
        coming.rename(folder / f"{_GONE}{ids.token(8)}")
    for path in folder.iterdir():
        if path.name.startswith((_DRAFT, _GONE)):
            shutil.rmtree(path)
        elif path.name.startswith(_NEW):
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
