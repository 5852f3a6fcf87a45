"""`linli devicelogin`: gives devices, or a group's platform, new passwords for the broker."""

import csv
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.devices import logins
from linli.devices.models import Group
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import LinliError


class Command(BaseCommand):
    """Print new user names and passwords as CSV; they are shown once, the old passwords end."""

    help = "Give a group's platform, or devices of the group, new passwords for the broker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        parser.add_argument("group", help="the group's code; alone it is the login of its platform")
        parser.add_argument("device", nargs="*", help="codes of devices of the group")
        parser.add_argument("--missing", action="store_true", help="every device that has no password yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them and print them."""
        group = Group.objects.filter(code=options["group"]).first()
        if group is None:
            raise CommandError(f"There is no group {options['group']!r}.")
        try:
            if options["device"] or options["missing"]:
                given = logins.give_to_devices(by=SYSTEM, group=group, codes=options["device"])
            else:
                given = [logins.give_to_group(by=SYSTEM, group=group)]
        except LinliError as fault:
            raise CommandError(str(fault)) from fault
        writer = csv.writer(self.stdout)
        writer.writerow(["user", "password"])
        writer.writerows(given)
        self.stderr.write("They are shown only now. The broker knows them after `linli brokerfiles`.")
