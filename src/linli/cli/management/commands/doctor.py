"""`linli doctor`: says what is unsafe or missing, and how to mend it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cli import doctor, languages
from linli.cli.doctor import secrets
from linli.cli.doctor.finding import Level

MARKS = {Level.FINE: "✓", Level.ADVICE: "!", Level.UNSAFE: "✗"}


class Command(BaseCommand):
    """Examine the whole place; fails when something is unsafe."""

    help = "Say what is unsafe or missing, and how to mend it; ends with 1 when something is unsafe."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        languages.add_option(parser)
        parser.add_argument(
            "--key-is-backed-up", action="store_true", help="note that the data key has a copy elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every finding, the gravest last."""
        with translation.override(languages.chosen(options["language"])):
            if options["key_is_backed_up"]:
                secrets.note_backup()
            styles = {Level.FINE: self.style.SUCCESS, Level.ADVICE: self.style.WARNING}
            found = sorted(doctor.examine(), key=lambda finding: finding.level)
            for finding in found:
                style = styles.get(finding.level, self.style.ERROR)
                self.stdout.write(style(f"{MARKS[finding.level]} {finding.what}"))
                if finding.mend:
                    self.stdout.write(f"    → {finding.mend}")
            unsafe = sum(finding.level is Level.UNSAFE for finding in found)
            if unsafe:
                raise CommandError(
                    ngettext("有 %(count)d 处不安全。", "有 %(count)d 处不安全。", unsafe) % {"count": unsafe}
                )
            self.stdout.write(_("没有发现不安全之处。"))
