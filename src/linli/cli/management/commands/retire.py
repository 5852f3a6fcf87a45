"""`linli retire CODE --on DATE`: takes an area out of use; its history stays."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import LinliError
from linli.places import actions


class Command(BaseCommand):
    """Retire a district, street, community or grid from a day on, with the one that follows it."""

    help = (
        "Take an area out of use from a day on; its buildings, households, posts and open cases go to the "
        "successor. Without one, open cases keep its code and the desks above are told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the area, the day, the successor and the reason."""
        parser.add_argument("code", help="the code of the area")
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="first day without it")
        parser.add_argument("--successor", default="", help="code of the area that follows it")
        parser.add_argument("--reason", default="", help="kept in the audit")

    def handle(self, *args: Any, **options: Any) -> None:
        """Retire it."""
        try:
            area = actions.retire_area(
                by=SYSTEM,
                code=options["code"],
                on=options["on"],
                successor=options["successor"],
                reason=options["reason"],
            )
        except LinliError as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"{area.code} {area.name}")
