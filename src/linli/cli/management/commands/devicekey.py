"""`linli devicekey`: gives a group of devices a new key and signing secret."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.devices import groups
from linli.devices.models import Group
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import LinliError


class Command(BaseCommand):
    """Print a new key and signing secret of a group; both are shown once, the old ones are closed."""

    help = "Give a group of devices a new API key and signing secret; the ones it had are closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("group", help="the group's code")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them and print them."""
        group = Group.objects.filter(code=options["group"]).first()
        if group is None:
            raise CommandError(f"There is no group {options['group']!r}.")
        try:
            key, signing = groups.give_key(by=SYSTEM, group=group)
        except LinliError as fault:
            raise CommandError(str(fault)) from fault
        self.stderr.write(f"Key and signing secret of {group.name}; they are shown only now:")
        self.stdout.write(key)
        self.stdout.write(signing)
