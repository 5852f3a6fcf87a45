"""`linli apikey`: makes, lists and revokes the keys of other systems."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.kernel import apikeys
from linli.kernel.accounts import Account
from linli.kernel.actor import SYSTEM
from linli.kernel.apikeys import ApiKey
from linli.kernel.errors import LinliError


class Command(BaseCommand):
    """Make, list or revoke a key; a new key is printed once and kept only as a hash."""

    help = "Make, list or revoke the API keys of other systems."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the three verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a key and print it once")
        create.add_argument("name", help="whose key it is")
        create.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=list(apikeys.Scope),
            help="a door it opens; give it again for more",
        )
        create.add_argument(
            "--rate", type=int, default=apikeys.DEFAULT_RATE, help="requests a minute, 0 for no limit"
        )
        create.add_argument("--account", help="sign-in name of the account whose roles a v1 key acts with")
        verbs.add_parser("list", help="list the keys, without their secrets")
        revoke = verbs.add_parser("revoke", help="close a key for good")
        revoke.add_argument("prefix", help="the readable start of the key, as `list` shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says."""
        try:
            getattr(self, f"_{options['verb']}")(options)
        except LinliError as fault:
            raise CommandError(str(fault)) from fault

    def _create(self, options: dict[str, Any]) -> None:
        account = None
        if options["account"]:
            account = Account.objects.filter(username=options["account"], is_active=True).first()
            if account is None:
                raise CommandError(f"There is no active account {options['account']!r}.")
        key, secret = apikeys.create(
            by=SYSTEM, name=options["name"], scopes=options["scope"], rate=options["rate"], account=account
        )
        self.stderr.write(f"Key {key.prefix} for {key.name}; it is shown only now:")
        self.stdout.write(secret)

    def _list(self, options: dict[str, Any]) -> None:
        for key in ApiKey.objects.select_related("account").order_by("pk"):
            state = "revoked" if key.revoked_at else f"last used {key.last_used_on or 'never'}"
            whose = f" account {key.account.username}" if key.account else ""
            rate = f"{key.rate}/min" if key.rate else "no limit"
            self.stdout.write(f"{key.prefix}  {key.name}  [{' '.join(key.scopes)}]{whose}  {rate}  {state}")

    def _revoke(self, options: dict[str, Any]) -> None:
        key = apikeys.revoke(by=SYSTEM, prefix=options["prefix"])
        self.stdout.write(f"Key {key.prefix} for {key.name} is revoked.")
