"""What an importer is: a name, its options, and a function from files to a report."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linli.kernel.tables import Report


def no_options(parser: ArgumentParser) -> None:
    """Add no options beyond the files and the report."""


@dataclass(frozen=True)
class Importer:
    """One kind of import.

    Attributes:
        name: the word after `linli import`.
        help: one line for the command's help.
        run: reads the files and writes all or nothing; raises `tables.Rejected` with the report of errors.
        add_arguments: its own options.
    """

    name: str
    help: str
    run: Callable[[Sequence[Path], Mapping[str, Any]], Report]
    add_arguments: Callable[[ArgumentParser], None] = no_options
