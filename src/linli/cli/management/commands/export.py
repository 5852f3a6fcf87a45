"""`linli export roster FILE`: the roster as an Excel file, or an empty one to fill in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import LinliError
from linli.orgs import roster


class Command(BaseCommand):
    """Write the roster to a file that `linli import roster` reads; audited, for it holds telephones."""

    help = "Write the roster of workers and posts to an Excel file, or an empty one to fill in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the one kind and its options."""
        kinds = parser.add_subparsers(dest="kind", required=True)
        kind = kinds.add_parser("roster", help="workers and their posts")
        kind.add_argument("file", type=Path, help="the .xlsx file to write")
        kind.add_argument("--area", default="", help="only the area with this code")
        kind.add_argument("--template", action="store_true", help="the header row alone")
        kind.add_argument("--reason", default="", help="why; kept in the audit, needed unless --template")
        kind.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        if not options["template"] and not options["reason"].strip():
            raise CommandError(
                "The roster holds telephone numbers: say why with --reason, or use --template."
            )
        rows: list[list[str]] = []
        try:
            if not options["template"]:
                with translation.override(options["language"] or settings.LANGUAGE_CODE):
                    rows = roster.give_out(by=SYSTEM, area_code=options["area"], reason=options["reason"])
            _write(options["file"], rows)
        except (LinliError, OSError) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{len(rows)} posts in {options['file']}")


def _write(path: Path, rows: list[list[str]]) -> None:
    """Write a sheet of text cells, none of which a spreadsheet runs or rounds."""
    with xlsxwriter.Workbook(path) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "num_format": "@"})
        sheet = book.add_worksheet()
        sheet.set_column(0, len(roster.headers()) - 1, 20, text)
        sheet.freeze_panes(1, 0)
        for at, row in enumerate([roster.headers(), *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell, text if at else bold)
