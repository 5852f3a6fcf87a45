"""`linli demo`: builds the made-up city once, and tells its visitor where to go."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from linli.cli.demo import build, elders
from linli.cli.demo.build import Keepsake
from linli.kernel import clock
from linli.kernel.accounts import Account
from linli.places.models import Area


class Command(BaseCommand):
    """Build the demo city when it is not built yet, then print the address, the key and the accounts."""

    help = "Build the made-up demo city into an empty database (once), and print how to visit it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("--small", action="store_true", help="one district of sixty grids, in seconds")
        parser.add_argument("--cases", type=int, help="how many reports in the last ninety days")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build once, then tell."""
        if not settings.DEMO:
            raise CommandError("Set LINLI_DEMO=1: the demo city has open accounts and must be asked for.")
        kept = Keepsake.load() or self._build(options)
        self._tell(kept)

    def _build(self, options: dict[str, Any]) -> Keepsake:
        call_command("migrate", verbosity=0, interactive=False)
        if Area.objects.exists():
            raise CommandError(
                "This database holds a city already; the demo wants an empty one (LINLI_HOME)."
            )
        began = time.monotonic()
        cases = options["cases"] or (build.SMALL if options["small"] else build.FULL)
        kept = build.build(small=options["small"], until=clock.now(), cases=cases, say=self._say)
        self._say(f"built in {time.monotonic() - began:.0f} s")
        return kept

    def _say(self, text: str) -> None:
        self.stderr.write(f"demo city · {text}")

    def _tell(self, kept: Keepsake) -> None:
        accounts = Account.objects.filter(username__startswith="demo-").order_by("username")
        lines = [
            f"Address      {settings.PUBLIC_URL}",
            f"Open311 key  {kept.open311_key}",
            f"Accounts     (password of all: {kept.password})",
            *(f"  {account.username:<16} {account.display_name}" for account in accounts),
        ]
        if page := elders.family_page():
            lines.append(f"Family       {page}")
        self.stdout.write("\n".join(lines))
