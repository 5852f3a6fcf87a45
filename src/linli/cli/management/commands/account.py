"""`linli account`: opens accounts with a one-time password and a role, and resets lost passwords."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import LinliError
from linli.orgs import access
from linli.orgs.models import Organisation
from linli.orgs.rules import Role


class Command(BaseCommand):
    """Open an account, or give one a new password; the one-time password is printed once."""

    help = "Open accounts with a role, or reset a password; prints a one-time password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the two verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="open an account and print its one-time password")
        create.add_argument("username", help="the sign-in name")
        create.add_argument("--role", required=True, choices=list(Role), help="what it may do")
        create.add_argument("--area", default="", help="where: the code of an area; without it, the city")
        create.add_argument("--organisation", help="on whose behalf: the code of an organisation")
        create.add_argument("--name", default="", help="the person's name")
        create.add_argument("--language", default="zh-hans", choices=["zh-hans", "en"])
        reset = verbs.add_parser("reset", help="print a new one-time password for an account")
        reset.add_argument("username", help="the sign-in name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        try:
            getattr(self, f"_{options['verb']}")(options)
        except LinliError as fault:
            raise CommandError(str(fault)) from fault

    @transaction.atomic
    def _create(self, options: dict[str, Any]) -> None:
        body = None
        if options["organisation"]:
            body = Organisation.objects.filter(code=options["organisation"], retired_on=None).first()
            if body is None:
                raise CommandError(f"There is no organisation {options['organisation']!r} in service.")
        account, password = access.open_account(
            by=SYSTEM,
            username=options["username"],
            display_name=options["name"],
            language=options["language"],
            staff=options["role"] != Role.RESIDENT,
        )
        access.grant_role(
            by=SYSTEM, account=account, role=options["role"], area_code=options["area"], organisation=body
        )
        self._tell(account, password)

    def _reset(self, options: dict[str, Any]) -> None:
        account = Account.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError(f"There is no account {options['username']!r}.")
        self._tell(account, access.reset_password(by=SYSTEM, account=account))

    def _tell(self, account: Account, password: str) -> None:
        self.stderr.write(
            f"Account {account.username}; the password is for the first sign-in, shown only now:"
        )
        self.stdout.write(password)
