"""`linli import KIND FILE...`: reads a city's files, all or nothing, and reports row by row."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from linli.cli.imports.all import IMPORTERS
from linli.kernel.errors import LinliError
from linli.kernel.tables import Rejected, Report


class Command(BaseCommand):
    """Import files of one kind; print what changed or every error, and write them to a CSV on demand."""

    help = "Import a city's files: all or nothing, with a report of every row."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe every importer with the options they share."""
        kinds = parser.add_subparsers(dest="kind", required=True)
        for importer in IMPORTERS:
            kind = kinds.add_parser(importer.name, help=importer.help)
            kind.add_argument("files", nargs="+", type=Path, help="the files, read together")
            kind.add_argument("--report", type=Path, help="a CSV file to write the full report to")
            kind.add_argument(
                "--language", choices=[code for code, _name in settings.LANGUAGES], help="of the report"
            )
            importer.add_arguments(kind)

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what happened."""
        importer = next(each for each in IMPORTERS if each.name == options["kind"])
        with translation.override(options["language"] or settings.LANGUAGE_CODE):
            try:
                report = importer.run(options["files"], options)
            except Rejected as fault:
                self._tell(fault.report, options["report"])
                raise CommandError(str(fault)) from fault
            except LinliError as fault:
                raise CommandError(str(fault)) from fault
            self._tell(report, options["report"])

    def _tell(self, report: Report, path: Path | None) -> None:
        if path is not None:
            report.write_csv(path)
        self.stdout.write("\n".join(report.lines()))
