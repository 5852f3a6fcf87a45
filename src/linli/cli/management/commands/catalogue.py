"""`linli catalogue`: checks a catalogue folder before it counts, and says what is in force."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.cases import catalogue
from linli.kernel.errors import InvalidInput


class Command(BaseCommand):
    """Check a folder of catalogue files, or the one in force, and name every fault."""

    help = "Check a catalogue: the folder given, or the one in force here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the one verb and its folder."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="read every file and name every fault")
        check.add_argument(
            "folder", nargs="?", type=Path, help="the city's folder; without it the one in force"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say what was found."""
        folders = (options["folder"],) if options["folder"] else catalogue.folders()
        try:
            found = catalogue.load(*folders)
        except InvalidInput as faults:
            head = _("目录有 {count} 处错误：").format(count=len(faults.errors))
            raise CommandError("\n".join([head, *map(str, faults.errors)])) from faults
        text = _(
            "目录 {version}：{matters} 个事项，{conditions} 条立案条件，{words} 条词语。校验值 {digest}。"
        )
        counts = {
            "matters": len(found.matters),
            "conditions": len(found.conditions),
            "words": len(found.words),
        }
        self.stdout.write(text.format(version=found.version, digest=found.digest[:12], **counts))
        self.stdout.write(found.source)
