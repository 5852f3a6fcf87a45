"""`linli init`: makes a new place ready: database, catalogue, and the three administrators."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from linli.cases import book
from linli.cli import languages, prepare
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import LinliError
from linli.orgs import access
from linli.orgs.models import ROLE_NAMES, RoleGrant
from linli.orgs.queries import current
from linli.orgs.rules import Role

OPTIONS = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}


class Command(BaseCommand):
    """Make a new place ready; safe to run again, it does only what is missing."""

    help = "Prepare the database and the catalogue, and open the accounts of the three administrators."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the options."""
        for name, role in OPTIONS.items():
            parser.add_argument(f"--{name}", metavar="NAME", help=f"sign-in name of the {role}")
        parser.add_argument("--no-input", action="store_true", help="ask nothing")
        languages.add_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, open what accounts are named or asked for, and say what comes next."""
        with translation.override(languages.chosen(options["language"])):
            prepare.prepare()
            version = book.in_force()
            self.stdout.write(_("事项目录已载入：%(count)d 个事项") % {"count": len(version.matters)})
            asks = not options["no_input"] and sys.stdin.isatty()
            for name, role in OPTIONS.items():
                self._administrator(role, options[name], asks)
            self.stdout.write(
                _("接下来：linli import places 导入区划和网格，linli doctor 检查，linli serve 运行。")
            )

    def _administrator(self, role: Role, username: str | None, asks: bool) -> None:
        """Open the account of an administrator unless there is one."""
        label = ROLE_NAMES[role]
        today = current(clock.today())
        held = RoleGrant.objects.filter(today, role=role, account__is_active=True).select_related("account")
        if (grant := held.first()) is not None:
            facts = {"role": label, "account": grant.account.username}
            self.stdout.write(_("%(role)s：%(account)s") % facts)
            return
        if username is None and asks:
            username = input(_("%(role)s的用户名（留空则以后再设）：") % {"role": label}).strip()
        if not username:
            return
        try:
            with transaction.atomic():
                account, password = access.open_account(by=SYSTEM, username=username)
                access.grant_role(by=SYSTEM, account=account, role=role)
        except LinliError as fault:
            raise CommandError(f"{label}: {fault}") from fault
        facts = {"role": label, "account": account.username, "password": password}
        self.stdout.write(_("%(role)s：%(account)s，一次性密码 %(password)s（只显示这一次）") % facts)
