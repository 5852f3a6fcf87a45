"""Sorts more rows than memory holds: sorted runs in temporary files, merged as they are read."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from typing import IO

from linli.cli.care.reading import Event

RUN = 200_000


class Sorted:
    """The rows in order, as often as they are asked for; closes its files at the end of the `with`."""

    def __init__(self, rows: Iterable[Event], run: int = RUN) -> None:
        """Read all rows, `run` at a time. If they raise, nothing is left behind."""
        self._stack = ExitStack()
        self._last: list[Event] = []
        self._files: list[IO[str]] = []
        self.end = 0
        source = iter(rows)
        try:
            while chunk := sorted(islice(source, run)):
                self.end = max(self.end, *(row.at for row in chunk), 0)
                if self._last:
                    self._spill()
                self._last = chunk
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> "Sorted":
        return self

    def __exit__(self, *fault: object) -> None:
        self._stack.close()

    def _spill(self) -> None:
        file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115  (closed by the stack)
        self._stack.callback(file.close)
        csv.writer(file).writerows(self._last)
        self._files.append(file)

    def __iter__(self) -> Iterator[Event]:
        return merge(*map(_read, self._files), self._last)


def _read(file: IO[str]) -> Iterator[Event]:
    file.seek(0)
    for person, at, kind, signal in csv.reader(file):
        yield Event(person, int(at), kind, signal)
